package io.tidemark.detectors.model;

import io.tidemark.detectors.model.ModelSettings.Direction;
import io.tidemark.detectors.model.ModelSettings.Kind;
import io.tidemark.detectors.model.calibration.AlarmGate;
import io.tidemark.detectors.model.calibration.Peaks;

/**
 * From "expected and scale" to a band, a score and a verdict: the part that all single-view models share.
 *
 * <p>The deviation is {@code z = (value - expected) / scale} on the sides that count; the score is the calibrated tail
 * chance of |z| ({@link Peaks}); the half width of the band is {@code bounds x scale}, or the z whose score is the threshold
 * of the budget ({@link AlarmGate}); floors widen it, the data range cuts it.
 */
public final class BandRule {
    /** Buckets before which nothing is called an anomaly. */
    public static final int PROVISIONAL_BUCKETS = 60;

    /** Buckets of which a scale is made before deviations are counted in it. */
    public static final int FIRST_BUCKETS = 10;

    /** How many times as wide the band is while the season is a sibling's. */
    public static final double BORROWED_WIDER = 1.5;

    private static final double RATIO_MAX = 1_000;
    private static final double COLD_DEVIATIONS = 6;
    private static final double Z_MAX = 1e6;

    private final ModelSettings settings;
    private final boolean budgeted;
    private final double bounds;
    private final double alarmsPerBucket;
    private final double baseThreshold;
    /** What no value can be below or above; NaN where nothing is known. Counts and rates are not negative. */
    private final double lowest;

    private final double highest;
    private final boolean bothSides;
    private final boolean aboveCounts;
    private final boolean belowCounts;
    private final boolean gauge;
    private final boolean floored;

    public BandRule(ModelSettings settings) {
        this.settings = settings;
        bothSides = settings.direction() == Direction.BOTH;
        aboveCounts = settings.direction() != Direction.BELOW;
        belowCounts = settings.direction() != Direction.ABOVE;
        gauge = settings.kind() == Kind.GAUGE;
        floored = settings.minDeviation() > 0 || settings.minRelativeDeviation() > 0;
        lowest = settings.kind() == Kind.GAUGE || settings.lowest() > 0 ? settings.lowest() : 0;
        highest = settings.highest();
        if (settings.sensitivity() instanceof Sensitivity.Budget budget) {
            budgeted = true;
            bounds = Double.NaN;
            alarmsPerBucket = budget.perBucket(settings.intervalSeconds());
            baseThreshold = -StrictMath.log10(alarmsPerBucket);
        } else {
            budgeted = false;
            bounds = ((Sensitivity.Bounds) settings.sensitivity()).deviations();
            alarmsPerBucket = 0;
            baseThreshold = 0;
        }
    }

    public boolean budgeted() {
        return budgeted;
    }

    public double alarmsPerBucket() {
        return alarmsPerBucket;
    }

    public double baseThreshold() {
        return baseThreshold;
    }

    /** How much wider the band of so young a series is: four times after ten buckets, as usual from the hundredth on. */
    public static double youth(int seen) {
        return seen >= 100 ? 1 : 1 + 3 * (100.0 - seen) / 90;
    }

    /**
     * How many times as large a series is as its sibling, by their usual values at the same time; 1 where these have different
     * signs or differ by more than a thousand times, so that a ratio means nothing.
     */
    public static double sizeRatio(double own, double sibling) {
        double ratio = own / sibling;
        return ratio >= 1 / RATIO_MAX && ratio <= RATIO_MAX ? ratio : 1;
    }

    /** The deviation on the side that counts, in scales, 0 or more. */
    public double deviation(double residual, double scale) {
        double sided = bothSides ? Math.abs(residual) : aboveCounts ? residual : -residual;
        if (!(sided > 0)) {
            return 0;
        }
        return MinMax.min(Z_MAX, sided / scale);
    }

    /**
     * The smallest scale that makes sense around {@code expected}: the noise that counting has by nature (a count of n
     * events varies by its square root), and what float arithmetic can tell apart.
     */
    public double scaleFloor(double expected) {
        double floor = 1e-7 * Math.abs(expected) + 1e-12;
        if (gauge) {
            return floor;
        }
        if (settings.kind() == Kind.COUNT) {
            return MinMax.max(floor, Math.sqrt(MinMax.max(1, expected)));
        }
        double events = MinMax.max(1, expected * settings.intervalSeconds());
        return MinMax.max(floor, Math.sqrt(events) / settings.intervalSeconds());
    }

    /** The expected value inside what the data can be. */
    public double inRange(double value) {
        if (value < lowest) {
            return lowest;
        }
        return value > highest ? highest : value;
    }

    /**
     * Fills in lower, upper, score, anomalous, above and below from {@code out.expected} and {@code out.scale}, and learns
     * the deviation (while {@code out.warm} is 0 a deviation means nothing and is not learnt). Without a value only the band is told.
     *
     * @param widen how many times as wide the band is for now (long gaps, cold start), 1 or more
     */
    public void judge(Block state, int peaksAt, int gateAt, double value, double widen, Judgement out) {
        double expected = out.expected;
        double scale = out.scale * widen;
        double threshold = budgeted ? AlarmGate.thresholdOf(state, gateAt, baseThreshold) : 0;
        double deviations = !budgeted ? bounds : Peaks.deviationAt(state, peaksAt, threshold);
        if (out.provisional) {
            deviations = MinMax.max(deviations, COLD_DEVIATIONS);
        }
        double floor = floorOf(expected);
        double half = MinMax.max(deviations * scale, floor);
        setEdges(expected, half, out);
        if (Double.isNaN(value)) {
            out.score = 0;
            out.anomalous = false;
            out.above = false;
            out.below = false;
            return;
        }
        double z = deviation(value - expected, scale);
        double score = Peaks.score(state, peaksAt, z);
        double distance = z * scale;
        if (distance <= floor) {
            score *= distance / (floor + 1e-300) * 0.5;
        }
        out.score = score;
        boolean outside = budgeted ? score >= threshold && distance >= half * (1 - 1e-9) : distance > half;
        out.anomalous = outside && !out.provisional;
        out.above = outside && value > expected;
        out.below = outside && value < expected;
        if (out.warm > 0) {
            Peaks.learn(state, peaksAt, z, AlarmGate.wasOutside(state, gateAt));
        }
        if (!out.provisional) {
            AlarmGate.learn(state, gateAt, out.anomalous, alarmsPerBucket);
        }
    }

    /** Deviations nearer than this are of no interest to the user; unit of the metric. */
    private double floorOf(double expected) {
        return floored ? MinMax.max(settings.minDeviation(), settings.minRelativeDeviation() * Math.abs(expected)) : 0;
    }

    private void setEdges(double expected, double half, Judgement out) {
        out.lower = belowCounts ? inRange(expected - half) : inRange(Double.NEGATIVE_INFINITY);
        out.upper = aboveCounts ? inRange(expected + half) : inRange(Double.POSITIVE_INFINITY);
    }

    /** Fills in lower and upper for a model that knows the half width itself (with a budget) or leaves it to the bounds. */
    public void edges(double budgetHalf, double widen, Judgement out) {
        double half = budgeted ? budgetHalf : bounds * out.scale;
        if (out.provisional) {
            half = MinMax.max(half, COLD_DEVIATIONS * out.scale);
        }
        double least = budgeted ? 3 * out.scale : 0;
        setEdges(out.expected, MinMax.max(MinMax.max(half, least) * widen, floorOf(out.expected)), out);
    }

    /** True if the value lies outside its band. */
    public boolean outside(double value, Judgement out) {
        return value < out.lower || value > out.upper;
    }

    /**
     * How much of a score counts: all of it, or little where the value is on the side that does not count, nearer than the
     * user's floors, or within the noise that counting has.
     *
     * @param fromExpected value less what was expected
     * @param fromUsual value less what is usual at this time
     */
    public double sidedShare(double fromExpected, double fromUsual, double expected, double noiseFloor) {
        double distance = Math.max(Math.abs(fromExpected), Math.abs(fromUsual));
        if (!bothSides) {
            double farther = distance == Math.abs(fromUsual) ? fromUsual : fromExpected;
            if (farther > 0 != aboveCounts) {
                return 0;
            }
        }
        double least = MinMax.max(floorOf(expected), gauge ? 0 : 3 * noiseFloor);
        return distance <= least && least > 0 ? 0.3 * distance / least : 1;
    }
}
