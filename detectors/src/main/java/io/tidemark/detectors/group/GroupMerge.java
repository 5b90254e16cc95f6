package io.tidemark.detectors.group;

import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.store.ObjectStore;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.query.MetricQuery;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings the partial sums of all tasks together, bucket by bucket, and closes a bucket when every task's time is past it.
 *
 * <p>The time of this task is the smallest of the times told by the sources, and stands still until each has told one. A
 * bucket closes at the first such time W with {@code W >= max(end, sender's time of its last part) + lateness}, in the order
 * of starts.
 */
public final class GroupMerge {
    public static final int OPEN_BUCKETS_MAX = 128;

    /** Times of the sources are kept like the buckets of a group: "start" is the partition, "touched" its time. */
    private static final String CLOCKS = "\nclocks";

    private final ObjectStore<GroupBuckets> store;
    private final InForce inForce;
    private final long latenessMillis;
    private final Tally tally;
    private final Closed out;
    private final TreeMap<Long, SortedSet<String>> due = new TreeMap<>();
    private long nowMillis;

    /** Where closed buckets of groups go. */
    public interface Closed {
        /** @param count whether the group's values are counts of events */
        void row(Unit unit, String group, long startSeconds, double value, boolean count);
    }

    public GroupMerge(ObjectStore<GroupBuckets> store, InForce inForce, long latenessMillis, Tally tally, Closed out) {
        this.store = store;
        this.inForce = inForce;
        this.latenessMillis = latenessMillis;
        this.tally = tally;
        this.out = out;
        GroupBuckets clocks = store.get(CLOCKS);
        if (clocks != null) {
            nowMillis = smallest(clocks);
            inForce.tick(nowMillis);
        }
        store.all().keySet().stream().filter(name -> !name.equals(CLOCKS)).forEach(name -> note(name, nowMillis));
    }

    public static ObjectStore<GroupBuckets> newStore() {
        return GroupBuckets.newStore();
    }

    /** The time of this task. */
    public long nowMillis() {
        return nowMillis;
    }

    /** Takes what a task told; the buckets that are due because of it are closed. True where time moved. */
    public boolean take(PartialBatch batch) {
        long sentMillis = batch.tickMillis() == 0 ? timeOf(batch.source()) : batch.tickMillis();
        batch.partials().forEach((key, partial) -> add(batch.source(), sentMillis, key, partial));
        if (batch.tickMillis() == 0) {
            return false;
        }
        GroupBuckets clocks = store.get(CLOCKS);
        if (clocks == null) {
            clocks = new GroupBuckets();
        }
        clocks.open.keySet().removeIf(source -> source >= batch.sources());
        for (long source = 0; source < batch.sources(); source++) {
            clocks.bucket(source);
        }
        GroupBuckets.Bucket clock = clocks.bucket(batch.source());
        clock.touchedMillis = Math.max(clock.touchedMillis, batch.tickMillis());
        store.put(CLOCKS, clocks);
        long smallest = smallest(clocks);
        if (smallest <= nowMillis) {
            return false;
        }
        nowMillis = smallest;
        return true;
    }

    /** Closes what is due; after {@link #take} said that time moved and the configuration followed. */
    public void closeDue() {
        SortedSet<String> names = new TreeSet<>();
        while (!due.isEmpty() && due.firstKey() <= nowMillis) {
            names.addAll(due.pollFirstEntry().getValue());
        }
        for (String name : names) {
            GroupBuckets buckets = store.get(name);
            if (buckets != null) {
                buckets.dueMillis = Long.MAX_VALUE;
                review(name, buckets);
            }
        }
    }

    /** True while a bucket of the group that starts before this end is open. */
    public boolean mayStillChange(Unit unit, String group, long endSeconds) {
        GroupBuckets buckets = store.get(name(unit.id(), unit.version(), group));
        return buckets != null && !buckets.open.isEmpty() && buckets.open.firstKey() < endSeconds;
    }

    /** The time of a source as last told; 0 before it told one. */
    private long timeOf(int source) {
        GroupBuckets clocks = store.get(CLOCKS);
        GroupBuckets.Bucket clock = clocks == null ? null : clocks.open.get((long) source);
        return clock == null ? 0 : clock.touchedMillis;
    }

    private void add(int source, long sentMillis, PartialKey key, Partial partial) {
        String name = name(key.id(), key.version(), key.group());
        GroupBuckets buckets = store.get(name);
        if (buckets == null) {
            buckets = new GroupBuckets();
            store.put(name, buckets);
        }
        GroupBuckets.Bucket bucket = buckets.bucket(key.startSeconds());
        bucket.add(key.metricNumber(), source, partial);
        // The sender's time, not the time here: that may stand far behind, for as long as another task is away.
        bucket.touchedMillis = Math.max(bucket.touchedMillis, sentMillis);
        store.changed(name);
        if (buckets.open.size() > OPEN_BUCKETS_MAX) {
            tally.one(Tally.Of.FORCED_CLOSES);
            Unit unit = inForce.version(key.id(), key.version());
            close(
                    unit,
                    key.group(),
                    buckets.open.firstKey(),
                    buckets.open.pollFirstEntry().getValue());
        }
        note(name, nowMillis + 1); // Looked at when time moves next; what it waits for is worked out there.
    }

    private void review(String name, GroupBuckets buckets) {
        String[] parts = name.split("\n", 3);
        long version = Long.parseLong(parts[1]);
        Unit unit = inForce.version(parts[0], version);
        if (unit == null && !inForce.isPast(version)) {
            note(name, nowMillis + 1); // Its configuration becomes known here a little later than in the source's task.
            return;
        }
        while (!buckets.open.isEmpty()) {
            Map.Entry<Long, GroupBuckets.Bucket> oldest = buckets.open.firstEntry();
            long end = oldest.getKey() + (unit == null ? 0 : unit.intervalSeconds());
            long dueMillis = Math.max(end * 1000, oldest.getValue().touchedMillis) + latenessMillis;
            if (dueMillis > nowMillis) {
                note(name, dueMillis);
                return;
            }
            buckets.open.pollFirstEntry();
            store.changed(name);
            close(unit, parts[2], oldest.getKey(), oldest.getValue());
        }
        store.remove(name);
    }

    private void close(Unit unit, String group, long start, GroupBuckets.Bucket bucket) {
        if (unit == null) {
            tally.add(Tally.Of.LATE_PARTIALS, bucket.partials.size()); // The version is no longer in force.
            return;
        }
        double[] values = new double[unit.metrics().size()];
        boolean count = false;
        for (int i = 0; i < values.length; i++) {
            MetricQuery metric = unit.metrics().get(i);
            Partial merged = bucket.merged(i);
            values[i] = merged.value(metric.aggregator());
            boolean countsMissing =
                    unit.definition().zeroForMissing() && metric.reading() == MetricQuery.Reading.AS_COUNT;
            if (Double.isNaN(values[i]) && countsMissing) {
                values[i] = 0;
            }
            count |= merged.isCount();
        }
        out.row(unit, group, start, unit.value(values), count);
    }

    private void note(String name, long timeMillis) {
        GroupBuckets buckets = store.get(name);
        if (timeMillis < buckets.dueMillis) {
            buckets.dueMillis = timeMillis;
            due.computeIfAbsent(timeMillis, unused -> new TreeSet<>()).add(name);
        }
    }

    private static long smallest(GroupBuckets clocks) {
        return clocks.open.values().stream()
                .mapToLong(bucket -> bucket.touchedMillis)
                .min()
                .orElse(0);
    }

    private static String name(String id, long version, String group) {
        return id + "\n" + version + "\n" + group;
    }
}
