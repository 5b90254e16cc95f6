package io.tidemark.detectors.model.seasonaltrend;

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
 * Online seasonal-trend decomposition with a slow, stable level: an anomaly stays one for as long as it lasts.
 *
 * <pre>
 *   value = trend + season + remainder
 *   r = value - (level + slope) - season        remainder, robust scale S
 *   c = clip(r, 3 S)
 *   level += slope + a c;  slope += b c         a: memory of a day; b = a^2 / 8, slow enough not to follow a single day
 *   season learns c                             {@link Season}: day and hour of the week, in civil time
 * </pre>
 *
 * <p>This is the steady state of a trend filter with a penalty on the second difference (a local linear trend in Kalman form
 * [1]), with Huber's clipping [2]. What stays beyond three scales is not learnt at all until it has lasted for
 * {@link #SHIFT_SECONDS}; then the level follows with gain 0.05 and the band is widened by what happened. No autoregression: the
 * prediction does not creep after an anomaly, so the band shows it to its end.
 *
 * <p>The slope is bounded to one scale in six hours: drifts are followed, steps are not taken for drifts.
 *
 * <p>State 2,048 bytes. Example: level 100, slope 0.01 a bucket, season -20: expected 80.01.
 *
 * <p>Sources: [1] Harvey, "Forecasting, structural time series models and the Kalman filter", 1989; [2] Gelper and others,
 * 2010; decomposition as in Cleveland and others, "STL", 1990.
 */
public final class SeasonalTrend implements Model {
    /** How long a remainder must stay beyond three scales before it becomes the new level. */
    public static final int SHIFT_SECONDS = CivilClock.DAY / 2;

    public static final int SHIFT_BUCKETS_MIN = 24;

    private static final int LAYOUT = 0x5a03_0001;
    private static final int LEVEL = 16;
    private static final int SLOPE = 24;
    private static final int SCALE = 32;
    private static final int RUN = 36;
    private static final int GAP = 40;
    private static final int PEAKS = 44;
    private static final int GATE = PEAKS + Peaks.BYTES;
    private static final int BORROWED = GATE + AlarmGate.BYTES;
    private static final int WEEK = 224;
    private static final int CYCLE = WEEK + Season.WEEK_BYTES;
    private static final int STATE_BYTES = CYCLE + Season.CYCLE_BYTES;
    private static final double CLIP = 3;
    private static final double YOUNG_CLIP = 20;
    private static final int SIX_HOURS = 6 * 3_600;

    private final BandRule rule;
    private final Season season;
    private final int interval;
    private final int shiftBuckets;
    private final double levelGain;
    private final int warmBuckets;

    public SeasonalTrend(ModelSettings settings) {
        rule = new BandRule(settings);
        season = new Season(settings, CYCLE, WEEK);
        interval = settings.intervalSeconds();
        shiftBuckets = MinMax.max(SHIFT_BUCKETS_MIN, SHIFT_SECONDS / interval);
        levelGain = MinMax.max(0.0005, MinMax.min(0.1, 2.0 * interval / CivilClock.DAY));
        warmBuckets = season.hasCycle() ? (int) Math.ceil(3 / season.cycles(1)) : 240;
    }

    @Override
    public String name() {
        return "seasonal-trend/2";
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
        int gap = (int) MinMax.min(100_000, state.getInt(GAP) + steps - 1);
        double slope = state.getDouble(SLOPE);
        double level = state.getDouble(LEVEL) + slope * MinMax.min(gap + 1, SIX_HOURS / interval + 1);
        double seasonal = season.part(state);
        double scale = MinMax.max(state.getFloat(SCALE), rule.scaleFloor(level + seasonal));
        out.trend = level;
        out.season = seasonal;
        out.borrowed = state.getInt(BORROWED) != 0 && season.cycles(seen) < 1;
        out.seasonSeconds = out.borrowed ? season.longest() : season.seconds(seen);
        out.expected = rule.inRange(level + seasonal);
        // A level that was not seen for long is less sure: as a random walk with the filter's own step.
        out.scale = gap == 0 ? scale : scale * Math.sqrt(1 + MinMax.min(3, gap * levelGain));
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
            learn(state, value - level - seasonal, level, slope, scale, seen);
        } else {
            state.putInt(GAP, MinMax.min(gap + 1, 100_000));
        }
    }

    private void learn(Block s, double remainder, double level, double slope, double scale, int seen) {
        boolean cold = seen < BandRule.FIRST_BUCKETS;
        boolean young = seen < warmBuckets / 3;
        // In its first cycle nothing tells a step from a season (shops open at eight): nearly all of it is learnt.
        double limit = cold ? Double.MAX_VALUE : (young ? YOUNG_CLIP : CLIP) * scale;
        double clipped = MinMax.max(-limit, MinMax.min(limit, remainder));
        int run = s.getInt(RUN);
        int patience = young ? 10 : shiftBuckets;
        // A shift once accepted is followed until the remainder is ordinary again, not merely within the (grown) limit.
        double far = Math.abs(run) > patience ? scale / 2 : limit;
        run = remainder > far ? MinMax.max(1, run + 1) : remainder < -far ? MinMax.min(-1, run - 1) : 0;
        boolean shifted = Math.abs(run) > patience;
        double gain = Gain.of(young ? MinMax.max(levelGain, 0.02) : levelGain, seen);
        double scaleGain = Gain.of(0.004, seen);
        if (shifted) {
            s.putDouble(LEVEL, level + MinMax.max(gain, 0.05) * remainder);
            s.putDouble(SLOPE, 0);
        } else if (Math.abs(run) < 3 || young) {
            s.putDouble(LEVEL, level + gain * clipped);
            double steepest = scale * interval / SIX_HOURS;
            double newSlope = young ? 0 : slope + levelGain * levelGain / 8 * clipped;
            s.putDouble(SLOPE, MinMax.max(-steepest, MinMax.min(steepest, newSlope)));
            season.learn(s, clipped, seen);
        } else {
            s.putDouble(LEVEL, level);
        }
        if (Math.abs(run) < 3 || young || shifted) { // an anomaly must not widen the band until it hides itself
            double old = MinMax.max(s.getFloat(SCALE), shifted ? scale : 0);
            s.putFloat(SCALE, (float) MinMax.min(1e30, old + scaleGain * (1.2533 * Math.abs(clipped) - old)));
        }
        s.putInt(RUN, run);
        BlockHeader.countSeen(s, seen);
    }
}
