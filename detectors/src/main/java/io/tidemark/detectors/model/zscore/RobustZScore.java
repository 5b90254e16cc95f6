package io.tidemark.detectors.model.zscore;

import io.tidemark.detectors.model.BandRule;
import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.BlockHeader;
import io.tidemark.detectors.model.Gain;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.MinMax;
import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.calibration.AlarmGate;
import io.tidemark.detectors.model.calibration.Peaks;

/**
 * A lagging robust centre and scale, without a season: for any series, ready after some 60 buckets.
 *
 * <p>Huber's M-estimate of location and scale in exponential form [1]. With z = (v - c) / s and the residual clipped at three
 * scales, w = clip(v - c, 3 s):
 *
 * <pre>
 *   c += a w                      a: 1/n while cold, then 2/241 (a memory of about 240 buckets)
 *   s += b (1.25 min(|v - c|, 12 s) - s)     b: 1/n while cold, then 1/120
 * </pre>
 *
 * <p>Clipping keeps a spike from moving either; so a lasting shift needs a rule of its own: after {@link #SHIFT_BUCKETS}
 * values in a row beyond three scales on the same side the gain of the centre becomes 0.15 until the values are near again, and
 * the new level is accepted some 20 buckets later. How far the level went says nothing about how noisy it is: from the
 * {@link #SAME_SIDE}th such value on the scale sees no more than three scales, and while the centre is on its way it learns from
 * the difference of successive values instead, which does not depend on the level. So a shift of any size widens the band to
 * about double, and not for long.
 *
 * <p>State 64 bytes: header 16, centre (double) 24, scale 28, run 32, {@link Peaks}, {@link AlarmGate}, last value. Cost: some
 * 25 ns. Example: values around 100 with a standard deviation of 2; 120 is z = 10.
 *
 * <p>[1] Huber, "Robust estimation of a location parameter", 1964.
 */
public final class RobustZScore implements Model {
    /** Values in a row beyond three scales, on one side, after which a shift is taken to be there to stay. */
    public static final int SHIFT_BUCKETS = 30;

    /** Values in a row beyond three scales on one side that are a beginning shift rather than noise. */
    private static final int SAME_SIDE = 3;

    private static final int LAYOUT = 0x5a01_0002;
    private static final int CENTRE = 16;
    private static final int SCALE = 24;
    private static final int RUN = 28;
    private static final int PEAKS = 32;
    private static final int GATE = PEAKS + Peaks.BYTES;
    private static final int LAST_VALUE = GATE + AlarmGate.BYTES;
    private static final int STATE_BYTES = 64;
    private static final int WARM_BUCKETS = 240;
    private static final double CLIP = 3;
    private static final double SCALE_CLIP = 12;
    private static final double FAST_GAIN = 0.15;
    /** Standard deviation of a normal deviate over its mean size. */
    private static final double MEAN_TO_DEVIATION = 1.2533;

    private final BandRule rule;

    public RobustZScore(ModelSettings settings) {
        rule = new BandRule(settings);
    }

    @Override
    public String name() {
        return "robust-zscore/2";
    }

    @Override
    public int stateBytes() {
        return STATE_BYTES;
    }

    @Override
    public void reset(Block state) {
        BlockHeader.reset(state, LAYOUT);
        AlarmGate.reset(state, GATE);
    }

    @Override
    public boolean accepts(Block state) {
        return state.length() == STATE_BYTES && BlockHeader.layout(state) == LAYOUT;
    }

    @Override
    public void next(Block state, long bucketStartSeconds, double value, Judgement out) {
        int seen = BlockHeader.seen(state);
        state.putLong(BlockHeader.LAST_START, bucketStartSeconds);
        boolean some = Math.abs(value) <= 1e300; // false for NaN and infinities
        if (seen == 0) {
            out.clear();
            if (some) {
                state.putDouble(CENTRE, value);
                BlockHeader.countSeen(state, seen);
            }
            return;
        }
        out.clearChannels();
        double centre = state.getDouble(CENTRE);
        double scale = MinMax.max(state.getFloat(SCALE), rule.scaleFloor(centre));
        out.expected = centre;
        out.trend = centre;
        out.season = Double.NaN;
        out.seasonSeconds = 0;
        out.borrowed = false;
        out.scale = scale;
        out.warm = seen < BandRule.FIRST_BUCKETS ? 0 : seen >= WARM_BUCKETS ? 1 : seen / (double) WARM_BUCKETS;
        out.provisional = seen < BandRule.PROVISIONAL_BUCKETS;
        rule.judge(state, PEAKS, GATE, some ? value : Double.NaN, BandRule.youth(seen), out);
        if (some) {
            learn(state, value, centre, scale, seen);
        }
    }

    private void learn(Block state, double value, double centre, double scale, int seen) {
        double residual = value - centre;
        int run = state.getInt(RUN);
        double limit = CLIP * scale;
        // A few ordinary values in between do not end a run, they shorten it; one as far on the other side ends it.
        if (residual > limit) {
            run = MinMax.min(MinMax.max(run, 0) + 1, 2 * SHIFT_BUCKETS);
        } else if (residual < -limit) {
            run = MinMax.max(MinMax.min(run, 0) - 1, -2 * SHIFT_BUCKETS);
        } else {
            run = run > 0 ? MinMax.max(0, run - 2) : MinMax.min(0, run + 2);
        }
        int length = Math.abs(run);
        boolean shifting = length > SHIFT_BUCKETS;
        double gain = Gain.of(shifting ? FAST_GAIN : 2.0 / 241, seen);
        boolean first = seen < 10;
        double clipped = first ? residual : MinMax.max(-limit, MinMax.min(limit, residual));
        state.putDouble(CENTRE, centre + gain * (shifting ? residual : clipped));
        double spread;
        double scaleGain;
        if (shifting) {
            spread = MEAN_TO_DEVIATION / Math.sqrt(2) * Math.abs(value - state.getDouble(LAST_VALUE));
            scaleGain = Gain.of(FAST_GAIN, seen);
        } else {
            // Clipped farther out than the centre: where one value in ten is far off (counts that are mostly zero), a
            // limit of three scales would let the scale shrink to nothing.
            double most = length > SAME_SIDE ? limit : SCALE_CLIP * scale;
            spread = MEAN_TO_DEVIATION * (first ? Math.abs(residual) : MinMax.min(Math.abs(residual), most));
            scaleGain = Gain.of(1.0 / 120, seen);
        }
        double old = state.getFloat(SCALE);
        state.putFloat(SCALE, (float) MinMax.min(1e30, old * (1 - scaleGain) + scaleGain * spread));
        state.putDouble(LAST_VALUE, value);
        state.putInt(RUN, run);
        BlockHeader.countSeen(state, seen);
    }
}
