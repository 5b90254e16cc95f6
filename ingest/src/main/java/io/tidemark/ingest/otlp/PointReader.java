package io.tidemark.ingest.otlp;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.tidemark.avro.PointKind;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.bytes.ByteKey;
import io.tidemark.ingest.histogram.BoundedBuckets;
import io.tidemark.ingest.histogram.Counted;
import io.tidemark.ingest.histogram.ExponentialBuckets;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.track.Flight;
import io.tidemark.ingest.track.Step;
import io.tidemark.ingest.track.Total;
import io.tidemark.ingest.track.Track;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns data points of one request into points of ours. A running total gives what came since the last; a delta is
 * taken as it is.
 * Times are those of the data points, at the end of their interval. Each method says why its point was left out, or
 * nothing.
 */
final class PointReader {

    /** Bit of {@code flags}: there is no value here, the series has ended. */
    private static final int NO_RECORDED_VALUE = 1;

    private static final long EXACT_MAX = 1L << 53;

    private final SeriesFinder series;
    private final Instants instants;
    private final Points points = new Points();
    private final Flight flight = new Flight();
    private final Set<Flight> awaited = new HashSet<>();
    private long absorbed;

    // The short way: the bytes of the attributes of the point that is being read.
    private final Optional<AttributeBytes> attributes;
    private final KnownPoints known;
    private final ByteKey key = new ByteKey();
    private Map<ByteKey, Track> knownOfMetric = Map.of();
    private int point = -1;
    private boolean hasKey;

    /** @param attributes of all points of the request, in their order */
    PointReader(SeriesFinder series, Instants instants, Optional<AttributeBytes> attributes, KnownPoints known) {
        this.series = series;
        this.instants = instants;
        this.attributes = attributes;
        this.known = known;
    }

    void beginMetric(StreamName metric) {
        if (attributes.isPresent()) {
            knownOfMetric = known.of(metric);
        }
    }

    void beginPoint() {
        point++;
        hasKey = attributes.isPresent() && attributes.get().pointAt(point, key);
    }

    Points points() {
        return points;
    }

    Flight flight() {
        return flight;
    }

    Set<Flight> awaited() {
        return awaited;
    }

    /** Data points that gave no point and are no fault. */
    long absorbed() {
        return absorbed;
    }

    Optional<Refusal> gauge(StreamName metric, NumberDataPoint point) {
        return number(metric, point, MetricPoints.GAUGE, false, value -> PointKind.GAUGE);
    }

    Optional<Refusal> sum(StreamName metric, Sum sum, String form, int i) {
        NumberDataPoint point = sum.getDataPoints(i);
        boolean delta = MetricPoints.isDelta(sum.getAggregationTemporality());
        if (!sum.getIsMonotonic()) {
            // A level that goes up and down: the level itself, or how it changed.
            return number(metric, point, form, delta, value -> delta ? PointKind.COUNT : PointKind.GAUGE);
        }
        if (delta) {
            return number(metric, point, form, true, value -> value < 0 ? null : PointKind.COUNT);
        }
        return runningSum(metric, point, form);
    }

    Optional<Refusal> histogram(StreamName metric, HistogramDataPoint point, String form, boolean delta) {
        if (ends(metric, point.getAttributesList(), point.getFlags())) {
            return Optional.empty();
        }
        Optional<Refusal> late = instants.refusalOf(point.getStartTimeUnixNano(), point.getTimeUnixNano(), delta);
        if (late.isPresent()) {
            return late;
        }
        Verdict<BoundedBuckets> buckets = Histograms.of(point);
        if (!buckets.isAdmitted()) {
            return Optional.of(buckets.refusal());
        }
        if (!delta) {
            return running(
                    find(metric, point.getAttributesList(), form),
                    point.getStartTimeUnixNano(),
                    point.getTimeUnixNano(),
                    buckets.value());
        }
        return found(find(metric, point.getAttributesList(), form), track -> {
            if (point.getCount() == 0) {
                absorb(Reason.EMPTY_HISTOGRAM);
                return;
            }
            double min = point.hasMin() ? point.getMin() : Double.NEGATIVE_INFINITY;
            double max = point.hasMax() ? point.getMax() : Double.POSITIVE_INFINITY;
            Counted counted = min <= max
                    ? buckets.value().toSketch(min, max)
                    : buckets.value().toSketch();
            sketch(track, point.getStartTimeUnixNano(), point.getTimeUnixNano(), counted);
        });
    }

    Optional<Refusal> exponentialHistogram(
            StreamName metric, ExponentialHistogramDataPoint point, String form, boolean delta) {
        if (ends(metric, point.getAttributesList(), point.getFlags())) {
            return Optional.empty();
        }
        Optional<Refusal> late = instants.refusalOf(point.getStartTimeUnixNano(), point.getTimeUnixNano(), delta);
        if (late.isPresent()) {
            return late;
        }
        Verdict<ExponentialBuckets> buckets = Histograms.of(point);
        if (!buckets.isAdmitted()) {
            return Optional.of(buckets.refusal());
        }
        if (!delta) {
            return running(
                    find(metric, point.getAttributesList(), form),
                    point.getStartTimeUnixNano(),
                    point.getTimeUnixNano(),
                    buckets.value());
        }
        return found(find(metric, point.getAttributesList(), form), track -> {
            if (point.getCount() == 0) {
                absorb(Reason.EMPTY_HISTOGRAM);
                return;
            }
            sketch(
                    track,
                    point.getStartTimeUnixNano(),
                    point.getTimeUnixNano(),
                    buckets.value().toSketch());
        });
    }

    /** Its quantiles as gauges, its count and sum as counts, all of them or none. */
    Optional<Refusal> summary(StreamName metric, SummaryDataPoint point) {
        StreamName name = metric.of(point.getAttributesList());
        if ((point.getFlags() & NO_RECORDED_VALUE) != 0) {
            series.end(name.part(".sum"));
            ended(name.part(".count"));
            return Optional.empty();
        }
        long start = point.getStartTimeUnixNano();
        long time = point.getTimeUnixNano();
        Optional<Refusal> fault = instants.refusalOf(start, time, false).or(() -> Histograms.refusalOf(point));
        if (fault.isPresent()) {
            return fault;
        }
        List<Track> quantiles = new ArrayList<>();
        for (SummaryDataPoint.ValueAtQuantile at : point.getQuantileValuesList()) {
            Verdict<Track> track = series.find(name.part("quantile:" + at.getQuantile()), MetricPoints.GAUGE);
            if (!track.isAdmitted()) {
                return Optional.of(track.refusal());
            }
            quantiles.add(track.value());
        }
        Verdict<Track> sum = series.find(name.part(".sum"), "summary");
        if (!sum.isAdmitted()) {
            return Optional.of(sum.refusal());
        }
        Verdict<Track> count = series.find(name.part(".count"), "summary");
        if (!count.isAdmitted()) {
            return Optional.of(count.refusal());
        }
        int before = points.size();
        Optional<Refusal> old = advance(count.value(), start, time, new Total.Number(point.getCount()), false)
                .or(() -> advance(sum.value(), start, time, new Total.Number(point.getSum()), false));
        if (old.isPresent()) {
            return old;
        }
        for (int i = 0; i < quantiles.size(); i++) {
            double value = point.getQuantileValues(i).getValue();
            // A quantile of nothing is NaN: there is no value to tell.
            if (Double.isFinite(value)) {
                points.add(quantiles.get(i).series(), PointKind.GAUGE, 0, Instants.millis(time), value);
            }
        }
        absorbed += points.size() == before ? 1 : 0;
        return Optional.empty();
    }

    /** Which kind a value is; null where it cannot be. */
    private interface KindOf {
        PointKind of(double value);
    }

    private Optional<Refusal> number(
            StreamName metric, NumberDataPoint point, String form, boolean delta, KindOf kinds) {
        if (ends(metric, point.getAttributesList(), point.getFlags())) {
            return Optional.empty();
        }
        Optional<Refusal> fault = refusalOf(point, delta);
        if (fault.isPresent()) {
            return fault;
        }
        double value = valueOf(point);
        PointKind kind = kinds.of(value);
        if (kind == null) {
            return Optional.of(negative(value));
        }
        long time = Instants.millis(point.getTimeUnixNano());
        int interval =
                kind == PointKind.COUNT ? Instants.seconds(Instants.millis(point.getStartTimeUnixNano()), time) : 0;
        return found(
                find(metric, point.getAttributesList(), form),
                track -> points.add(track.series(), kind, interval, time, value));
    }

    private Optional<Refusal> runningSum(StreamName metric, NumberDataPoint point, String form) {
        if (ends(metric, point.getAttributesList(), point.getFlags())) {
            return Optional.empty();
        }
        Optional<Refusal> fault = refusalOf(point, false);
        if (fault.isPresent()) {
            return fault;
        }
        double value = valueOf(point);
        return value < 0
                ? Optional.of(negative(value))
                : running(
                        find(metric, point.getAttributesList(), form),
                        point.getStartTimeUnixNano(),
                        point.getTimeUnixNano(),
                        new Total.Number(value));
    }

    private Optional<Refusal> running(Verdict<Track> track, long start, long time, Total total) {
        return track.isAdmitted() ? advance(track.value(), start, time, total, true) : Optional.of(track.refusal());
    }

    /** @param counts whether a step that gives no point is to be counted as absorbed: once a data point */
    private Optional<Refusal> advance(Track track, long startNanos, long timeNanos, Total total, boolean counts) {
        long time = Instants.millis(timeNanos);
        Step step = series.next(track, Instants.millis(startNanos), time, total, flight);
        switch (step.kind()) {
            case BASELINE -> {
                series.tally().count(Reason.BASELINE);
                absorbed += counts ? 1 : 0;
            }
            case REPEATED -> {
                series.tally().count(Reason.REPEATED);
                awaited.add(track.flight());
                absorbed += counts ? 1 : 0;
            }
            case CONFLICT -> {
                return Optional.of(new Refusal(Reason.CONFLICT, "timeUnixNano", Long.toString(timeNanos), ""));
            }
            case OUT_OF_ORDER -> {
                return Optional.of(new Refusal(
                        Reason.OUT_OF_ORDER,
                        "timeUnixNano",
                        Long.toString(timeNanos),
                        "expected a time after the last one of this series"));
            }
            default -> {
                if (step.kind() == Step.Kind.RESET) {
                    series.tally().count(Reason.COUNTER_RESET);
                }
                emit(track, step, time, counts);
            }
        }
        return Optional.empty();
    }

    private void emit(Track track, Step step, long time, boolean counts) {
        Total increment = step.increment();
        int interval = Instants.seconds(step.sinceMillis(), time);
        if (increment instanceof Total.Number number) {
            points.add(track.series(), PointKind.COUNT, interval, time, number.value());
        } else if (increment instanceof BoundedBuckets buckets && buckets.count() > 0) {
            add(track, interval, time, buckets.toSketch());
        } else if (increment instanceof ExponentialBuckets buckets && buckets.count() > 0) {
            add(track, interval, time, buckets.toSketch());
        } else {
            series.tally().count(Reason.EMPTY_HISTOGRAM);
            absorbed += counts ? 1 : 0;
        }
    }

    private void sketch(Track track, long startNanos, long timeNanos, Counted counted) {
        long time = Instants.millis(timeNanos);
        add(track, Instants.seconds(Instants.millis(startNanos), time), time, counted);
    }

    private void add(Track track, int interval, long time, Counted counted) {
        points.addSketch(track.series(), interval, time, counted.average(), counted.sketch());
    }

    /** What to do with the track of an admitted series. */
    private interface Then {
        void with(Track track);
    }

    /** The track of the point that is being read: by the bytes of its attributes where they are known, else by their meaning. */
    private Verdict<Track> find(StreamName metric, List<KeyValue> pointAttributes, String form) {
        if (hasKey) {
            Track track = knownOfMetric.get(key);
            if (track != null && series.isStill(track, form)) {
                return Verdict.admitted(track);
            }
        }
        Verdict<Track> found = series.find(metric.of(pointAttributes), form);
        if (hasKey && found.isAdmitted()) {
            known.put(knownOfMetric, key, found.value());
        }
        return found;
    }

    private Optional<Refusal> found(Verdict<Track> track, Then then) {
        if (!track.isAdmitted()) {
            return Optional.of(track.refusal());
        }
        then.with(track.value());
        return Optional.empty();
    }

    private boolean ends(StreamName metric, List<KeyValue> pointAttributes, int flags) {
        if ((flags & NO_RECORDED_VALUE) == 0) {
            return false;
        }
        ended(metric.of(pointAttributes));
        return true;
    }

    private void ended(StreamName name) {
        series.end(name);
        absorb(Reason.END_OF_SERIES);
    }

    private void absorb(Reason reason) {
        series.tally().count(reason);
        absorbed++;
    }

    private Optional<Refusal> refusalOf(NumberDataPoint point, boolean delta) {
        Optional<Refusal> late = instants.refusalOf(point.getStartTimeUnixNano(), point.getTimeUnixNano(), delta);
        if (late.isPresent()) {
            return late;
        }
        return switch (point.getValueCase()) {
            case VALUE_NOT_SET ->
                Optional.of(new Refusal(
                        Reason.MISSING_VALUE,
                        "asDouble",
                        "",
                        "expected asDouble or asInt",
                        "mark the end of a series with flag 1"));
            case AS_DOUBLE ->
                Double.isFinite(point.getAsDouble())
                        ? Optional.empty()
                        : Optional.of(new Refusal(
                                Reason.BAD_VALUE,
                                "asDouble",
                                Double.toString(point.getAsDouble()),
                                "expected a finite number"));
            case AS_INT -> Optional.empty();
        };
    }

    private double valueOf(NumberDataPoint point) {
        if (point.hasAsDouble()) {
            return point.getAsDouble();
        }
        long value = point.getAsInt();
        if (value > EXACT_MAX || value < -EXACT_MAX) {
            series.tally().count(Reason.PRECISION);
        }
        return value;
    }

    private static Refusal negative(double value) {
        return new Refusal(
                Reason.BAD_VALUE, "asDouble", Double.toString(value), "expected at least 0 in a monotonic sum");
    }
}
