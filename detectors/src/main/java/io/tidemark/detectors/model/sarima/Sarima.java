package io.tidemark.detectors.model.sarima;

import io.tidemark.detectors.model.BandRule;
import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.BlockHeader;
import io.tidemark.detectors.model.CivilClock;
import io.tidemark.detectors.model.Gain;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.MinMax;
import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.calibration.AlarmGate;
import io.tidemark.detectors.model.calibration.Peaks;
import io.tidemark.detectors.model.season.Season;

/**
 * Seasonal ARIMA in online form: level, daily profile and hour-of-week profile in civil time, AR(4) of what is left.
 *
 * <pre>
 *   b = v - level - season          baseline residual, robust scale B
 *   p = B (w'x)                     what the last four b / B say about this one ({@link Autoregression})
 *   e = b - p                       innovation, robust scale S, by the hour S h(hour)
 *   expected = level + season + p   band: expected +- k S h
 * </pre>
 *
 * <p>Slow parts (level, season) learn only what is within three B of what they know. A residual that stays beyond for
 * {@link #SHIFT_SECONDS} (at least {@link #SHIFT_BUCKETS_MIN} buckets) is a shift: then the level follows with gain 0.15;
 * until then nothing of it is learnt, so an outage leaves no trace in tomorrow's profile. The prediction is fast all the
 * same: from the third surprising value in a row on, the lags are what was measured; a single spike enters them clipped.
 *
 * <p>After a gap of h buckets p has faded by itself, and the variance is between those of innovation and baseline:
 * {@code S_h^2 = B^2 - (B^2 - S^2) w^(2h)}, w = 0.8.
 *
 * <p>State 2,048 bytes, of which page 0 (and one page each of the two profiles) changes with a bucket. Example: a level of
 * 100, season +20, last residuals +4, weights 0.5: expected 122.
 *
 * <p>Sources: [1] Box and Jenkins, chapter 9; [2] Taylor, "Short-term electricity demand forecasting using double seasonal
 * exponential smoothing", 2003 (two seasons and an AR error); [3] Gelper, Fried and Croux, "Robust forecasting with
 * exponential and Holt-Winters smoothing", 2010 (clipped updates).
 */
public final class Sarima implements Model {
    /** How long a residual must stay beyond three scales before the level follows. */
    public static final int SHIFT_SECONDS = 3 * 3_600;

    public static final int SHIFT_BUCKETS_MIN = 12;

    private static final int LAYOUT = 0x5a02_0001;
    private static final int LEVEL = 16;
    private static final int BASE_SCALE = 24;
    private static final int SCALE = 28;
    private static final int RUN = 32;
    private static final int SURPRISES = 36;
    private static final int GAP = 40;
    private static final int PEAKS = 44;
    private static final int GATE = PEAKS + Peaks.BYTES;
    private static final int AR = GATE + AlarmGate.BYTES;
    private static final int HOURS = AR + Autoregression.BYTES;
    private static final int HOUR_BINS = 8;
    private static final int BORROWED = HOURS + 4 * HOUR_BINS;
    private static final int WEEK = 224;
    private static final int CYCLE = WEEK + Season.WEEK_BYTES;
    private static final int STATE_BYTES = CYCLE + Season.CYCLE_BYTES;

    private static final double CLIP = 3;
    private static final double LAG_MAX = 1e4;

    private final BandRule rule;
    private final Season season;
    private final int interval;
    private final int shiftBuckets;
    private final double levelGain;
    private final int warmBuckets;

    public Sarima(ModelSettings settings) {
        rule = new BandRule(settings);
        season = new Season(settings, CYCLE, WEEK);
        interval = settings.intervalSeconds();
        shiftBuckets = MinMax.max(SHIFT_BUCKETS_MIN, SHIFT_SECONDS / interval);
        levelGain = MinMax.max(0.003, MinMax.min(0.1, 2.0 * interval / CivilClock.DAY));
        warmBuckets = season.hasCycle() ? (int) Math.ceil(3 / season.cycles(1)) : 240;
    }

    @Override
    public String name() {
        return "sarima/2";
    }

    @Override
    public int stateBytes() {
        return STATE_BYTES;
    }

    @Override
    public void reset(Block state) {
        BlockHeader.reset(state, LAYOUT);
        AlarmGate.reset(state, GATE);
        Autoregression.reset(state, AR);
        for (int i = 0; i < HOUR_BINS; i++) {
            state.putFloat(HOURS + 4 * i, 1);
        }
    }

    @Override
    public boolean accepts(Block state) {
        return state.length() == STATE_BYTES && BlockHeader.layout(state) == LAYOUT;
    }

    @Override
    public boolean borrow(Block state, Block sibling) {
        int seen = BlockHeader.seen(state);
        boolean young = seen >= BORROW_FROM && season.hasCycle() && season.cycles(seen) < 1;
        if (!young || !accepts(state) || !accepts(sibling) || !lends(BlockHeader.seen(sibling))) {
            return false;
        }
        season.moveTo(BlockHeader.lastStart(state));
        double own = state.getDouble(LEVEL) + season.part(state);
        double part = season.part(sibling);
        double ratio = BandRule.sizeRatio(own, sibling.getDouble(LEVEL) + part);
        season.borrow(state, sibling, ratio);
        state.putDouble(LEVEL, own - ratio * part);
        state.putInt(BORROWED, 1);
        return true;
    }

    @Override
    public boolean lends(int seen) {
        return season.hasCycle() && season.cycles(seen) >= 1;
    }

    @Override
    public void next(Block state, long bucketStartSeconds, double value, Judgement out) {
        int seen = BlockHeader.seen(state);
        long steps = BlockHeader.stepsSince(BlockHeader.lastStart(state), bucketStartSeconds, interval);
        state.putLong(BlockHeader.LAST_START, bucketStartSeconds);
        boolean some = Math.abs(value) <= 1e300;
        if (seen == 0) {
            out.clear();
            if (some) {
                state.putDouble(LEVEL, value);
                BlockHeader.countSeen(state, seen);
            }
            return;
        }
        out.clearChannels();
        season.moveTo(bucketStartSeconds);
        int gap = passGap(state, steps);
        double level = state.getDouble(LEVEL);
        double seasonal = season.part(state);
        double floor = rule.scaleFloor(level + seasonal);
        double baseScale = MinMax.max(state.getFloat(BASE_SCALE), floor);
        double scale = MinMax.max(state.getFloat(SCALE), floor);
        double ahead = baseScale * Autoregression.predict(state, AR);
        int hour = HOURS + 4 * (season.hourOfDay() * HOUR_BINS / 24);
        out.trend = level;
        out.season = seasonal;
        out.borrowed = state.getInt(BORROWED) != 0 && season.cycles(seen) < 1;
        out.seasonSeconds = out.borrowed ? season.longest() : season.seconds(seen);
        out.expected = rule.inRange(level + seasonal + ahead);
        out.scale = MinMax.max(floor, horizonScale(scale * state.getFloat(hour), baseScale, gap));
        out.warm = seen < BandRule.FIRST_BUCKETS ? 0 : MinMax.min(1, seen / (double) warmBuckets);
        out.provisional = seen < BandRule.PROVISIONAL_BUCKETS;
        rule.judge(
                state,
                PEAKS,
                GATE,
                some ? value : Double.NaN,
                BandRule.youth(seen) * (out.borrowed ? BandRule.BORROWED_WIDER : 1),
                out);
        if (some) {
            state.putInt(GAP, 0);
            learn(state, value - level - seasonal, ahead, baseScale, scale, floor, hour, seen);
        } else {
            state.putInt(GAP, MinMax.min(gap + 1, 1_000));
            Autoregression.push(state, AR, ahead / baseScale);
        }
    }

    /** Lets the buckets that are missing before this one pass; returns how many there were since the last value. */
    private int passGap(Block state, long steps) {
        int gap = state.getInt(GAP);
        if (steps == 1) {
            return gap;
        }
        int missing = (int) MinMax.min(steps - 1, 16);
        for (int i = 0; i < missing; i++) {
            Autoregression.push(state, AR, steps > 64 ? 0 : Autoregression.predict(state, AR));
        }
        return (int) MinMax.min(1_000, gap + steps - 1);
    }

    private static double horizonScale(double scale, double baseScale, int gap) {
        if (gap == 0 || baseScale <= scale) {
            return scale;
        }
        double left = gap > 100 ? 0 : StrictMath.pow(0.64, gap);
        return Math.sqrt(baseScale * baseScale - (baseScale * baseScale - scale * scale) * left);
    }

    private void learn(
            Block s, double base, double ahead, double baseScale, double scale, double floor, int hour, int seen) {
        double error = base - ahead;
        boolean cold = seen < BandRule.FIRST_BUCKETS;
        double limit = cold ? Double.MAX_VALUE : CLIP * baseScale;
        double clipped = clip(base, limit);
        int run =
                base > limit ? MinMax.max(1, s.getInt(RUN) + 1) : base < -limit ? MinMax.min(-1, s.getInt(RUN) - 1) : 0;
        boolean shifted = Math.abs(run) > shiftBuckets;
        learnSlowParts(s, base, clipped, run, shifted, seen);
        double scaleGain = Gain.of(shifted ? 0.05 : 0.004, seen);
        learnScale(s, BASE_SCALE, shifted ? baseScale : 0, 1.2533 * Math.abs(clipped), scaleGain);

        double errorClipped = clip(error, cold ? Double.MAX_VALUE : CLIP * scale);
        int surprises = Math.abs(error) > 4 * scale && !cold ? MinMax.min(s.getInt(SURPRISES) + 1, 1_000) : 0;
        double errorGain = Gain.of(surprises > 5 ? 0.05 : 0.008, seen);
        learnScale(s, SCALE, surprises > 5 ? scale : 0, 1.2533 * Math.abs(errorClipped), errorGain);
        double ratio = Math.abs(errorClipped) * 1.2533 / scale;
        float h = s.getFloat(hour);
        if (seen > warmBuckets / 3) {
            s.putFloat(hour, (float) MinMax.max(0.3, MinMax.min(4, h + 0.004 * (ratio - h))));
        }
        if (!cold) {
            Autoregression.learn(s, AR, errorClipped / baseScale);
        }
        double lag = surprises == 0 || surprises >= 3 ? base : ahead + errorClipped;
        // The lags are in units of the scale as it will be read: not below its floor.
        double newBase = MinMax.max(MinMax.max(s.getFloat(BASE_SCALE), floor), 1e-3 * baseScale);
        if (cold) {
            Autoregression.push(s, AR, clip(lag / newBase, 1));
        } else {
            Autoregression.push(s, AR, clip(lag / newBase, LAG_MAX), baseScale / newBase);
        }
        s.putInt(RUN, run);
        s.putInt(SURPRISES, surprises);
        BlockHeader.countSeen(s, seen);
    }

    private void learnSlowParts(Block s, double base, double clipped, int run, boolean shifted, int seen) {
        double gain = Gain.of(levelGain, seen);
        if (shifted) {
            s.putDouble(LEVEL, s.getDouble(LEVEL) + MinMax.max(gain, 0.15) * base);
        } else if (Math.abs(run) < 3 || seen < warmBuckets / 3) {
            s.putDouble(LEVEL, s.getDouble(LEVEL) + gain * clipped);
            season.learn(s, clipped, seen);
        }
    }

    private static void learnScale(Block s, int at, double atLeast, double spread, double gain) {
        double old = MinMax.max(s.getFloat(at), atLeast);
        s.putFloat(at, (float) MinMax.min(1e30, old + gain * (spread - old)));
    }

    private static double clip(double x, double limit) {
        return MinMax.max(-limit, MinMax.min(limit, x));
    }
}
