package io.tidemark.detectors.model.calibration;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.MinMax;

/**
 * How rare is a signal of this size, by the series' own past: a logarithmic histogram with a fitted tail, in 148 bytes.
 *
 * <p>Signals of 0 or more are counted in {@link #BINS} bins, two an octave (the bin is the exponent and the top bit of the
 * float, so no logarithm is taken), over 32 octaves around the first one. Up to the quantile 1 - q the chance is a rank,
 * interpolated inside a bin; above it the excess over the quantile u is exponential with the mean m of the excesses seen:
 *
 * <pre>
 *   d <= u :  -log10 of the share of signals of d or more
 *   d >  u :  -log10 q + (d - u) / (m ln 10)
 * </pre>
 *
 * <p>When the counts reach their memory all are halved, so the past fades with a half-life of that many buckets. u, m and the
 * share are refreshed every 64 signals. Layout at {@code at}: u, m, share
 * above u (floats), base bin (short), rows since refresh (short), sum of the counts (short), highest bin with a count (byte),
 * 1 byte unused, then the counts (unsigned shorts).
 *
 * <p>Cost: about 8 ns to count and to look up; a refresh walks the bins (about 100 ns). Source: the tail is that of
 * {@link Peaks}; logarithmic histograms as in DDSketch (Masson and others, VLDB 2019).
 */
public final class TailSketch {
    public static final int BINS = 64;
    public static final int BYTES = 20 + 2 * BINS;
    public static final double SCORE_MAX = 30;
    private static final int SHARE = 8;
    private static final int BASE = 12;
    private static final int SINCE = 14;
    private static final int TOTAL = 16;
    private static final int TOP = 18;
    private static final int COUNTS = 20;
    /** Bin of the first signal above zero: 15 octaves below it are told apart, and 17 above. */
    private static final int CENTRE = 30;

    private static final double LN10 = 2.302585092994046;
    private static final int PER_OCTAVE_SHIFT = 22;

    private static final int FLOAT_BIAS = 127;
    private static final int DOUBLE_BIAS = 1_023;
    private static final int DOUBLE_SIGNIFICAND = 52;

    /** Counts are added up four at a time, as the 16-bit lanes of a long; their sum is at most {@code memory}, so no lane overflows. */
    private static final int LANES = 4;

    private static final int LANES_SHIFT = 2;
    private static final int LANE_BITS = 16;
    private static final int LANE_MASK = 0xffff;
    private static final int WORD_SHIFT = 3;
    private static final long LANE_ONES = 0x0001_0001_0001_0001L;

    private static final int RAISE = 16;
    private static final int REFRESH = 64;
    private static final int REFRESH_COLD = 8;

    private final int burn;
    private final int memory;
    private final double tailShare;

    /**
     * @param burn signals before which nothing is said
     * @param memory counts at which the past is halved, at most 60,000
     * @param tailShare q: the share of signals that make up the tail
     */
    public TailSketch(int burn, int memory, double tailShare) {
        this.burn = burn;
        this.memory = memory;
        this.tailShare = tailShare;
    }

    private static int rawBin(float d) {
        return Float.floatToRawIntBits(d) >>> PER_OCTAVE_SHIFT;
    }

    private static float lowerEdge(int rawBin) {
        return Float.intBitsToFloat(rawBin << PER_OCTAVE_SHIFT);
    }

    /** One over the width of a bin: a power of two, so that a multiplication does what a division would, to the bit. */
    private static double perWidth(int rawBin) {
        return Double.longBitsToDouble((long) (DOUBLE_BIAS + FLOAT_BIAS + 1 - (rawBin >> 1)) << DOUBLE_SIGNIFICAND);
    }

    /** -log10 of the chance of a signal of {@code signal} or more. */
    public double score(Block s, int at, double signal) {
        float share = s.getFloat(at + SHARE);
        if (share <= 0 || !(signal > 0)) {
            return 0;
        }
        float u = s.getFloat(at);
        if (signal > u) {
            double m = s.getFloat(at + 4);
            return MinMax.min(SCORE_MAX, -fastLog10(share) + (signal - u) / (m * LN10));
        }
        return rankScore(s, at, (float) signal);
    }

    private double rankScore(Block s, int at, float d) {
        int base = s.getUnsignedShort(at + BASE);
        int bin = MinMax.max(0, MinMax.min(BINS - 1, rawBin(d) - base));
        // Four counts at a time, and from the loudest bin down: a loop over single bins ends anywhere, which no branch
        // predictor guesses.
        int word = bin >> LANES_SHIFT;
        long counts = s.getLong(at + COUNTS + (word << WORD_SHIFT)) >>> (bin & LANES - 1) * LANE_BITS;
        int inside = (int) counts & LANE_MASK;
        long sums = counts >>> LANE_BITS;
        for (int louder = s.getByte(at + TOP) >> LANES_SHIFT; louder > word; louder--) {
            sums += s.getLong(at + COUNTS + (louder << WORD_SHIFT));
        }
        int above = (int) (sums * LANE_ONES >>> 64 - LANE_BITS);
        int total = s.getUnsignedShort(at + TOTAL);
        double below = lowerEdge(base + bin + 1) - (double) d;
        double part = bin == 0 ? below / lowerEdge(base + 1) : below * perWidth(base + bin);
        return -fastLog10((above + inside * MinMax.max(0, MinMax.min(1, part)) + 1) / (total + 1.0));
    }

    /** The signal that has the given score, for scores above the tail's beginning; otherwise the tail's beginning. */
    public double signalAt(Block s, int at, double score) {
        float share = s.getFloat(at + SHARE);
        if (share <= 0) {
            return Double.NaN;
        }
        return s.getFloat(at) + MinMax.max(0, score + fastLog10(share)) * LN10 * s.getFloat(at + 4);
    }

    public void learn(Block s, int at, double signal) {
        float d = (float) MinMax.min(1e30, MinMax.max(0, signal));
        int raw = rawBin(d);
        int base = s.getUnsignedShort(at + BASE);
        if (base == 0 && d >= 1e-30f) {
            base = MinMax.max(1, raw - CENTRE);
            s.putShort(at + BASE, base);
        }
        int bin = base == 0 ? 0 : MinMax.max(0, MinMax.min(BINS - 1, raw - base));
        int count = s.getUnsignedShort(at + COUNTS + 2 * bin);
        s.putShort(at + COUNTS + 2 * bin, MinMax.min(65_535, count + 1));
        s.putShort(at + TOTAL, MinMax.min(65_535, s.getUnsignedShort(at + TOTAL) + 1));
        if (bin > s.getByte(at + TOP)) {
            s.putByte(at + TOP, bin);
        }
        int since = s.getUnsignedShort(at + SINCE) + 1;
        if (since >= (s.getFloat(at + SHARE) <= 0 ? REFRESH_COLD : REFRESH)) {
            refresh(s, at);
            since = 0;
        }
        s.putShort(at + SINCE, since);
    }

    private void refresh(Block s, int at) {
        int total = s.getUnsignedShort(at + TOTAL);
        if (s.getUnsignedShort(at + COUNTS + 2 * (BINS - 1)) > 1 + 0.0005 * total) {
            raise(s, at);
        }
        if (total < burn) {
            return;
        }
        if (total >= memory) {
            total = halve(s, at);
        }
        fit(s, at, total);
    }

    private static int halve(Block s, int at) {
        int total = 0;
        int top = 0;
        for (int i = s.getByte(at + TOP); i >= 0; i--) {
            int half = s.getUnsignedShort(at + COUNTS + 2 * i) / 2;
            s.putShort(at + COUNTS + 2 * i, half);
            total += half;
            top = half > 0 && top == 0 ? i : top;
        }
        s.putShort(at + TOTAL, total);
        s.putByte(at + TOP, top);
        return total;
    }

    /** The first signal was unusually small: moves all bins by {@link #RAISE}, so that larger ones are told apart. */
    private static void raise(Block s, int at) {
        s.putShort(at + BASE, MinMax.min(400, s.getUnsignedShort(at + BASE) + RAISE));
        int merged = 0;
        for (int i = 0; i < BINS; i++) {
            int count = s.getUnsignedShort(at + COUNTS + 2 * i);
            s.putShort(at + COUNTS + 2 * i, 0);
            if (i <= RAISE) {
                merged += count;
            } else {
                s.putShort(at + COUNTS + 2 * (i - RAISE), count);
            }
        }
        s.putShort(at + COUNTS, MinMax.min(65_535, merged));
        s.putByte(at + TOP, MinMax.max(0, s.getByte(at + TOP) - RAISE));
    }

    /** Finds u, the share above it, and the mean excess. */
    private void fit(Block s, int at, int total) {
        int base = s.getUnsignedShort(at + BASE);
        int positive = total - s.getUnsignedShort(at + COUNTS);
        // Where most signals are zero the tail is all that are not.
        double wanted = MinMax.max(1, MinMax.min(tailShare * total, positive));
        double u = quantile(s, at, base, wanted);
        double sum = 0;
        double above = 0;
        for (int bin = s.getByte(at + TOP); bin >= 0; bin--) {
            int count = s.getUnsignedShort(at + COUNTS + 2 * bin);
            double high = lowerEdge(base + bin + 1);
            if (above + count >= wanted) {
                sum += (wanted - above) * (high + u) / 2;
                break;
            }
            above += count;
            sum += count * ((bin == 0 ? 0 : lowerEdge(base + bin)) + high) / 2;
        }
        double mean = sum / wanted - u;
        s.putFloat(at, (float) u);
        s.putFloat(at + 4, (float) (MinMax.max(mean, 0) + 1e-9 * u + 1e-30));
        s.putFloat(at + SHARE, (float) ((wanted + 1) / (total + 1)));
    }

    /** The signal above which that many are. */
    private static double quantile(Block s, int at, int base, double wanted) {
        double above = 0;
        for (int bin = s.getByte(at + TOP); bin >= 0; bin--) {
            int c = s.getUnsignedShort(at + COUNTS + 2 * bin);
            if (above + c >= wanted) {
                double low = bin == 0 ? 0 : lowerEdge(base + bin);
                double high = base == 0 ? 0 : lowerEdge(base + bin + 1);
                return high - (wanted - above) / c * (high - low);
            }
            above += c;
        }
        return 0;
    }

    /** log10 by the exponent and a cubic in the mantissa; error below 0.0006; the same bits on every JVM. */
    public static double fastLog10(double x) {
        long bits = Double.doubleToRawLongBits(x);
        int exponent = (int) (bits >>> 52) - 1023;
        double m = Double.longBitsToDouble(bits & 0x000fffffffffffffL | 0x3ff0000000000000L) - 1;
        double log2 = m * (1.4249448 + m * (-0.5923790 + m * 0.1674342));
        return (exponent + log2) * 0.30102999566398120;
    }
}
