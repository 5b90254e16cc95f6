package io.tidemark.console.remotewrite;

import io.tidemark.series.Series;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.BandFlags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a judged bucket is to Prometheus: seven metrics with the labels {@code detector}, {@code group}, {@code interval} and one
 * for each tag of the group; the time is the bucket's start.
 *
 * <pre>
 *   detector cpu-high, group env:prod,host:a →
 *   tidemark_band_score{detector="cpu-high",group="env:prod,host:a",interval="60",env="prod",host="a"}
 * </pre>
 */
final class BandSamples {

    static final String PREFIX = "tidemark_band_";
    private static final String NAME = "__name__";
    private static final Set<String> OURS = Set.of("detector", "group", "interval", "metric");

    /** Groups whose labels are remembered; more are made anew each time. */
    private static final int REMEMBERED_MAX = 50_000;

    private record Key(String detector, String group, int interval) {}

    private final Map<Key, SortedMap<String, String>> remembered = new LinkedHashMap<>();

    /** Adds the samples of a row; a missing number is left out. */
    void add(BandBatchReader bands, int row, WriteRequest to) {
        SortedMap<String, String> labels = labels(bands.detector(), bands.group(row), bands.intervalSeconds());
        long millis = bands.startSeconds(row) * 1_000;
        add(to, labels, "value", millis, bands.value(row));
        add(to, labels, "expected", millis, bands.expected(row));
        add(to, labels, "lower", millis, bands.lower(row));
        add(to, labels, "upper", millis, bands.upper(row));
        add(to, labels, "score", millis, bands.score(row));
        add(to, labels, "warm", millis, bands.warm(row));
        add(to, labels, "anomalous", millis, bands.has(row, BandFlags.ANOMALOUS) ? 1 : 0);
    }

    /** Samples of a row at most. */
    static int perRow() {
        return 7;
    }

    private static void add(WriteRequest to, SortedMap<String, String> labels, String what, long millis, double value) {
        if (!Double.isNaN(value)) {
            SortedMap<String, String> named = new TreeMap<>(labels);
            named.put(NAME, PREFIX + what);
            to.add(named, millis, value);
        }
    }

    private SortedMap<String, String> labels(String detector, String group, int interval) {
        if (remembered.size() >= REMEMBERED_MAX) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        return remembered.computeIfAbsent(
                new Key(detector, group, interval), key -> labelsOf(key.detector(), key.group(), key.interval()));
    }

    /** A tag without a value is {@code "true"}; several of one name are joined with a comma. */
    static SortedMap<String, String> labelsOf(String detector, String group, int interval) {
        SortedMap<String, String> labels = new TreeMap<>();
        for (String tag : tags(group, labels)) {
            int colon = tag.indexOf(':');
            String name = name(colon < 0 ? tag : tag.substring(0, colon));
            String value = colon < 0 ? "true" : tag.substring(colon + 1);
            labels.merge(name, value, (a, b) -> a + "," + b);
        }
        labels.put("detector", detector);
        labels.put("group", group);
        labels.put("interval", Integer.toString(interval));
        return labels;
    }

    private static List<String> tags(String group, SortedMap<String, String> labels) {
        if (group.equals("*")) {
            return List.of();
        }
        if (group.endsWith("}")) {
            Series series = Series.parse(group);
            labels.put("metric", series.metric());
            return series.tags();
        }
        return List.of(group.split(","));
    }

    /** As Prometheus wants names of labels; one that is ours or Prometheus' own gets {@code tag_} in front. */
    private static String name(String tag) {
        String name = tag.replaceAll("[^A-Za-z0-9_]", "_");
        boolean taken = OURS.contains(name) || name.startsWith("__") || !name.matches("[A-Za-z_].*");
        return taken ? "tag_" + name : name;
    }
}
