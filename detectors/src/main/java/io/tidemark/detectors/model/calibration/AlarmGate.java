package io.tidemark.detectors.model.calibration;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.MinMax;

/**
 * The threshold that keeps a budget of false alarms.
 *
 * <p>A score is -log10 of a chance, so a budget of p alarms a bucket asks for the threshold {@code -log10 p}: one a week at
 * one bucket a minute is 4.0. No tail estimate is perfect, so the gate also listens to itself (adaptive conformal
 * inference [1]): every alarm lifts the threshold by {@code g}, every bucket lowers it by {@code g p}. Over a long time the
 * rate of alarms can then differ from the budget by no more than (range of the offset) / (g x buckets), whatever the series
 * does. The offset stays within {@link #LOWEST} and {@link #HIGHEST}.
 *
 * <p>Buckets out of bounds that follow one another within {@link #MERGE} buckets are one alarm.
 *
 * <p>State (8 bytes at {@code at}): offset, buckets since the last one out of bounds.
 *
 * <p>[1] Gibbs and Candes, "Adaptive conformal inference under distribution shift", NeurIPS 2021.
 */
public final class AlarmGate {
    public static final int BYTES = 8;
    public static final float LOWEST = -1f;
    /** High enough for the scores of series with the heaviest tails: at the top the budget is no longer kept. */
    public static final float HIGHEST = 6f;

    private static final float GAIN = 0.2f;
    private static final float MERGE = 10;

    private AlarmGate() {}

    public static void reset(Block state, int at) {
        state.putFloat(at, 0);
        state.putFloat(at + 4, 1e6f);
    }

    /** The score from which on a bucket is out of bounds. */
    public static double threshold(Block state, int at, double alarmsPerBucket) {
        return MinMax.max(0.7, -StrictMath.log10(alarmsPerBucket) + state.getFloat(at));
    }

    /** The same with the logarithm of the budget at hand. */
    public static double thresholdOf(Block state, int at, double baseThreshold) {
        return MinMax.max(0.7, baseThreshold + state.getFloat(at));
    }

    /** True if the bucket before was out of bounds. */
    public static boolean wasOutside(Block state, int at) {
        return state.getFloat(at + 4) == 0;
    }

    /** Learns whether the bucket was out of bounds. */
    public static void learn(Block state, int at, boolean outOfBounds, double alarmsPerBucket) {
        float offset = state.getFloat(at);
        float since = state.getFloat(at + 4);
        offset -= (float) (GAIN * alarmsPerBucket);
        if (outOfBounds) {
            if (since > MERGE) {
                offset += GAIN;
            }
            since = 0;
        } else if (since < 1e6f) {
            since++;
        }
        state.putFloat(at, MinMax.max(LOWEST, MinMax.min(HIGHEST, offset)));
        state.putFloat(at + 4, since);
    }
}
