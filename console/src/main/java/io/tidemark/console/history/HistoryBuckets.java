package io.tidemark.console.history;

import io.tidemark.console.query.BucketSource;
import io.tidemark.console.query.Frame;
import io.tidemark.console.query.QueryRefusedException;
import io.tidemark.console.query.SeriesBuckets;
import io.tidemark.query.MetricKind;
import io.tidemark.query.MetricQuery;
import io.tidemark.series.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The history as the query engine reads it. */
public final class HistoryBuckets implements BucketSource {

    /** Series that one metric of a query may read. */
    public static final int SERIES_MAX = 20_000;

    private final History history;

    public HistoryBuckets(History history) {
        this.history = history;
    }

    @Override
    public void read(MetricQuery metric, Frame frame, Consumer<SeriesBuckets> each) {
        Map<String, SeriesEntry> meant = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (SeriesEntry entry : history.seriesOfMetric(metric.metric())) {
            if (metric.matches(Series.parse(entry.series()))) {
                meant.put(entry.series(), entry);
                names.add(entry.series());
            }
        }
        if (names.size() > SERIES_MAX) {
            throw new QueryRefusedException(
                    metric.text() + " means " + names.size() + " series (expected at most " + SERIES_MAX
                            + "). Narrow its scope.",
                    "too-many-series");
        }
        if (names.isEmpty()) {
            return;
        }
        Span span = new Span(Instant.ofEpochSecond(frame.startSeconds()), Instant.ofEpochSecond(frame.endSeconds()));
        history.rollupsOf(
                names, span, frame.stepSeconds(), (series, rows) -> each.accept(buckets(meant.get(series), rows)));
    }

    private static SeriesBuckets buckets(SeriesEntry entry, List<RollupRow> rows) {
        int size = rows.size();
        SeriesBuckets buckets = new SeriesBuckets(
                Series.parse(entry.series()),
                MetricKind.valueOf(entry.kind()),
                0,
                new long[size],
                new long[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size]);
        for (int i = 0; i < size; i++) {
            RollupRow row = rows.get(i);
            buckets.startSeconds()[i] = row.startSeconds();
            buckets.count()[i] = row.count();
            buckets.sum()[i] = row.sum();
            buckets.min()[i] = row.min();
            buckets.max()[i] = row.max();
            buckets.last()[i] = row.last();
        }
        return buckets;
    }
}
