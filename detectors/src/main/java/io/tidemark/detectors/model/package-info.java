/**
 * What a streaming detector is: the contract between the models and whoever feeds them.
 *
 * <p>A {@link io.tidemark.detectors.model.Model} learns what is normal for one series, one bucket at a time, and says for
 * each bucket what it expected and how strange the value is ({@link io.tidemark.detectors.model.Judgement}). Everything it
 * knows about a series lies in one flat {@link io.tidemark.detectors.model.Block} of bytes with a fixed length; the model
 * object holds settings only, so one object serves any number of series of the same detector.
 *
 * <p>Invariants: same settings, same input, same bytes and same output on every JVM (no clock, no randomness, no
 * transcendental function outside {@link java.lang.StrictMath}); a block copied anywhere goes on to the same future; a
 * reset block equals a new one; NaN, infinities, repeated and backward times never raise and never leave NaN behind.
 *
 * <p>It does not keep history, read configuration or know Kafka; it is not safe for use by two threads at once (one
 * object for each stream task).
 */
package io.tidemark.detectors.model;
