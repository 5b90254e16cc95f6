package io.tidemark.detectors.model.auto;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.MinMax;

/**
 * One incident, one loud score: after a peak, scores must rise above it, or wait until it has faded, to count in full.
 *
 * <p>The peak fades linearly to nothing within {@code rows} buckets. What stays below it is pressed together above
 * {@code quiet}: the order of scores remains (a continuing anomaly is still stranger than an ordinary bucket), but no second
 * alarm comes of it. State 8 bytes: peak, buckets since.
 */
final class Refractory {
    static final int BYTES = 8;
    private static final double PRESS = 0.3;
    private final double rows;
    private final double quiet;
    private final double least;

    /**
     * @param quiet scores up to here are never changed
     * @param least scores below do not make a peak
     */
    Refractory(double rows, double quiet, double least) {
        this.rows = rows;
        this.quiet = quiet;
        this.least = least;
    }

    double next(Block s, int at, double score) {
        float since = s.getFloat(at + 4);
        double fading = since >= rows ? 0 : s.getFloat(at) * (1 - since / rows);
        double told = score;
        if (score > fading) {
            if (score > least) {
                s.putFloat(at, (float) score);
                since = 0;
            }
        } else if (score > quiet) {
            told = quiet + PRESS * (score - quiet);
        }
        s.putFloat(at + 4, MinMax.min(since + 1, 1e6f));
        return told;
    }
}
