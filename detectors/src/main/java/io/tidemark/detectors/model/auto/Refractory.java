package io.tidemark.detectors.model.auto;

import io.tidemark.detectors.model.Block;

/**
 * One incident, one loud score: after a peak, scores must rise above it, or wait until it has faded, to count in full.
 *
 * <p>The peak fades linearly to nothing within {@code rows} buckets. What stays below it is pressed together above
 * {@code quiet}: the order of scores remains (a continuing anomaly is still stranger than an ordinary bucket), but no second
 * alarm comes of it. State 12 bytes: peak, buckets since, weariness.
 *
 * <p>A series that peaked a lot lately must also be louder: a new peak counts 1 / (1 + fatigue x weariness), where weariness is what
 * earlier peaks rose, fading over {@link #FATIGUE_BUCKETS} buckets.
 */
final class Refractory {
    static final int BYTES = 12;
    private static final double PRESS = 0.3;
    private static final double FATIGUE_BUCKETS = 3_000;
    private final double rows;
    private final double quiet;
    private final double least;
    private final double fatigue;

    /**
     * @param quiet scores up to here are never changed
     * @param least scores below do not make a peak
     * @param fatigue how much earlier peaks count against new ones
     */
    Refractory(double rows, double quiet, double least, double fatigue) {
        this.rows = rows;
        this.quiet = quiet;
        this.least = least;
        this.fatigue = fatigue;
    }

    double next(Block s, int at, double score) {
        float since = s.getFloat(at + 4);
        double fading = s.getFloat(at) * Math.max(0, 1 - since / rows);
        double weary = s.getFloat(at + 8) * (1 - 1 / FATIGUE_BUCKETS);
        double told = score;
        if (score > fading) {
            told = score / (1 + fatigue * weary);
            if (score > least) {
                weary = Math.min(1e6, weary + score - (since < rows ? s.getFloat(at) : 0));
                s.putFloat(at, (float) score);
                since = 0;
            }
        } else if (score > quiet) {
            told = quiet + PRESS * (score - quiet);
        }
        s.putFloat(at + 8, (float) weary);
        s.putFloat(at + 4, Math.min(since + 1, 1e6f));
        return told;
    }
}
