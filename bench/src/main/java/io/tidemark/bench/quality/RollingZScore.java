package io.tidemark.bench.quality;

import io.tidemark.detectors.evaluate.Peer;

/**
 * Distance to the mean of the last {@value #WINDOW} values, in their standard deviations; an alarm above three. The plain
 * moving z-score that everybody writes first.
 */
final class RollingZScore implements Peer {
    static final int WINDOW = 240;
    private static final double ALARM = 3;

    private final double[] last = new double[WINDOW];
    private long seen;
    private double sum;
    private double squares;
    private double score;

    @Override
    public double next(long startSeconds, double value) {
        score = 0;
        if (Double.isNaN(value)) {
            return 0;
        }
        int n = (int) Math.min(seen, WINDOW);
        if (n == WINDOW) {
            double mean = sum / n;
            double deviation = Math.sqrt(Math.max(0, squares / n - mean * mean));
            score = deviation > 1e-12 ? Math.abs(value - mean) / deviation : 0;
        }
        int at = (int) (seen++ % WINDOW);
        double out = n == WINDOW ? last[at] : 0;
        last[at] = value;
        sum += value - out;
        squares += value * value - out * out;
        return score;
    }

    @Override
    public boolean isAlarm() {
        return score > ALARM;
    }
}
