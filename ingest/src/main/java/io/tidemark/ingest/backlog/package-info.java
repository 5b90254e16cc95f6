/**
 * What waits to be forwarded: numbered entries in segments, on disk where there is a folder, in memory where there is none or
 * the disk has no room.
 *
 * <p>Always: numbers rise, also over restarts and over files that were lost; an entry that {@code put} has numbered survives a
 * kill of the process once its segment is a file (the write has reached the operating system; power is another matter, see
 * {@link io.tidemark.ingest.backlog.Backlog#sync}); what a damaged file still holds is read, the rest is counted in bytes;
 * over a limit the oldest segment goes first, and its items are counted. Not done here: Kafka, threads, what entries mean.
 */
package io.tidemark.ingest.backlog;
