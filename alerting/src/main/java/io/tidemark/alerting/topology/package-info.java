/**
 * Judging as a topology: one input ({@code bands}), and all that follows from a bucket in one transaction.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Each partition of {@code bands} is judged by one task from its records alone: rows in their order, ticks as the
 *       only clock, configuration by the ticks at which it becomes known. Same log, same alerts, byte for byte; the order
 *       of partitions does not matter.
 *   <li>An alert, its event and the intentions to tell people are written with the state they follow from, or not at all.
 *   <li>A record that is no band batch goes to {@code dead-letters} with its bytes, and the task goes on.
 *   <li>What belongs to no partition (downtimes that start and end, documents that changed) is told by the task of
 *       partition 0.
 * </ul>
 *
 * <p>Nothing here sends anything, reads a clock, or talks to anybody but the topology: the outbox's sender does.
 */
package io.tidemark.alerting.topology;
