package io.tidemark.detectors.group;

import io.tidemark.avro.PointKind;
import io.tidemark.detectors.rollup.ClosedBuckets;
import io.tidemark.detectors.rollup.Sketch;
import io.tidemark.query.Aggregator;
import io.tidemark.query.BucketAggregate;
import io.tidemark.query.MetricKind;
import io.tidemark.query.MetricQuery;
import io.tidemark.query.SeriesReading;

/**
 * What a query reads from a closed bucket of a series, and how that counts in its group: the rules of
 * {@link SeriesReading}, over rows in columns. Allocates nothing but for sketches. One thread.
 */
public final class Reading {
    private static final MetricKind[] KINDS = MetricKind.values();

    private final BucketAggregate bucket = new BucketAggregate();
    private final Partial alone = new Partial();

    /** The query's value where the series is a group of its own; NaN where it has none. */
    public double value(MetricQuery query, ClosedBuckets rows, int row) {
        alone.clear();
        add(query, rows, row, alone);
        return alone.value(query.aggregator());
    }

    void add(MetricQuery query, ClosedBuckets rows, int row, Partial group) {
        PointKind kind = rows.series(row).kind();
        if (kind == PointKind.COUNT) {
            group.countsEvents();
        }
        Aggregator aggregator = query.aggregator();
        boolean method = query.rollup().flatMap(MetricQuery.Rollup::method).isPresent();
        Sketch sketch = rows.sketch(row);
        if (!method && (kind == PointKind.DISTRIBUTION || aggregator == Aggregator.COUNT)) {
            group.add(rows.count(row), rows.sum(row), rows.min(row), rows.max(row), rows.last(row));
            if (aggregator.isPercentile() && sketch != null) {
                group.addSketch(sketch);
            }
            return;
        }
        bucket.reset();
        bucket.addFolded(rows.count(row), rows.sum(row), rows.min(row), rows.max(row), rows.last(row));
        double value = SeriesReading.value(
                query, KINDS[kind.ordinal()], rows.series(row).pointIntervalSeconds(), rows.widthSeconds(row), bucket);
        group.add(aggregator == Aggregator.COUNT ? Math.round(value) : 1, value, value, value, value);
        if (aggregator.isPercentile()) {
            group.addSketch(Sketch.ofValue(value));
        }
    }
}
