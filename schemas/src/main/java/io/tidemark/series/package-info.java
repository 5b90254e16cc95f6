/**
 * What a series is called: a metric name plus a sorted set of tags.
 *
 * <p>Invariants: a {@link io.tidemark.series.Series} has one canonical text, and the text gives the series back; tags are
 * sorted, lower-cased and free of doubles; equal series have equal texts, so the text serves as a Kafka key.
 *
 * <p>Not here: admission (which names and tags are acceptable at a door) is the intake's; this package refuses only
 * what could not be read back.
 */
package io.tidemark.series;
