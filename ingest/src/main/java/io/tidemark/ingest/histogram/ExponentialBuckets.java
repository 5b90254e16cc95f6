package io.tidemark.ingest.histogram;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.Store;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import io.tidemark.ingest.track.Total;
import java.util.Optional;

/**
 * A histogram whose bucket {@code i} holds values in (base^i, base^(i+1)], base = 2^(2^−scale), for positive values
 * and, mirrored,
 * for negative ones; values near 0 are counted apart. OpenTelemetry's exponential histogram as it is, Prometheus'
 * native histogram
 * with its indices moved by one. Buckets of a coarser scale are unions of those of a finer one, so two scales can be
 * subtracted.
 *
 * <p>As a DDSketch with γ = base each bucket is a bin with the same index: all counts are exact, and the value told
 * for a bin is
 * off by at most (base − 1) / (base + 1): 1.1 % at scale 5, 4.3 % at 3, 33 % at 0. A histogram over 2,048 buckets
 * wide is made
 * coarser until it fits.
 */
public final class ExponentialBuckets implements Total {

    /** A coarser base than 2^512 has no finite bucket but one. */
    public static final int SCALE_MIN = -9;

    /** What the OpenTelemetry SDKs begin at. */
    public static final int SCALE_MAX = 20;

    private static final int SKETCH_BINS_MAX = 2_048;

    /** Exponent of 2 beyond which a bound is not a double that a sketch can index. */
    private static final double EXPONENT_MAX = 1_000;

    private final int scale;
    private final double zeros;
    private final Span positive;
    private final Span negative;
    private final double count;
    private final double sum;

    private ExponentialBuckets(int scale, double zeros, Span positive, Span negative, double count, double sum) {
        this.scale = scale;
        this.zeros = zeros;
        this.positive = positive;
        this.negative = negative;
        this.count = count;
        this.sum = sum;
    }

    /** One side: counts from bucket {@code offset} on. */
    public record Side(int offset, double[] counts) {

        public Side {
            counts = counts.clone();
        }

        public static final Side NONE = new Side(0, new double[0]);
    }

    /**
     * @param zeros values counted as 0
     * @param sum of all values; NaN where it is not known
     * @throws IllegalArgumentException where the scale is out of range, or a bucket in use lies beyond what a double
     * can hold
     */
    public static ExponentialBuckets of(
            int scale, double zeros, Side positive, Side negative, double count, double sum) {
        if (scale < SCALE_MIN || scale > SCALE_MAX) {
            throw new IllegalArgumentException("expected a scale from " + SCALE_MIN + " to " + SCALE_MAX);
        }
        return new ExponentialBuckets(scale, zeros, spanOf(positive, scale), spanOf(negative, scale), count, sum);
    }

    private static Span spanOf(Side side, int scale) {
        if ((long) side.offset + side.counts.length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("expected bucket indices under 2^31");
        }
        Span span = new Span(side.offset, side.counts).trimmed();
        double width = Math.scalb(1.0, -scale);
        if (!span.isEmpty() && (span.offset() * width < -EXPONENT_MAX || span.end() * width > EXPONENT_MAX)) {
            throw new IllegalArgumentException("expected buckets between 2^-1000 and 2^1000");
        }
        return span;
    }

    public double count() {
        return count;
    }

    /** The sketch of a histogram that holds a value. */
    public Counted toSketch() {
        ExponentialBuckets fit = this;
        while (Math.max(fit.positive.counts().length, fit.negative.counts().length) > SKETCH_BINS_MAX) {
            fit = fit.coarser(1);
        }
        LogarithmicMapping mapping = new LogarithmicMapping(Math.pow(2, Math.scalb(1.0, -fit.scale)), 0);
        DDSketch sketch = DDSketch.of(mapping, storeOf(fit.negative), storeOf(fit.positive), fit.zeros);
        return Counted.of(sketch, sum);
    }

    private static Store storeOf(Span span) {
        Store store = new UnboundedSizeDenseStore();
        for (int i = 0; i < span.counts().length; i++) {
            if (span.counts()[i] > 0) {
                store.add(span.offset() + i, span.counts()[i]);
            }
        }
        return store;
    }

    private ExponentialBuckets coarser(int steps) {
        return steps == 0
                ? this
                : new ExponentialBuckets(
                        scale - steps, zeros, positive.coarser(steps), negative.coarser(steps), count, sum);
    }

    @Override
    public boolean isLike(Total earlier) {
        return earlier instanceof ExponentialBuckets;
    }

    @Override
    public Optional<ExponentialBuckets> since(Total earlier) {
        ExponentialBuckets before = (ExponentialBuckets) earlier;
        int common = Math.min(scale, before.scale);
        ExponentialBuckets now = coarser(scale - common);
        before = before.coarser(before.scale - common);
        Span morePositive = now.positive.minus(before.positive);
        Span moreNegative = now.negative.minus(before.negative);
        if (count < before.count || zeros < before.zeros || morePositive == null || moreNegative == null) {
            return Optional.empty();
        }
        return Optional.of(new ExponentialBuckets(
                common,
                zeros - before.zeros,
                morePositive.trimmed(),
                moreNegative.trimmed(),
                count - before.count,
                sum - before.sum));
    }

    @Override
    public boolean isSameAs(Total other) {
        return other instanceof ExponentialBuckets that
                && scale == that.scale
                && zeros == that.zeros
                && count == that.count
                && Double.compare(sum, that.sum) == 0
                && positive.isSameAs(that.positive)
                && negative.isSameAs(that.negative);
    }

    @Override
    public int weight() {
        return 4 + positive.counts().length + negative.counts().length;
    }
}
