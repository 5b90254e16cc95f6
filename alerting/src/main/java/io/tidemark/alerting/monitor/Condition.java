package io.tidemark.alerting.monitor;

import io.tidemark.query.Direction;
import io.tidemark.query.TimeAggregator;

/**
 * What a monitor measures over its window.
 *
 * @param kind which measure
 * @param over how the values of the window become one; not read for a share
 * @param windowSeconds length of the window, which ends with the judged bucket
 * @param shiftSeconds for a change: how long before the window it is compared with lies
 * @param direction for a share: on which side of the band a value counts
 * @param recoveryWindowSeconds for a share: window over which the recovery threshold must be reached
 */
public record Condition(
        Kind kind,
        TimeAggregator over,
        long windowSeconds,
        long shiftSeconds,
        Direction direction,
        long recoveryWindowSeconds) {

    /** The measures. */
    public enum Kind {
        /** The aggregate of the window. */
        AGGREGATE,
        /** The aggregate minus that of an earlier window. */
        CHANGE,
        /** The same, as percentage of the earlier one. */
        PERCENT_CHANGE,
        /** Share of the window's buckets that are out of their band, 0 to 1. */
        SHARE_OUT_OF_BAND
    }

    public Condition {
        if (windowSeconds < 1 || shiftSeconds < 0 || recoveryWindowSeconds < 1) {
            throw new IllegalArgumentException("window " + windowSeconds + " s, shift " + shiftSeconds
                    + " s, recovery window " + recoveryWindowSeconds + " s (expected: above 0)");
        }
    }

    public static Condition aggregate(TimeAggregator over, long windowSeconds) {
        return new Condition(Kind.AGGREGATE, over, windowSeconds, 0, Direction.BOTH, windowSeconds);
    }

    public static Condition change(boolean percent, TimeAggregator over, long windowSeconds, long shiftSeconds) {
        Kind kind = percent ? Kind.PERCENT_CHANGE : Kind.CHANGE;
        return new Condition(kind, over, windowSeconds, shiftSeconds, Direction.BOTH, windowSeconds);
    }

    public static Condition share(long windowSeconds, Direction direction, long recoveryWindowSeconds) {
        return new Condition(
                Kind.SHARE_OUT_OF_BAND, TimeAggregator.AVG, windowSeconds, 0, direction, recoveryWindowSeconds);
    }

    /** How far back this looks, seconds. */
    long reachSeconds() {
        return Math.max(windowSeconds, recoveryWindowSeconds) + shiftSeconds;
    }
}
