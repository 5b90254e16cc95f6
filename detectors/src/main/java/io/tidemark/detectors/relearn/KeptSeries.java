package io.tidemark.detectors.relearn;

import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.rollup.ClosedBuckets;
import io.tidemark.detectors.rollup.RolledSeries;
import io.tidemark.detectors.rollup.Rollup;
import io.tidemark.detectors.rollup.Sketch;
import io.tidemark.wire.RollupBatchReader;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/** The kept buckets of one partition as closed buckets again, those of widths that are not kept put together from base buckets. */
final class KeptSeries {

    /** A bucket that base buckets are added to. */
    private static final class Wide {
        final RolledSeries series;
        final int width;
        final long start;
        long count;
        double sum;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double last;
        Sketch sketch;

        Wide(RolledSeries series, int width, long start) {
            this.series = series;
            this.width = width;
            this.start = start;
        }

        long endMillis() {
            return (start + width) * 1000;
        }
    }

    private record Key(String series, int width, long start) {}

    private final InForce inForce;
    private final long latenessMillis;
    private final Map<String, RolledSeries> known = new HashMap<>();
    private final Map<Key, Wide> open = new HashMap<>();
    /** In the order in which they end; those that end together in the order of names. */
    private final PriorityQueue<Wide> due = new PriorityQueue<>((a, b) -> {
        int order = Long.compare(a.endMillis(), b.endMillis());
        return order != 0 ? order : a.series.text().compareTo(b.series.text());
    });

    KeptSeries(InForce inForce, long latenessMillis) {
        this.inForce = inForce;
        this.latenessMillis = latenessMillis;
    }

    /** Adds the batch's buckets that somebody reads. */
    void take(RollupBatchReader batch, ClosedBuckets out) {
        for (int row = 0; row < batch.size(); row++) {
            RolledSeries series = series(batch, row);
            if (inForce.readersOf(series).length == 0) {
                continue;
            }
            Sketch sketch = batch.sketch(row).map(Sketch::parse).orElse(null);
            out.add(
                    series,
                    batch.intervalSeconds(),
                    batch.startSeconds(row),
                    batch.count(row),
                    batch.sum(row),
                    batch.min(row),
                    batch.max(row),
                    batch.last(row),
                    sketch);
            if (batch.intervalSeconds() == Rollup.BASE_SECONDS) {
                for (int width : inForce.of(series)) {
                    add(series, width, batch, row, sketch);
                }
            }
        }
    }

    /** Adds the put-together buckets that ended one lateness before the tick. */
    void tick(long tickMillis, ClosedBuckets out) {
        while (!due.isEmpty() && due.peek().endMillis() + latenessMillis <= tickMillis) {
            Wide wide = due.poll();
            open.remove(new Key(wide.series.text(), wide.width, wide.start));
            out.add(
                    wide.series,
                    wide.width,
                    wide.start,
                    wide.count,
                    wide.sum,
                    wide.min,
                    wide.max,
                    wide.last,
                    wide.sketch);
        }
    }

    private RolledSeries series(RollupBatchReader batch, int row) {
        String text = batch.seriesText(row);
        RolledSeries series = known.get(text);
        if (series == null
                || series.kind() != batch.kind(row)
                || series.pointIntervalSeconds() != batch.pointIntervalSeconds(row)) {
            int slot = series == null ? known.size() : series.slot();
            series = RolledSeries.of(slot, text, batch.kind(row), batch.pointIntervalSeconds(row));
            known.put(text, series);
        }
        return series;
    }

    private void add(RolledSeries series, int width, RollupBatchReader batch, int row, Sketch sketch) {
        long start = Math.floorDiv(batch.startSeconds(row), width) * width;
        Wide wide = open.computeIfAbsent(new Key(series.text(), width, start), key -> {
            Wide made = new Wide(series, width, start);
            due.add(made);
            return made;
        });
        wide.count += batch.count(row);
        wide.sum += batch.sum(row);
        wide.min = Math.min(wide.min, batch.min(row));
        wide.max = Math.max(wide.max, batch.max(row));
        wide.last = batch.last(row);
        if (sketch != null && wide.sketch == null) {
            wide.sketch = sketch.copy();
        } else if (sketch != null) {
            wide.sketch.add(sketch);
        }
    }
}
