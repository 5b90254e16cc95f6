/**
 * The stream: points in, rollups, bands and anomalies out, and nothing decided here.
 *
 * <p>Invariants: processors decode, ask the pure packages, and forward; whatever one record caused is forwarded before the
 * next is taken, so that a commit can fall anywhere; bytes that cannot be read become dead letters and never stop a task; the
 * wall clock enters in one place, where a task appends a tick to its own partition of {@code points}; every node, store and
 * topic has a name, and the whole is compared with a golden file.
 *
 * <p>It does not read settings or create clients.
 */
package io.tidemark.detectors.topology;
