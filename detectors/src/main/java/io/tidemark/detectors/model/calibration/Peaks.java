package io.tidemark.detectors.model.calibration;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.MinMax;

/**
 * The tail of a series' own past deviations: how rare is one of this size?
 *
 * <p>Peaks over a threshold, in constant memory. A high quantile {@code u} of the deviations is tracked by stochastic
 * approximation with steps in proportion to the mean deviation; what lies above it is taken to be exponential with mean
 * {@code m} [1]. The score of a deviation d is {@code -log10 P(D >= d)}:
 *
 * <pre>
 *   d >  u :  1.699 + (d - u) / (m ln 10)        P(D > u) = 0.02
 *   d <= u :  1.699 (d / u)                      a straight line to 0: only the tail is calibrated
 * </pre>
 *
 * <p>A deviation may enter the tail at most at about {@code u + 8 m}, so one accident does not deafen the detector.
 *
 * <p>State (16 bytes at {@code at}): u, m, mean deviation, count. Cost: about 5 ns. Example: u = 2.5, m = 0.5, d = 5 gives
 * 1.699 + 2.5 / 1.151 = 3.87, one in 7,400.
 *
 * <p>[1] Siffer and others, "Anomaly detection in streams with extreme value theory", KDD 2017 (there with a generalised
 * Pareto tail; the exponential is its simplest case and the one that stays stable with few peaks).
 */
public final class Peaks {
    public static final int BYTES = 16;
    /** -log10 of the share of deviations above u. */
    public static final double KNEE = 1.6989700043360187;

    public static final double SCORE_MAX = 30;
    private static final float SHARE = 0.02f;
    private static final double LN10 = 2.302585092994046;
    private static final int COUNT_MAX = 20_000;

    private Peaks() {}

    /** The score of deviation {@code d} (0 or more); 0 while fewer than 30 deviations were seen. */
    public static double score(Block state, int at, double d) {
        float u = state.getFloat(at);
        if (state.getFloat(at + 12) < 30 || !(d > 0)) {
            return 0;
        }
        if (d <= u) {
            return KNEE * d / u;
        }
        return MinMax.min(SCORE_MAX, KNEE + (d - u) / (tailMean(state, at) * LN10));
    }

    /** The deviation that has the given score: the inverse of {@link #score}. */
    public static double deviationAt(Block state, int at, double score) {
        float u = state.getFloat(at);
        if (score <= KNEE) {
            return u * score / KNEE;
        }
        return u + (score - KNEE) * LN10 * tailMean(state, at);
    }

    /**
     * Learns a deviation.
     *
     * @param repeated the bucket before was out of bounds as well: one accident is one peak, so this one does not enter the
     *     mean of the tail and moves u slowly
     */
    public static void learn(Block state, int at, double deviation, boolean repeated) {
        float u = state.getFloat(at);
        float m = state.getFloat(at + 4);
        float mean = state.getFloat(at + 8);
        float count = state.getFloat(at + 12);
        float d = (float) MinMax.min(deviation, 1e30);
        if (count < 1) {
            u = d;
            mean = d;
        }
        float least = repeated && d > u ? 0.0001f : 0.001f;
        float gain = count >= 10_000 ? least : MinMax.max(1f / (count + 1), least);
        mean += gain * (MinMax.min(d, count < 30 ? Float.MAX_VALUE : 20 * mean + 0.05f * d) - mean);
        // Steps shrink towards a twentieth of the mean deviation; balanced where 2 % of all lie above.
        float step = count >= 400 ? 0.05f * mean : MinMax.max(20f * mean / (count + 20), 0.05f * mean);
        if (d > u) {
            if (count >= 30 && !repeated) {
                float excess = MinMax.min(d - u, 8 * m + 2 * mean);
                m += MinMax.max(1f / (2 + SHARE * count), 0.01f) * (excess - m);
            }
            u += step * (1 - SHARE) * (repeated ? 0.05f : 1f);
        } else {
            u -= MinMax.min(step * SHARE, 0.5f * u);
        }
        if (count < 30) {
            // Too few to see a tail: that of a normal deviate with this mean.
            u = 3 * mean;
            m = 0.5f * mean;
        }
        state.putFloat(at, u);
        state.putFloat(at + 4, m);
        state.putFloat(at + 8, mean);
        state.putFloat(at + 12, MinMax.min(count + 1, COUNT_MAX));
    }

    private static double tailMean(Block state, int at) {
        float u = state.getFloat(at);
        return MinMax.max(state.getFloat(at + 4), 0.02 * u) + 1e-30;
    }
}
