package io.tidemark.detectors.model.auto;

import io.tidemark.detectors.model.BandRule;
import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.BlockHeader;
import io.tidemark.detectors.model.Gain;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.Judgement.View;
import io.tidemark.detectors.model.MinMax;
import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.calibration.AlarmGate;
import io.tidemark.detectors.model.calibration.Peaks;
import io.tidemark.detectors.model.calibration.SeenValues;
import io.tidemark.detectors.model.calibration.TailSketch;

/**
 * Several views of a series at once, through two channels: <em>incident</em> (the onset of something short) and
 * <em>behaviour</em> (something not seen before).
 *
 * <p>Five signals, each turned into -log10 of its chance by the tail of its own past ({@link TailSketch}), because the sizes
 * of different series do not compare but their tails do:
 *
 * <pre>
 *   onset      growth of the short-term spread                     ({@link Fluctuation})
 *   surprise   |value - usual - fast level|                        what one expects from the last values and the season
 *   seasonal   |value - usual|                                     ({@link Seasons}: found from the data)
 *   sustained  |mean of the last four values - same time before|   earlier days and weeks, whatever the level did since
 *   novelty    distance to the nearest value ever seen             ({@link SeenValues})
 * </pre>
 *
 * <p>Incident = the loudest of onset, surprise, seasonal and sustained; behaviour = sustained and novelty in agreement; what each is
 * worth says {@link Weighting}. A {@link Refractory} makes one alarm of one event in each channel. The score is the louder
 * channel. With a budget each channel has its half, its own tail of past scores and its own
 * {@link AlarmGate}. With bounds the band alone decides.
 *
 * <p>The band is around usual + fast level, as wide as the tail of the surprise says. State under 4 KiB.
 * Where the ideas come from and what was tried without gain: docs/detectors.md.
 */
public final class Auto implements Model {
    private static final int LAYOUT = 0x5a04_0003;
    private static final int BASE = 16;
    private static final int LEVEL = 24;
    private static final int LEVEL_SCALE = 32;
    private static final int LAST_VALUES = 36;
    private static final int GATE_INCIDENT = 52;
    private static final int GATE_BEHAVIOUR = GATE_INCIDENT + AlarmGate.BYTES;
    private static final int PEAKS_INCIDENT = GATE_BEHAVIOUR + AlarmGate.BYTES;
    private static final int PEAKS_BEHAVIOUR = PEAKS_INCIDENT + Peaks.BYTES;
    private static final int REST_INCIDENT = PEAKS_BEHAVIOUR + Peaks.BYTES;
    private static final int REST_BEHAVIOUR = REST_INCIDENT + Refractory.BYTES;
    private static final int FLUCTUATION = REST_BEHAVIOUR + Refractory.BYTES;
    private static final int SEASONS_HEAD = FLUCTUATION + Fluctuation.BYTES;
    private static final int FAR_RUN = SEASONS_HEAD + Seasons.HEAD_BYTES;
    private static final int TAIL_ONSET = 256;
    private static final int TAIL_SURPRISE = TAIL_ONSET + TailSketch.BYTES;
    private static final int TAIL_SEASONAL = TAIL_SURPRISE + TailSketch.BYTES;
    private static final int TAIL_SUSTAINED = TAIL_SEASONAL + TailSketch.BYTES;
    private static final int TAIL_NOVELTY = TAIL_SUSTAINED + TailSketch.BYTES;
    private static final int SEASONS = TAIL_NOVELTY + TailSketch.BYTES;
    private static final int SEEN_VALUES = SEASONS + Seasons.BYTES;
    private static final int SEEN_CAPACITY = 200;
    private static final int STATE_BYTES = SEEN_VALUES + 8 + 4 * SEEN_CAPACITY;

    /** A score that a bucket in twenty has is no alarm, however quiet the series was. */
    private static final double LEAST_ALARM = 1;

    private static final double LEVEL_GAIN = 0.3;
    private static final double LEVEL_SCALE_GAIN = 0.01;

    /** The profile is never shown a value farther off than so many limits (of four scales each): it may be an accident ... */
    private static final double FAR_LIMITS = 20;
    /** ... unless so many values in a row were beyond two limits; then they are facts that the level follows at once. */
    private static final int FAR_BUCKETS = 5;

    private final BandRule rule;
    private final Seasons seasons;
    private final TailSketch tail = new TailSketch(100, 20_000, 0.01);
    private final TailSketch sustainedTail = new TailSketch(100, 20_000, 0.02);
    /** Distances to what was seen shrink as more is seen, so their past fades sooner; most are zero, so more of them make the tail. */
    private final TailSketch noveltyTail = new TailSketch(100, 15_000, 0.10);

    private final SeenValues seenValues = new SeenValues(SEEN_CAPACITY);
    private final Refractory incidentRest;
    private final Refractory behaviourRest = new Refractory(400, 1, 0);
    private final double halfBudget;
    private final double baseThreshold;
    private final int interval;
    private final Weighting weighting;
    private final int learnBuckets;
    private final int warmBuckets;

    public Auto(ModelSettings settings) {
        rule = new BandRule(settings);
        seasons = new Seasons(settings, SEASONS_HEAD, SEASONS);
        interval = settings.intervalSeconds();
        weighting = new Weighting(interval);
        incidentRest = new Refractory(40, weighting.quiet(), 1.5);
        halfBudget = rule.alarmsPerBucket() / 2;
        baseThreshold = rule.budgeted() ? -StrictMath.log10(halfBudget) : 0;
        learnBuckets = seasons.firstCycleBuckets() + 100;
        warmBuckets = MinMax.max(240, 3 * seasons.firstCycleBuckets());
    }

    @Override
    public String name() {
        return "auto/3";
    }

    @Override
    public int stateBytes() {
        return STATE_BYTES;
    }

    @Override
    public void reset(Block state) {
        BlockHeader.reset(state, LAYOUT);
        AlarmGate.reset(state, GATE_INCIDENT);
        AlarmGate.reset(state, GATE_BEHAVIOUR);
        seasons.reset(state);
    }

    @Override
    public boolean accepts(Block state) {
        return state.length() == STATE_BYTES && BlockHeader.layout(state) == LAYOUT;
    }

    @Override
    public boolean borrow(Block s, Block sibling) {
        int seen = BlockHeader.seen(s);
        int siblingSeen = BlockHeader.seen(sibling);
        if (!accepts(s) || !accepts(sibling) || seen < BORROW_FROM || lends(seen) || !lends(siblingSeen)) {
            return false;
        }
        long now = BlockHeader.lastStart(s);
        seasons.moveTo(sibling, now, siblingSeen);
        double siblingBase = sibling.getDouble(BASE);
        double base = s.getDouble(BASE);
        double ratio = BandRule.sizeRatio(base + seasons.centre(s), siblingBase + seasons.usual());
        // Where the sizes say nothing the shape is taken as it is, around the level that this series has now.
        double shift = ratio == 1 ? seasons.centre(s) - seasons.usual() : ratio * siblingBase - base;
        seasons.borrow(s, sibling, ratio, shift, siblingSeen);
        s.putDouble(LEVEL, 0);
        return true;
    }

    @Override
    public boolean lends(int seen) {
        return seen >= seasons.firstCycleBuckets();
    }

    @Override
    public void next(Block s, long bucketStartSeconds, double value, Judgement out) {
        int seen = BlockHeader.seen(s);
        long steps = BlockHeader.stepsSince(BlockHeader.lastStart(s), bucketStartSeconds, interval);
        s.putLong(BlockHeader.LAST_START, bucketStartSeconds);
        boolean some = Math.abs(value) <= 1e300;
        if (some) {
            out.clearChannels();
        } else {
            out.clear();
        }
        if (seen == 0) {
            if (!some) {
                return;
            }
            s.putDouble(BASE, value);
        }
        seasons.moveTo(s, bucketStartSeconds, seen);
        double base = s.getDouble(BASE);
        double usual = seasons.usual();
        double level = s.getDouble(LEVEL);
        out.expected = rule.inRange(base + usual + level);
        double floor = rule.scaleFloor(out.expected);
        out.scale = MinMax.max(s.getFloat(LEVEL_SCALE), floor);
        double centre = seasons.centre(s);
        out.trend = base + centre + level;
        out.season = usual - centre;
        out.warm = seen < BandRule.FIRST_BUCKETS ? 0 : seen >= warmBuckets ? 1 : seen / (double) warmBuckets;
        out.seasonSeconds = seasons.seconds(s);
        out.borrowed = seasons.isBorrowed(s, seen);
        out.provisional = seen < 100;
        band(s, seen, out);
        if (!some) {
            return;
        }
        double v = MinMax.max(-1e30, MinMax.min(1e30, value - base));
        judge(s, v, usual, level, seen, value, floor, out);
        learn(s, v, usual, level, seen, steps, floor);
    }

    /** The band: bounds in scales, or the surprise that has the chance of the budget. */
    private void band(Block s, int seen, Judgement out) {
        double half = Double.NaN;
        if (rule.budgeted()) {
            half = tail.signalAt(s, TAIL_SURPRISE, AlarmGate.thresholdOf(s, GATE_INCIDENT, baseThreshold));
        }
        rule.edges(
                Double.isNaN(half) ? 6 * out.scale : half,
                BandRule.youth(seen) * (out.borrowed ? BandRule.BORROWED_WIDER : 1),
                out);
    }

    private void judge(
            Block s, double v, double usual, double level, int seen, double value, double floor, Judgement out) {
        double onset = Fluctuation.next(s, FLUCTUATION, v);
        double surprise = Math.abs(v - usual - level);
        int rank = seenValues.rank(s, SEEN_VALUES, (float) v);
        double novelty = seenValues.distance(s, SEEN_VALUES, (float) v, rank);
        seenValues.learn(s, SEEN_VALUES, (float) v, rank);
        double scoreOnset = view(s, tail, TAIL_ONSET, onset);
        double scoreSurprise = view(s, tail, TAIL_SURPRISE, surprise);
        double scoreNovelty = view(s, noveltyTail, TAIL_NOVELTY, novelty);
        double scoreSeasonal = 0;
        double scoreSustained = scoreNovelty;
        if (seen >= learnBuckets && seasons.knows(s)) {
            double there = seasons.between();
            scoreSeasonal = view(s, tail, TAIL_SEASONAL, Math.abs(v - there));
            scoreSustained =
                    view(s, sustainedTail, TAIL_SUSTAINED, Math.abs(lastFour(s, v, seen) - seasons.sameTime()));
        }
        double weighedSurprise = weighting.surprise(scoreSurprise);
        double weighedOnset = weighting.onset(scoreOnset);
        double seasonal = seen >= learnBuckets ? weighting.seasonal(scoreSeasonal) : 0;
        double sustained = seen >= learnBuckets ? weighting.sustained(scoreSustained) : 0;
        // Any may be the loudest, which no branch predictor guesses; Math.max takes no branch.
        double loudest = Math.max(Math.max(weighedSurprise, weighedOnset), Math.max(seasonal, sustained));
        double incident = weighting.incident(incidentRest.next(s, REST_INCIDENT, loudest));
        double agreed = behaviourRest.next(s, REST_BEHAVIOUR, weighting.agreement(scoreNovelty, scoreSustained));
        double behaviour = weighting.behaviour(seen) * agreed;
        double sided = rule.sidedShare(value - out.expected, v - usual, out.expected, floor);
        out.incident = incident * sided;
        out.behaviour = behaviour * sided;
        decide(s, out.incident, out.behaviour, value, seen < learnBuckets, out);
        if (out.anomalous) {
            if (behaviour > incident) {
                out.view = scoreNovelty > scoreSustained ? View.NOVELTY : View.SUSTAINED;
            } else if (weighedSurprise == loudest) {
                out.view = View.SURPRISE;
            } else if (weighedOnset == loudest) {
                out.view = View.ONSET;
            } else {
                out.view = sustained > seasonal ? View.SUSTAINED : View.SEASONAL;
            }
        }
    }

    private static double view(Block s, TailSketch tail, int at, double signal) {
        double score = tail.score(s, at, signal);
        tail.learn(s, at, signal);
        return score;
    }

    private static double lastFour(Block s, double v, int seen) {
        if (seen >= 3) {
            return (v + s.getFloat(LAST_VALUES) + s.getFloat(LAST_VALUES + 4) + s.getFloat(LAST_VALUES + 8)) / 4;
        }
        return v;
    }

    private void decide(Block s, double incident, double behaviour, double value, boolean young, Judgement out) {
        out.score = Math.max(incident, behaviour);
        boolean anomalous;
        if (rule.budgeted()) {
            // Before the first cycle is over most of what comes was never seen: that is no news.
            boolean first = gate(s, PEAKS_INCIDENT, GATE_INCIDENT, incident, out.provisional);
            boolean second = gate(s, PEAKS_BEHAVIOUR, GATE_BEHAVIOUR, behaviour, out.provisional || young);
            anomalous = first || second;
            boolean behaves = second && (!first || behaviour > incident);
            out.channel = behaves ? Judgement.Channel.BEHAVIOUR : Judgement.Channel.INCIDENT;
        } else {
            anomalous = rule.outside(value, out) && !out.provisional;
            out.channel = Judgement.Channel.BAND;
        }
        out.anomalous = anomalous;
        boolean outside = anomalous || rule.outside(value, out);
        out.above = outside && value > out.expected;
        out.below = outside && value < out.expected;
    }

    /** Whether a channel's score is beyond what its budget allows, by the tail of its own past scores. */
    private boolean gate(Block s, int peaksAt, int gateAt, double score, boolean provisional) {
        boolean anomalous = !provisional
                && score >= LEAST_ALARM
                && Peaks.score(s, peaksAt, score) >= AlarmGate.thresholdOf(s, gateAt, baseThreshold);
        if (!provisional) { // before the views speak a score of nothing would be learnt as what is usual
            Peaks.learn(s, peaksAt, score, AlarmGate.wasOutside(s, gateAt));
            AlarmGate.learn(s, gateAt, anomalous, halfBudget);
        }
        return anomalous;
    }

    private void learn(Block s, double v, double usual, double level, int seen, long steps, double floor) {
        s.putFloat(LAST_VALUES + 8, s.getFloat(LAST_VALUES + 4));
        s.putFloat(LAST_VALUES + 4, s.getFloat(LAST_VALUES));
        s.putFloat(LAST_VALUES, (float) v);
        double error = v - usual - level;
        double scale = s.getFloat(LEVEL_SCALE);
        double limit = seen < 50 ? Double.MAX_VALUE : 4 * MinMax.max(scale, floor);
        int far = Math.abs(error) > 2 * limit ? MinMax.min(1_000, s.getInt(FAR_RUN) + 1) : 0;
        s.putInt(FAR_RUN, far);
        if (far >= FAR_BUCKETS) {
            limit = Double.MAX_VALUE;
        }
        double clipped = MinMax.max(-limit, MinMax.min(limit, error));
        s.putFloat(LEVEL_SCALE, (float) (scale + Gain.of(LEVEL_SCALE_GAIN, seen) * (1.25 * Math.abs(clipped) - scale)));
        s.putDouble(LEVEL, level + LEVEL_GAIN * clipped);
        double believable = FAR_LIMITS * limit;
        double believed = usual + level + MinMax.max(-believable, MinMax.min(believable, error));
        seasons.learn(s, believed, seen, steps, floor);
        BlockHeader.countSeen(s, seen);
    }
}
