package io.tidemark.detectors.group;

import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.rollup.ClosedBuckets;
import io.tidemark.topics.Partitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds the closed buckets of one task up by query and group, and sorts the sums by where they go. Holds nothing between. */
public final class TaskSums {
    private static final int PARTIALS_MAX = 2_000;
    private static final int SKETCHES_MAX = 100;

    private final int source;
    private final int partitions;
    private final List<Map<PartialKey, Partial>> sums = new ArrayList<>();
    private final Reading reading = new Reading();
    private final Map<String, Integer> partitionOf = new HashMap<>();

    /** @param source partition of this task, of so many */
    public TaskSums(int source, int partitions) {
        this.source = source;
        this.partitions = partitions;
        for (int i = 0; i < partitions; i++) {
            sums.add(new LinkedHashMap<>());
        }
    }

    /** Adds a closed bucket to every group that it is part of. Corrections are not judged again. */
    public void add(InForce inForce, ClosedBuckets rows, int row) {
        if (rows.correction(row)) {
            return;
        }
        for (InForce.Reader reader : inForce.readersOf(rows.series(row))) {
            if (!reader.unit().isDirect()
                    && reader.unit().intervalSeconds() == rows.widthSeconds(row)
                    && reader.unit().covers(rows.startSeconds(row))) {
                add(reader, rows, row);
            }
        }
    }

    private void add(InForce.Reader reader, ClosedBuckets rows, int row) {
        for (String group : reader.metric()
                .grouping()
                .groupsOf(rows.series(row).text(), rows.series(row).series().tags())) {
            PartialKey key = new PartialKey(
                    reader.unit().id(), reader.unit().version(), group, rows.startSeconds(row), reader.metricNumber());
            reading.add(
                    reader.metric(),
                    rows,
                    row,
                    sums.get(partition(key.routing())).computeIfAbsent(key, unused -> new Partial()));
        }
    }

    private int partition(String routing) {
        if (partitionOf.size() > 100_000) {
            partitionOf.clear(); // Only a cache: groups that went away do not stay in it for ever.
        }
        return partitionOf.computeIfAbsent(routing, text -> Partitions.of(text, partitions));
    }

    /**
     * What goes to a partition, in records of bounded size; the last one carries the time. Empties its sums.
     *
     * @param tickMillis the task's new time, or 0 where it did not move
     */
    public List<PartialBatch> take(int partition, long tickMillis) {
        Map<PartialKey, Partial> taken = sums.get(partition);
        List<PartialBatch> batches = new ArrayList<>();
        if (taken.isEmpty() && tickMillis == 0) {
            return batches;
        }
        sums.set(partition, new LinkedHashMap<>());
        Map<PartialKey, Partial> part = new LinkedHashMap<>();
        for (Map.Entry<PartialKey, Partial> entry : taken.entrySet()) {
            if (part.size() == PARTIALS_MAX || entry.getValue().hasSketch() && part.size() >= SKETCHES_MAX) {
                batches.add(new PartialBatch(source, partitions, 0, part));
                part = new LinkedHashMap<>();
            }
            part.put(entry.getKey(), entry.getValue());
        }
        batches.add(new PartialBatch(source, partitions, tickMillis, part));
        return batches;
    }
}
