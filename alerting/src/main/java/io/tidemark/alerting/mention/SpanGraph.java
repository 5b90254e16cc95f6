package io.tidemark.alerting.mention;

import io.tidemark.avro.Graph;
import io.tidemark.document.AnnotationDocument;
import io.tidemark.query.Scope;
import io.tidemark.series.Series;
import io.tidemark.wire.MalformedRecordException;
import io.tidemark.wire.RollupBatchReader;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gathers the graph of a span from rollups: the mean of the metric over the series that the scope means, a bucket a point, in the finest
 * width of which the span has at most {@value #POINTS_MAX}.
 *
 * <p>Half of the span is added before and after, at least half an hour, so that what was out of the ordinary stands beside what was not.
 */
final class SpanGraph {

    static final int POINTS_MAX = 700;
    private static final Duration AROUND_MIN = Duration.ofMinutes(30);
    private static final Duration INSTANT = Duration.ofHours(1);
    private static final List<Integer> WIDTHS = List.of(10, 60, 600, 3_600);

    final Instant from;
    final Instant until;
    private final String metric;
    private final Scope scope;
    private final int width;
    private final RollupBatchReader batch;
    private final TreeMap<Long, double[]> buckets = new TreeMap<>();
    private final Map<String, Boolean> meant = new HashMap<>();

    private SpanGraph(AnnotationDocument annotation, String metric, Wire wire) {
        this.metric = metric;
        this.scope = annotation.scope();
        Instant start = annotation.start();
        Instant end = annotation.end().orElse(start);
        Duration span = annotation.end().isPresent() ? Duration.between(start, end) : INSTANT;
        Duration around = span.dividedBy(2).compareTo(AROUND_MIN) < 0 ? AROUND_MIN : span.dividedBy(2);
        this.from = start.minus(around);
        this.until = end.plus(around);
        long seconds = Duration.between(from, until).toSeconds();
        this.width = WIDTHS.stream()
                .filter(candidate -> seconds / candidate <= POINTS_MAX)
                .findFirst()
                .orElse(WIDTHS.get(WIDTHS.size() - 1));
        this.batch = new RollupBatchReader(wire);
    }

    /** Empty where the annotation is for no metric. */
    static Optional<SpanGraph> of(AnnotationDocument annotation, Wire wire) {
        return annotation.metric().map(metric -> new SpanGraph(annotation, metric, wire));
    }

    /** Takes a record of the topic {@code rollups}. */
    void take(byte[] record) {
        try {
            batch.read(record);
        } catch (MalformedRecordException bad) {
            return; // those whom it concerns have put it aside; a graph does without
        }
        if (batch.intervalSeconds() != width) {
            return;
        }
        for (int row = 0; row < batch.size(); row++) {
            long at = batch.startSeconds(row);
            boolean within = at >= from.getEpochSecond() && at < until.getEpochSecond();
            if (within && batch.count(row) > 0 && meant.computeIfAbsent(batch.seriesText(row), this::isMeant)) {
                double[] sum = buckets.computeIfAbsent(at, any -> new double[2]);
                sum[0] += batch.sum(row) / batch.count(row);
                sum[1]++;
            }
        }
    }

    private boolean isMeant(String text) {
        if (!text.equals(metric) && !text.startsWith(metric + "{")) {
            return false;
        }
        return scope.matches(Series.parse(text));
    }

    /** The graph. Empty where nothing was found. */
    Optional<Graph> graph() {
        if (buckets.isEmpty()) {
            return Optional.empty();
        }
        List<Long> startMillis = new ArrayList<>();
        List<Double> value = new ArrayList<>();
        List<Boolean> marked = new ArrayList<>();
        long last = buckets.lastKey();
        for (long at = buckets.firstKey(); at <= last; at += width) {
            double[] sum = buckets.get(at);
            startMillis.add(at * 1_000L);
            value.add(sum == null ? Double.NaN : sum[0] / sum[1]);
            marked.add(false);
        }
        List<Float> none = Collections.nCopies(startMillis.size(), Float.NaN);
        return Optional.of(Graph.newBuilder()
                .setTitle(metric + (scope.text().equals("*") ? "" : " · " + scope.text()))
                .setStartMillis(startMillis)
                .setValue(value)
                .setLower(none)
                .setUpper(none)
                .setAnomalous(marked)
                .setThresholds(List.of())
                .build());
    }
}
