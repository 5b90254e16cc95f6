package io.tidemark.bench.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How far a consumer group has committed a log that is complete. */
final class Committed {
    private static final Duration GIVE_UP = Duration.ofMinutes(8);
    private static final long LOOK_EVERY_NANOS = 10_000_000;

    private final Admin admin;
    private final String group;
    private final Map<TopicPartition, Long> ends;
    private final long before;
    private double measuredShare;

    /**
     * What the group has committed by now is no part of the log that is waited for.
     *
     * @param ends the log's ends, as {@link #ends} gives them
     */
    Committed(Admin admin, String group, Map<TopicPartition, Long> ends)
            throws ExecutionException, InterruptedException {
        this.admin = admin;
        this.group = group;
        this.ends = ends;
        this.before = records();
    }

    static Map<TopicPartition, Long> ends(Admin admin, String topic, int partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /**
     * Waits until all is committed.
     *
     * @param cold share of the log that is not measured
     * @param atFirst called at the first commit behind the cold part
     * @param atLast called at the last commit
     * @param fault why the group stopped; empty while it runs
     * @return wall-clock seconds from the first commit behind the cold part to the one that shows the end, scaled to the
     *     whole log
     */
    double await(double cold, Runnable atFirst, Runnable atLast, Supplier<?> fault)
            throws ExecutionException, InterruptedException {
        long total = ends.values().stream().mapToLong(Long::longValue).sum() - before;
        long deadline = System.nanoTime() + GIVE_UP.toNanos();
        long firstAt = 0;
        long firstDone = 0;
        while (System.nanoTime() < deadline) {
            long done = done();
            long now = System.nanoTime();
            if (firstAt == 0 && done > cold * total) {
                firstAt = now;
                firstDone = done;
                measuredShare = (total - done) / (double) total;
                atFirst.run();
            }
            if (done >= total) {
                if (done == firstDone) {
                    throw new IllegalStateException("the log is too short: one commit took all of it");
                }
                atLast.run();
                return (now - firstAt) / 1e9 * total / (total - firstDone);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        throw new IllegalStateException("not done after " + GIVE_UP + ": " + fault.get());
    }

    /** The share of the log that {@link #await} measured. */
    double measuredShare() {
        return measuredShare;
    }

    private long done() throws ExecutionException, InterruptedException {
        return records() - before;
    }

    private long records() throws ExecutionException, InterruptedException {
        var offsets = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return ends.entrySet().stream()
                .mapToLong(end -> {
                    var offset = offsets.get(end.getKey());
                    // Ticks that a service itself appends come behind the log and do not count.
                    return offset == null ? 0 : Math.min(offset.offset(), end.getValue());
                })
                .sum();
    }
}
