/**
 * Copies of stores on the local disk, so that a process that is started again in its folder reads seconds of its changelogs and not all of them.
 *
 * <p>Invariants: a copy holds committed state only, as of one offset of one changelog; a copy that is torn, damaged, too old, or of another
 * changelog is not used, and its store is restored from the changelog alone; that there are copies changes nothing of what is told.
 * docs/adr/0010-checkpoints-on-disk.md has the reasons.
 *
 * <p>It does not know what records mean, nor Kafka beyond the name of a partition.
 */
package io.tidemark.detectors.store.checkpoint;
