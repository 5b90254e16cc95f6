package io.tidemark.ingest.otlp;

import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.util.Optional;

/**
 * The data points of one metric, whatever its kind.
 *
 * @param field of the metric that holds them, as OTLP's JSON calls it
 * @param refusal why none of them can be taken
 * @param form what a {@link io.tidemark.ingest.track.Track} remembers: kind and temporality
 */
record MetricPoints(Metric metric, String field, int size, String form, Optional<Refusal> refusal) {

    static final String GAUGE = "gauge";

    static MetricPoints of(Metric metric) {
        return switch (metric.getDataCase()) {
            case GAUGE ->
                new MetricPoints(metric, "gauge", metric.getGauge().getDataPointsCount(), GAUGE, Optional.empty());
            case SUM ->
                with(
                        metric,
                        "sum",
                        metric.getSum().getDataPointsCount(),
                        metric.getSum().getAggregationTemporality());
            case HISTOGRAM ->
                with(
                        metric,
                        "histogram",
                        metric.getHistogram().getDataPointsCount(),
                        metric.getHistogram().getAggregationTemporality());
            case EXPONENTIAL_HISTOGRAM ->
                with(
                        metric,
                        "exponentialHistogram",
                        metric.getExponentialHistogram().getDataPointsCount(),
                        metric.getExponentialHistogram().getAggregationTemporality());
            case SUMMARY ->
                new MetricPoints(
                        metric, "summary", metric.getSummary().getDataPointsCount(), "summary", Optional.empty());
            case DATA_NOT_SET -> new MetricPoints(metric, "data", 0, "", Optional.empty());
        };
    }

    private static MetricPoints with(Metric metric, String field, int size, AggregationTemporality temporality) {
        boolean known = temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA
                || temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
        return new MetricPoints(
                metric,
                field,
                size,
                field + '/' + temporality,
                known
                        ? Optional.empty()
                        : Optional.of(new Refusal(
                                Reason.UNSUPPORTED_TYPE,
                                "aggregationTemporality",
                                temporality.toString(),
                                "expected 1, delta, or 2, cumulative",
                                "see the sender's library")));
    }

    /** Reads one of them. */
    Optional<Refusal> read(int i, StreamName name, PointReader reader) {
        return switch (metric.getDataCase()) {
            case GAUGE -> reader.gauge(name, metric.getGauge().getDataPoints(i));
            case SUM -> reader.sum(name, metric.getSum(), form, i);
            case HISTOGRAM ->
                reader.histogram(
                        name,
                        metric.getHistogram().getDataPoints(i),
                        form,
                        isDelta(metric.getHistogram().getAggregationTemporality()));
            case EXPONENTIAL_HISTOGRAM ->
                reader.exponentialHistogram(
                        name,
                        metric.getExponentialHistogram().getDataPoints(i),
                        form,
                        isDelta(metric.getExponentialHistogram().getAggregationTemporality()));
            case SUMMARY -> reader.summary(name, metric.getSummary().getDataPoints(i));
            case DATA_NOT_SET -> throw new IllegalStateException("a metric without data has no points");
        };
    }

    static boolean isDelta(AggregationTemporality temporality) {
        return temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
    }
}
