package io.tidemark.ingest.aggregate;

import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.refusal.Reason;

/** Values kept as a DDSketch, so that they can be merged over hosts and time before a quantile is taken. */
final class DistributionSlot extends Slot {

    private Sketch sketch = new Sketch();

    DistributionSlot(Context context) {
        super(context, Context.Kind.DISTRIBUTION);
    }

    @Override
    Reason add(double value, double rate, int valuesMax) {
        return sketch.add(value, rate == 1 ? 1 : Math.max(1, (long) (1 / rate))) ? null : Reason.OVERFLOW;
    }

    @Override
    void close(Points out, long bucketStartMillis, AggregateSettings settings) {
        out.addSketch(
                context.text(), settings.intervalSeconds(), bucketStartMillis, sketch.average(), sketch.toBytes());
        sketch = new Sketch();
    }
}
