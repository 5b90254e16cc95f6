/**
 * Which detectors and queries read which series, and which version of them is in force when.
 *
 * <p>Invariants: a version is known in a task from the first tick at or after the record's time plus the propagation margin,
 * so that every task and every replay changes at the same place; the same configuration and ticks give the same units; a
 * series is matched once for each change of the configuration, never for each point.
 *
 * <p>Pure: it does not read topics (the composition root feeds {@link io.tidemark.detectors.assignment.ConfigurationLog}) and
 * does not judge.
 */
package io.tidemark.detectors.assignment;
