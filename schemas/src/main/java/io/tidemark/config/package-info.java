/**
 * Configuration on its way through Kafka: publishing documents, following their topics, and knowing which version is in
 * force when.
 *
 * <p>Invariants: records of one id are seen in the order of their partition; a refused document never replaces a good
 * one; every record is either told as a change or as a refusal, so nothing is dropped silently; a version is named by
 * its offset. {@link io.tidemark.config.ConfigHistory} is pure and knows no clock.
 *
 * <p>It does not publish events, decide what a change means, or remember anything outside its topics.
 */
package io.tidemark.config;
