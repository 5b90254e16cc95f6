/**
 * Series into groups: what a query reads from a bucket of one series, and how the series of a group become one value.
 *
 * <p>Invariants: partial sums are kept by the partition that they came from and merged in the order of partitions, so the
 * result has the same bits whatever the interleaving; a bucket of a group closes when every partition's time says so; at most
 * {@value io.tidemark.detectors.group.GroupMerge#OPEN_BUCKETS_MAX} buckets are open for a group.
 *
 * <p>Pure arithmetic: no Kafka, no clock, no logging. It does not judge.
 */
package io.tidemark.detectors.group;
