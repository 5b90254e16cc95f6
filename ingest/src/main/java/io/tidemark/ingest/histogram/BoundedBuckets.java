package io.tidemark.ingest.histogram;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.store.SparseStore;
import io.tidemark.ingest.aggregate.Sketch;
import io.tidemark.ingest.track.Total;
import java.util.Arrays;
import java.util.Optional;

/**
 * A histogram with bounds: {@code counts[i]} values in ({@code bounds[i-1]}, {@code bounds[i]}], the first bucket
 * from −∞, the
 * last to ∞. A sender may leave the buckets out: then bounds and counts are empty and all values lie at the average.
 */
public final class BoundedBuckets implements Total {

    /** Positions in one bucket over which its count is spread. */
    private static final int STEPS_MAX = 8;

    private final double[] bounds;
    private final double[] counts;
    private final double count;
    private final double sum;

    /**
     * @param bounds rising and finite
     * @param counts one more than bounds, or none where there are no bounds either; none negative
     * @param count of all values
     * @param sum of all values; NaN where it is not known
     */
    public BoundedBuckets(double[] bounds, double[] counts, double count, double sum) {
        if (counts.length != bounds.length + 1 && (counts.length != 0 || bounds.length != 0)) {
            throw new IllegalArgumentException(
                    counts.length + " counts for " + bounds.length + " bounds (expected one more)");
        }
        this.bounds = bounds.clone();
        this.counts = counts.clone();
        this.count = count;
        this.sum = sum;
    }

    public double count() {
        return count;
    }

    /** The sketch of a histogram that holds a value. */
    public Counted toSketch() {
        return toSketch(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** The same where the smallest and the largest value are known; infinite where one is not. */
    public Counted toSketch(double min, double max) {
        DDSketch sketch = new DDSketch(Sketch.MAPPING, SparseStore::new, SparseStore::new, Sketch.SMALLEST_VALUE);
        if (counts.length <= 1) {
            sketch.accept(within(Double.isNaN(sum) ? 0 : sum / count), count);
            return Counted.of(sketch, sum);
        }
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                spread(sketch, Math.max(low(i, min), min), Math.min(high(i, max), max), counts[i]);
            }
        }
        return Counted.of(sketch, sum);
    }

    private double low(int bucket, double min) {
        if (bucket > 0) {
            return bounds[bucket - 1];
        }
        return Double.isInfinite(min) ? Math.min(0, bounds[0]) : min;
    }

    private double high(int bucket, double max) {
        if (bucket < bounds.length) {
            return bounds[bucket];
        }
        return Double.isInfinite(max) ? bounds[bounds.length - 1] : max;
    }

    private static void spread(DDSketch sketch, double low, double high, double weight) {
        int steps = low >= high ? 1 : (int) Math.min(STEPS_MAX, Math.ceil(weight));
        for (int i = 0; i < steps; i++) {
            // Halves first: the difference of two large bounds may not be finite.
            double share = (i + 0.5) / steps;
            sketch.accept(within(low * (1 - share) + high * share), weight / steps);
        }
    }

    /** A value that a sketch can index. */
    private static double within(double value) {
        double most = Sketch.MAPPING.maxIndexableValue() / 2;
        return Math.max(-most, Math.min(most, value));
    }

    @Override
    public boolean isLike(Total earlier) {
        return earlier instanceof BoundedBuckets other && Arrays.equals(bounds, other.bounds);
    }

    @Override
    public Optional<BoundedBuckets> since(Total earlier) {
        BoundedBuckets before = (BoundedBuckets) earlier;
        if (count < before.count) {
            return Optional.empty();
        }
        double[] more = new double[counts.length];
        for (int i = 0; i < more.length; i++) {
            more[i] = counts[i] - before.counts[i];
            if (more[i] < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new BoundedBuckets(bounds, more, count - before.count, sum - before.sum));
    }

    @Override
    public boolean isSameAs(Total other) {
        return other instanceof BoundedBuckets that
                && Arrays.equals(bounds, that.bounds)
                && Arrays.equals(counts, that.counts)
                && count == that.count
                && Double.compare(sum, that.sum) == 0;
    }

    @Override
    public int weight() {
        return 2 + bounds.length + counts.length;
    }
}
