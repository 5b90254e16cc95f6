package io.tidemark.query;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.store.Bin;
import java.util.Iterator;
import java.util.Optional;

/**
 * Values folded to what every aggregator needs: count, sum, min, max, last, and the sketch where there is one.
 *
 * <p>Serves twice: for the points of one series in one bucket (time), and for the series of one group in one bucket
 * (space). Sums are taken in the order of the calls; callers that want the same bits again keep the order.
 * Reusable and not thread-safe; nothing is allocated unless sketches are merged.
 */
public final class BucketAggregate {

    /** Relative error of sketches made here. */
    static final double SKETCH_ACCURACY = 0.01;

    private static final int SKETCH_BINS_MAX = 2_048;

    private long count;
    private double sum;
    private double min;
    private double max;
    private double last;
    private DDSketch sketch;

    public BucketAggregate() {
        reset();
    }

    public void reset() {
        count = 0;
        sum = 0;
        min = Double.POSITIVE_INFINITY;
        max = Double.NEGATIVE_INFINITY;
        last = Double.NaN;
        sketch = null;
    }

    /** One value more; it becomes the last. */
    public void add(double value) {
        addFolded(1, value, value, value, value);
    }

    /** Values that were folded before; their last becomes the last. */
    public void addFolded(long otherCount, double otherSum, double otherMin, double otherMax, double otherLast) {
        if (otherCount <= 0) {
            return;
        }
        count += otherCount;
        sum += otherSum;
        min = Math.min(min, otherMin);
        max = Math.max(max, otherMax);
        last = otherLast;
    }

    /** One value more, in the sketch as well. */
    void addSketched(double value) {
        add(value);
        if (sketch == null) {
            sketch = DDSketches.logarithmicCollapsingLowestDense(SKETCH_ACCURACY, SKETCH_BINS_MAX);
        }
        sketch.accept(value);
    }

    /** Merges a sketch of values whose count, sum, min and max are added with {@link #addFolded}; it is not kept. */
    public void addSketch(DDSketch other) {
        if (sketch == null) {
            sketch = other.copy();
        } else if (sketch.getIndexMapping().equals(other.getIndexMapping())) {
            sketch.mergeWith(other);
        } else {
            addBins(other);
        }
    }

    /** Sketches of clients with another accuracy do not merge bin by bin: the value of each bin is added instead. */
    private void addBins(DDSketch other) {
        double zeros = other.getCount()
                - other.getPositiveValueStore().getTotalCount()
                - other.getNegativeValueStore().getTotalCount();
        if (zeros > 0) {
            sketch.accept(0, zeros);
        }
        addBins(other.getPositiveValueStore().getAscendingIterator(), other, 1);
        addBins(other.getNegativeValueStore().getAscendingIterator(), other, -1);
    }

    private void addBins(Iterator<Bin> bins, DDSketch other, int sign) {
        while (bins.hasNext()) {
            Bin bin = bins.next();
            if (bin.getCount() > 0) {
                sketch.accept(sign * other.getIndexMapping().value(bin.getIndex()), bin.getCount());
            }
        }
    }

    /** Takes in another aggregate; its last becomes the last. */
    public void merge(BucketAggregate other) {
        addFolded(other.count, other.sum, other.min, other.max, other.last);
        if (other.sketch != null) {
            addSketch(other.sketch);
        }
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public long count() {
        return count;
    }

    public double sum() {
        return sum;
    }

    /** NaN where there is no value. */
    public double min() {
        return count == 0 ? Double.NaN : min;
    }

    /** NaN where there is no value. */
    public double max() {
        return count == 0 ? Double.NaN : max;
    }

    /** NaN where there is no value. */
    public double last() {
        return last;
    }

    public Optional<DDSketch> sketch() {
        return Optional.ofNullable(sketch);
    }

    /** Over time: the values as one, in the order they came. NaN where there is none. */
    public double fold(TimeAggregator method) {
        if (count == 0) {
            return Double.NaN;
        }
        return switch (method) {
            case AVG -> sum / count;
            case SUM -> sum;
            case MIN -> min;
            case MAX -> max;
            case COUNT -> count;
            case LAST -> last;
        };
    }

    /**
     * Over space: the series of a group as one. NaN where there is none, and for a percentile without a sketch. Series
     * have no order among them, so LAST is the mean of the series' last values.
     */
    public double value(Aggregator aggregator) {
        if (count == 0) {
            return Double.NaN;
        }
        return switch (aggregator) {
            case AVG, LAST -> sum / count;
            case SUM -> sum;
            case MIN -> min;
            case MAX -> max;
            case COUNT -> count;
            default -> percentile(aggregator.quantile());
        };
    }

    private double percentile(double quantile) {
        if (sketch == null || sketch.isEmpty()) {
            return Double.NaN;
        }
        // The sketch knows a value only to 1 %; the extremes are known exactly.
        return Math.max(min, Math.min(max, sketch.getValueAtQuantile(quantile)));
    }
}
