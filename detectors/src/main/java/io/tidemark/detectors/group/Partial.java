package io.tidemark.detectors.group;

import io.tidemark.detectors.rollup.Sketch;
import io.tidemark.query.Aggregator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What one task knows of one bucket of a group for one metric: enough for every aggregator. */
final class Partial {
    private long values;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double last = Double.NaN;
    private boolean count;
    private Sketch sketch;

    void clear() {
        values = 0;
        sum = 0;
        min = Double.POSITIVE_INFINITY;
        max = Double.NEGATIVE_INFINITY;
        last = Double.NaN;
        count = false;
        sketch = null;
    }

    /** Adds values that were folded before; their last becomes the last. */
    void add(long otherValues, double otherSum, double otherMin, double otherMax, double otherLast) {
        values += otherValues;
        sum += otherSum;
        min = Math.min(min, otherMin);
        max = Math.max(max, otherMax);
        last = otherLast;
    }

    void countsEvents() {
        count = true;
    }

    boolean hasSketch() {
        return sketch != null;
    }

    void add(Partial other) {
        add(other.values, other.sum, other.min, other.max, other.last);
        count |= other.count;
        addSketch(other.sketch);
    }

    void addSketch(Sketch other) {
        if (other != null && sketch == null) {
            sketch = other.copy();
        } else if (other != null) {
            sketch.add(other);
        }
    }

    boolean isCount() {
        return count;
    }

    /** The group's value; NaN where nothing came. */
    double value(Aggregator aggregator) {
        if (values == 0) {
            return Double.NaN;
        }
        return switch (aggregator) {
            case AVG, LAST -> sum / values; // Series have no order among them: LAST is the mean of their last values.
            case SUM -> sum;
            case MIN -> min;
            case MAX -> max;
            case COUNT -> values;
            default ->
                sketch == null ? Double.NaN : Math.max(min, Math.min(max, sketch.quantile(aggregator.quantile())));
        };
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(values);
        out.writeDouble(sum);
        out.writeDouble(min);
        out.writeDouble(max);
        out.writeDouble(last);
        out.writeBoolean(count);
        byte[] bytes = sketch == null ? new byte[0] : sketch.toBytes();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static Partial read(DataInput in) throws IOException {
        Partial partial = new Partial();
        partial.values = in.readLong();
        partial.sum = in.readDouble();
        partial.min = in.readDouble();
        partial.max = in.readDouble();
        partial.last = in.readDouble();
        partial.count = in.readBoolean();
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        partial.sketch = bytes.length == 0 ? null : Sketch.parse(bytes);
        return partial;
    }
}
