package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.configuration.Subject;
import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.History;
import io.tidemark.alerting.monitor.Outliers;
import io.tidemark.alerting.monitor.Row;
import io.tidemark.avro.BandStage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Groups of one query, from all partitions, held against each other bucket by bucket.
 *
 * <p>A bucket is judged when nothing of it has come for {@value #SETTLE_MILLIS} ms of ticks, or a later one is complete: its
 * rows come from several tasks, each of which closes it with its own tick. A row that comes after that is not judged.
 */
final class Members {

    static final long SETTLE_MILLIS = 3_000;

    private static final String KEY = "row\n";

    private final ConfigurationInForce configuration;
    private final Groups groups;
    private final Upkeep upkeep;
    private final GroupTable table;
    private final TreeMap<String, TreeMap<Long, Bucket>> open = new TreeMap<>();

    private static final class Bucket {
        private final TreeMap<String, Row> rows = new TreeMap<>();
        private long lastMillis;
    }

    Members(ConfigurationInForce configuration, Groups groups, Upkeep upkeep, GroupTable table) {
        this.configuration = configuration;
        this.groups = groups;
        this.upkeep = upkeep;
        this.table = table;
    }

    boolean restore(String key, byte[] bytes) {
        if (!key.startsWith(KEY)) {
            return false;
        }
        String[] parts = key.split("\n", 4);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Bucket bucket = bucket(parts[1], Long.parseLong(parts[2]));
        bucket.lastMillis = Math.max(bucket.lastMillis, in.getLong());
        bucket.rows.put(parts[3], Row.plain(Long.parseLong(parts[2]), in.getInt(), in.getDouble()));
        return true;
    }

    private Bucket bucket(String watched, long start) {
        return open.computeIfAbsent(watched, any -> new TreeMap<>()).computeIfAbsent(start, any -> new Bucket());
    }

    void row(String watched, String group, Row row, long tickMillis) {
        Bucket bucket = bucket(watched, row.startSeconds());
        bucket.lastMillis = tickMillis;
        bucket.rows.put(group, row);
        table.put(
                key(watched, row.startSeconds(), group),
                new Flat()
                        .put(tickMillis)
                        .put(row.intervalSeconds())
                        .put(row.value())
                        .bytes());
    }

    private static String key(String watched, long start, String group) {
        return KEY + watched + "\n" + start + "\n" + group;
    }

    /** Judges the buckets that are complete. */
    void judge(long tickMillis) {
        for (Map.Entry<String, TreeMap<Long, Bucket>> of : open.entrySet()) {
            while (!of.getValue().isEmpty()) {
                Map.Entry<Long, Bucket> oldest = of.getValue().firstEntry();
                if (tickMillis < oldest.getValue().lastMillis + SETTLE_MILLIS) {
                    break;
                }
                of.getValue().pollFirstEntry();
                for (String monitorId : configuration.watching(of.getKey())) {
                    configuration
                            .version(monitorId, oldest.getKey())
                            .filter(monitor -> monitor.watched().equals(of.getKey()))
                            .ifPresent(monitor -> judge(monitor, oldest.getValue().rows, tickMillis));
                }
                oldest.getValue()
                        .rows
                        .keySet()
                        .forEach(group -> table.delete(key(of.getKey(), oldest.getKey(), group)));
            }
        }
        open.values().removeIf(Map::isEmpty);
    }

    private void judge(WatchedMonitor monitor, SortedMap<String, Row> rows, long tickMillis) {
        if (!(monitor.subject() instanceof Subject.Members of)) {
            return;
        }
        Row any = rows.get(rows.firstKey());
        long end = any.startSeconds() + any.intervalSeconds();
        int width = (int) Math.max(1, monitor.rule().condition().windowSeconds() / any.intervalSeconds());
        TreeMap<String, double[]> windows = new TreeMap<>();
        rows.forEach((group, row) -> windows.put(group, window(monitor, group, row, end, width)));
        SortedMap<String, Outliers.Verdict> verdicts = of.outliers().judge(windows);
        double centre = median(rows.values().stream()
                .mapToDouble(Row::value)
                .filter(v -> !Double.isNaN(v))
                .toArray());
        rows.forEach((group, row) -> {
            boolean out = verdicts.containsKey(group) && verdicts.get(group).outlier();
            Row judged = new Row(
                    row.startSeconds(),
                    row.intervalSeconds(),
                    row.value(),
                    Float.NaN,
                    Float.NaN,
                    out,
                    out && row.value() > centre,
                    out && row.value() < centre,
                    false);
            double distance = verdicts.containsKey(group) ? verdicts.get(group).distance() : Double.NaN;
            Evidence evidence = new Evidence(
                    row.startSeconds(),
                    row.value(),
                    centre,
                    Double.NaN,
                    Double.NaN,
                    distance > 0 ? Math.abs(row.value() - centre) / distance : Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Optional.empty());
            Groups.Group found = upkeep.group(BandStage.DIRECT, monitor, group, tickMillis);
            upkeep.row(monitor, found, judged, evidence, tickMillis);
        });
    }

    private double[] window(WatchedMonitor monitor, String group, Row row, long end, int width) {
        double[] values = new double[width];
        Arrays.fill(values, Double.NaN);
        Optional<Groups.Group> known = groups.find(BandStage.DIRECT, monitor.id(), group);
        if (known.isPresent()) {
            History history = known.get().memory().history();
            for (int i = 0; i < history.size(); i++) {
                long back = (end - history.startSeconds(i)) / row.intervalSeconds();
                if (back >= 1 && back <= width && history.intervalSeconds() == row.intervalSeconds()) {
                    values[(int) (width - back)] = history.value(i);
                }
            }
        }
        values[width - 1] = row.value();
        return values;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int n = values.length;
        return n == 0 ? Double.NaN : (values[(n - 1) / 2] + values[n / 2]) / 2;
    }
}
