package io.tidemark.ingest.aggregate;

import io.tidemark.ingest.points.Points;

/** Values kept as a DDSketch, so that they can be merged over hosts and time before a quantile is taken. */
final class DistributionSlot extends Slot {

    private Sketch sketch = new Sketch();

    DistributionSlot(Context context) {
        super(context, Context.Kind.DISTRIBUTION);
    }

    boolean add(double value, double rate) {
        return sketch.add(value, Math.max(1, (long) (1 / rate)));
    }

    @Override
    void close(Points out, long bucketStartMillis, AggregateSettings settings) {
        out.addSketch(
                context.text(), settings.intervalSeconds(), bucketStartMillis, sketch.average(), sketch.toBytes());
        sketch = new Sketch();
    }
}
