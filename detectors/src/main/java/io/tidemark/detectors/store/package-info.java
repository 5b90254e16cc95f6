/**
 * State on heap, written behind: what a task remembers lies in plain memory and only what changed goes to the changelog, once
 * a commit.
 *
 * <p>Invariants: every change made while a record is processed is in the changelog before the transaction that holds the
 * record's output commits ({@link io.tidemark.detectors.store.WriteBehind} says how); a restored store equals the one that
 * was lost, handles included; the smallest free handle is always taken, so that order by handle is the same after a restore;
 * page sizes and size classes are part of the changelog's format.
 *
 * <p>It does not know what the bytes mean, leaves copies on disk to {@code checkpoint}, and is used by one thread, that of its task.
 */
package io.tidemark.detectors.store;
