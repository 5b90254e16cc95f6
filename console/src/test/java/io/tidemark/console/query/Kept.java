package io.tidemark.console.query;

import io.tidemark.query.MetricKind;
import io.tidemark.query.MetricQuery;
import io.tidemark.series.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Kept buckets of 10 s in memory: what a test wrote. */
final class Kept implements BucketSource {

    /** One kept bucket. */
    record Row(long start, long count, double sum, double min, double max, double last) {}

    private final Map<Series, MetricKind> kinds = new TreeMap<>();
    private final Map<Series, List<Row>> rows = new TreeMap<>();

    /** Adds a bucket of the points that came in it, in their order. */
    Kept add(String series, MetricKind kind, long start, double... points) {
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double point : points) {
            sum += point;
            min = Math.min(min, point);
            max = Math.max(max, point);
        }
        Series of = Series.parse(series);
        kinds.put(of, kind);
        rows.computeIfAbsent(of, s -> new ArrayList<>())
                .add(new Row(start, points.length, sum, min, max, points[points.length - 1]));
        return this;
    }

    Map<Series, MetricKind> kinds() {
        return kinds;
    }

    List<Row> rows(Series series) {
        return rows.getOrDefault(series, List.of());
    }

    @Override
    public void read(MetricQuery metric, Frame frame, Consumer<SeriesBuckets> each) {
        kinds.forEach((series, kind) -> {
            List<Row> in = rows(series).stream()
                    .filter(row -> row.start() >= frame.startSeconds() && row.start() < frame.endSeconds())
                    .sorted(Comparator.comparingLong(Row::start))
                    .toList();
            if (metric.matches(series) && !in.isEmpty()) {
                each.accept(new SeriesBuckets(
                        series,
                        kind,
                        0,
                        in.stream().mapToLong(Row::start).toArray(),
                        in.stream().mapToLong(Row::count).toArray(),
                        in.stream().mapToDouble(Row::sum).toArray(),
                        in.stream().mapToDouble(Row::min).toArray(),
                        in.stream().mapToDouble(Row::max).toArray(),
                        in.stream().mapToDouble(Row::last).toArray()));
            }
        });
    }
}
