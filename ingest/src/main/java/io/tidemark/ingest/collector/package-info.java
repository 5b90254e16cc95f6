/**
 * This host's own figures under Datadog's names: processor, load, memory, disks, network, every 15 s.
 *
 * <p>Each check runs on a thread of its own, at its own pace: one that hangs blocks no other, and is not started again
 * before it has come back. All points carry {@code host:NAME}.
 */
package io.tidemark.ingest.collector;
