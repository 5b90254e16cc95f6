/**
 * Bands and scores, sent on to a store that takes Prometheus' remote write 1.0.
 *
 * <p>Invariants: the log is the queue, so nothing waits in memory but the one request under way (at most 2,000 samples and one
 * poll); offsets are committed after the store took what they stand for, so each sample is sent at least once; what the store
 * refuses for good (4xx but 429) is dropped and counted, everything else is tried again. Not done: histograms, metadata,
 * remote write 2.0, sending points or rollups.
 */
package io.tidemark.console.remotewrite;
