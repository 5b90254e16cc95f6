package io.tidemark.query;

/**
 * How one series' bucket counts towards its group: first time, then space, as Datadog does.
 *
 * <p>Time: the points of the bucket become one value by the rollup's method or, where the text names none, by what the
 * kind of the metric asks for:
 *
 * <pre>
 *   COUNT          sum of the points          (.as_rate(): divided by the length of the bucket)
 *   RATE           average                    (.as_count(): sum of point × seconds that the point stands for)
 *   GAUGE          average; min, max, last and count for the aggregators of that name
 *   DISTRIBUTION   all samples of all series are one set: the average is that of samples, not of series
 * </pre>
 *
 * <p>Space: the values of the series are added to the group's aggregate, whose
 * {@link BucketAggregate#value(Aggregator)} is the value of the query. {@code count:} adds up how many points there
 * were. A percentile of a metric without sketches is taken over the values of the series.
 *
 * <p>Example: hosts a and b send a RATE of 2/s and 3/s every 10 s; {@code sum:m{*}.as_count()} over a minute is
 * 6·2·10 + 6·3·10 = 300.
 */
public final class SeriesReading {

    private SeriesReading() {}

    /**
     * Adds one series' bucket to its group.
     *
     * @param pointSeconds seconds that one COUNT or RATE point stands for; 0 where unknown
     * @param bucketSeconds length of the bucket
     */
    public static void add(
            MetricQuery query,
            MetricKind kind,
            int pointSeconds,
            int bucketSeconds,
            BucketAggregate series,
            BucketAggregate group) {
        if (series.isEmpty()) {
            return;
        }
        boolean method = query.rollup().flatMap(MetricQuery.Rollup::method).isPresent();
        if (kind == MetricKind.DISTRIBUTION && !method) {
            group.merge(series);
            return;
        }
        if (query.aggregator() == Aggregator.COUNT && !method) {
            group.addFolded(series.count(), series.sum(), series.min(), series.max(), series.last());
            return;
        }
        double value = value(query, kind, pointSeconds, bucketSeconds, series);
        if (query.aggregator().isPercentile()) {
            group.addSketched(value);
        } else if (query.aggregator() == Aggregator.COUNT) {
            group.addFolded(Math.round(value), value, value, value, value);
        } else {
            group.add(value);
        }
    }

    /** The series' own value in the bucket: time aggregation alone. NaN where it has no points. */
    public static double value(
            MetricQuery query, MetricKind kind, int pointSeconds, int bucketSeconds, BucketAggregate series) {
        TimeAggregator method = query.rollup()
                .flatMap(MetricQuery.Rollup::method)
                .orElseGet(() -> unsaid(query.aggregator(), kind, query.reading()));
        double folded = series.fold(method);
        if (method == TimeAggregator.COUNT) {
            return folded;
        }
        boolean rateAsCount = kind == MetricKind.RATE && query.reading() == MetricQuery.Reading.AS_COUNT;
        if (rateAsCount && pointSeconds == 0) {
            // Each point's share of time is unknown: the average rate held all through the bucket.
            return method == TimeAggregator.SUM
                    ? series.fold(TimeAggregator.AVG) * bucketSeconds
                    : folded * bucketSeconds;
        }
        if (rateAsCount) {
            return folded * pointSeconds;
        }
        if (kind == MetricKind.COUNT && query.reading() == MetricQuery.Reading.AS_RATE) {
            boolean whole = method == TimeAggregator.SUM || pointSeconds == 0;
            return folded / (whole ? bucketSeconds : pointSeconds);
        }
        return folded;
    }

    private static TimeAggregator unsaid(Aggregator aggregator, MetricKind kind, MetricQuery.Reading reading) {
        boolean counts = kind == MetricKind.COUNT || kind == MetricKind.RATE && reading == MetricQuery.Reading.AS_COUNT;
        return switch (aggregator) {
            case LAST -> TimeAggregator.LAST;
            case COUNT -> TimeAggregator.COUNT;
            case MIN -> counts ? TimeAggregator.SUM : TimeAggregator.MIN;
            case MAX -> counts ? TimeAggregator.SUM : TimeAggregator.MAX;
            default -> counts ? TimeAggregator.SUM : TimeAggregator.AVG;
        };
    }
}
