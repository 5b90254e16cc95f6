/**
 * Points into buckets: what came in ten seconds, a minute, ten minutes and an hour of a series.
 *
 * <p>Invariants: time advances only by ticks; a base bucket (10 s) closes at the first tick T with
 * {@code T >= max(end of the bucket, tick at which it was last touched) + lateness}, in the order of starts; at most
 * {@value io.tidemark.detectors.rollup.Rollup#OPEN_BUCKETS_MAX} are open for a series, above that the oldest closes; only
 * closed buckets are told; a point for a closed bucket is told as a correction, or counted and handed back. The same points
 * and ticks give the same rows in the same order, also across a restore.
 *
 * <p>Pure arithmetic over blocks of bytes: no Kafka, no clock, no logging. It does not know which queries read a series; it
 * only takes widths wished for besides its own.
 */
package io.tidemark.detectors.rollup;
