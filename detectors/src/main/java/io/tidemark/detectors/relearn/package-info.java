/**
 * Learning again from what the log has kept: the rollups from before a detector was there, and the rows that a group was told
 * with, without the spans that are excluded by now.
 *
 * <p>{@link io.tidemark.detectors.relearn.Replay} is the arithmetic: it hands kept rollups to the same grouping and judging as
 * live ones. {@link io.tidemark.detectors.relearn.History} is where answers come from; who implements it reads the topics.
 *
 * <p>Pure: it does not know Kafka or the clock.
 */
package io.tidemark.detectors.relearn;
