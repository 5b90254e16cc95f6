/**
 * One band for every bucket of every group: what the model expected, what came, and whether that is out of band.
 *
 * <p>Invariants: the buckets of a group are judged once each, in the order of their starts; a group that has no value in a
 * bucket is told with NaN until it has been silent for the retention, and what one jump of time makes up for is bounded; a
 * changed query, model or width starts the learning anew, a changed threshold does not; state is freed when its
 * configuration is deleted or nothing came for long, and kept while it is switched off; a bucket in an excluded span is judged
 * and not learnt, and where a span changes behind a group's back, its model is asked for again
 * ({@link io.tidemark.detectors.baseline.RelearnRequest}) and exchanged where the answer lies in the log.
 *
 * <p>Pure: it keeps blocks of bytes and does not know Kafka, the clock, or how rows are written.
 */
package io.tidemark.detectors.baseline;
