package io.tidemark.bench.quality;

import io.tidemark.detectors.evaluate.Peer;

/**
 * Additive Holt-Winters with a season of a day, and Brutlag's confidence band: distance to the forecast in smoothed absolute
 * errors of the same slot; an alarm above three. The constants are those of Graphite's {@code holtWintersConfidenceBands}: alpha
 * and gamma 0.1, beta 0.0035, delta 3 (J. D. Brutlag, "Aberrant behavior detection in time series", LISA 2000).
 */
final class HoltWinters implements Peer {
    private static final double ALPHA = 0.1;
    private static final double BETA = 0.0035;
    private static final double GAMMA = 0.1;
    private static final double DELTA = 3;
    private static final int DAY = 86_400;

    private final int interval;
    private final double[] season;
    private final double[] deviation;
    private final boolean[] known;
    private double level = Double.NaN;
    private double slope;
    private double score;

    HoltWinters(int intervalSeconds) {
        interval = intervalSeconds;
        int slots = Math.max(1, DAY / intervalSeconds);
        season = new double[slots];
        deviation = new double[slots];
        known = new boolean[slots];
    }

    @Override
    public double next(long startSeconds, double value) {
        score = 0;
        if (Double.isNaN(value)) {
            return 0;
        }
        int slot = (int) (Math.floorMod(startSeconds, (long) DAY) / interval) % season.length;
        if (Double.isNaN(level)) {
            level = value;
        }
        double forecast = level + slope + season[slot];
        double error = Math.abs(value - forecast);
        if (known[slot] && deviation[slot] > 1e-12) {
            score = error / deviation[slot];
        }
        double before = level;
        level = ALPHA * (value - season[slot]) + (1 - ALPHA) * (level + slope);
        slope = BETA * (level - before) + (1 - BETA) * slope;
        season[slot] = GAMMA * (value - level) + (1 - GAMMA) * season[slot];
        deviation[slot] = known[slot] ? GAMMA * error + (1 - GAMMA) * deviation[slot] : error;
        known[slot] = true;
        return score;
    }

    @Override
    public boolean isAlarm() {
        return score > DELTA;
    }
}
