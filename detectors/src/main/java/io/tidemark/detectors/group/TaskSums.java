package io.tidemark.detectors.group;

import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.rollup.ClosedBuckets;
import io.tidemark.detectors.rollup.RolledSeries;
import io.tidemark.topics.Partitions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds the closed buckets of one task up by query and group, and sorts the sums by where they go. Between two calls of
 * {@link #take} it holds sums; for longer it only remembers to which a series adds, so that a row costs no look-up of a text.
 */
public final class TaskSums {
    private static final int PARTIALS_MAX = 2_000;
    private static final int SKETCHES_MAX = 100;
    private static final int GROUPS_MAX = 100_000;
    private static final Group[] NONE = {};

    private final int source;
    private final int partitions;
    private final List<Map<PartialKey, Partial>> sums = new ArrayList<>();
    private final List<List<Group>> running = new ArrayList<>();
    private final Reading reading = new Reading();
    private final Map<InForce.Reader, Map<String, Group>> groups = new HashMap<>();
    private int groupCount;
    private RolledSeries[] known = new RolledSeries[64];
    private Group[][] groupsOf = new Group[64][];
    private long epoch = -1;

    /** A group of one metric of a query, and its sum for the bucket that came last. */
    private static final class Group {
        final InForce.Reader reader;
        final String name;
        final int partition;
        long start;
        /** Null where nothing came since the sums were taken. */
        Partial sum;

        Group(InForce.Reader reader, String name, int partitions) {
            this.reader = reader;
            this.name = name;
            this.partition = Partitions.of(key(0).routing(), partitions);
        }

        PartialKey key(long startSeconds) {
            return new PartialKey(
                    reader.unit().id(), reader.unit().version(), name, startSeconds, reader.metricNumber());
        }
    }

    /** @param source partition of this task, of so many */
    public TaskSums(int source, int partitions) {
        this.source = source;
        this.partitions = partitions;
        for (int i = 0; i < partitions; i++) {
            sums.add(new LinkedHashMap<>());
            running.add(new ArrayList<>());
        }
    }

    /** Adds a closed bucket to every group that it is part of. Corrections are not judged again. */
    public void add(InForce inForce, ClosedBuckets rows, int row) {
        if (rows.correction(row)) {
            return;
        }
        for (Group group : groupsOf(inForce, rows.series(row))) {
            Unit unit = group.reader.unit();
            long start = rows.startSeconds(row);
            if (unit.intervalSeconds() == rows.widthSeconds(row) && unit.covers(start)) {
                reading.add(group.reader.metric(), rows, row, sum(group, start));
            }
        }
    }

    private Partial sum(Group group, long start) {
        if (group.sum == null || group.start != start) {
            if (group.sum == null) {
                running.get(group.partition).add(group);
            }
            group.start = start;
            group.sum = sums.get(group.partition).computeIfAbsent(group.key(start), unused -> new Partial());
        }
        return group.sum;
    }

    private Group[] groupsOf(InForce inForce, RolledSeries series) {
        if (epoch != inForce.epoch() || groupCount > GROUPS_MAX) {
            epoch = inForce.epoch();
            groups.clear(); // Groups that went away do not stay for ever.
            groupCount = 0;
            Arrays.fill(known, null);
        }
        int slot = series.slot();
        if (slot >= known.length) {
            known = Arrays.copyOf(known, Math.max(slot + 1, known.length * 2));
            groupsOf = Arrays.copyOf(groupsOf, known.length);
        }
        if (known[slot] != series) {
            known[slot] = series;
            groupsOf[slot] = find(inForce, series);
        }
        return groupsOf[slot];
    }

    private Group[] find(InForce inForce, RolledSeries series) {
        List<Group> found = new ArrayList<>();
        for (InForce.Reader reader : inForce.readersOf(series)) {
            if (!reader.unit().isDirect()) {
                Map<String, Group> ofReader = groups.computeIfAbsent(reader, unused -> new HashMap<>());
                for (String name : reader.metric()
                        .grouping()
                        .groupsOf(series.text(), series.parsed().tags())) {
                    found.add(ofReader.computeIfAbsent(name, unused -> {
                        groupCount++;
                        return new Group(reader, name, partitions);
                    }));
                }
            }
        }
        return found.isEmpty() ? NONE : found.toArray(Group[]::new);
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
        running.get(partition).forEach(group -> group.sum = null);
        running.get(partition).clear();
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
