package io.tidemark.alerting.monitor;

import io.tidemark.query.Direction;
import io.tidemark.query.TimeAggregator;
import java.util.Objects;
import java.util.Optional;

/**
 * What a monitor measures over its window.
 *
 * @param kind which measure
 * @param over how the values of the window become one; not read for a share
 * @param windowSeconds length of the window, which ends with the judged bucket
 * @param shiftSeconds for a change: how long before the window it is compared with lies
 * @param direction for a share: on which side of the band a value counts
 * @param recoveryWindowSeconds for a share: window over which the recovery threshold must be reached
 * @param forecast for a forecast: how the future is drawn from the past
 * @param checks for a check: how many answers in a row decide
 * @param period for a window of the current hour, day or month: which; the window's length is then the longest it gets
 */
public record Condition(
        Kind kind,
        TimeAggregator over,
        long windowSeconds,
        long shiftSeconds,
        Direction direction,
        long recoveryWindowSeconds,
        Optional<Forecast> forecast,
        Optional<Checks.InARow> checks,
        Optional<Period> period) {

    /** The measures. */
    public enum Kind {
        /** The aggregate of the window. */
        AGGREGATE,
        /** The aggregate minus that of an earlier window. */
        CHANGE,
        /** The same, as percentage of the earlier one. */
        PERCENT_CHANGE,
        /** Share of the window's buckets that are out of their band, 0 to 1. */
        SHARE_OUT_OF_BAND,
        /** 1 where the group is unlike the others of its monitor over the window, else 0. */
        OUTLIER,
        /** The aggregate of the edge of the forecast over the window that begins now. */
        FORECAST,
        /** The answer of a check: 0 OK, 1 warning, 2 critical, 3 unknown. */
        CHECK
    }

    public Condition {
        Objects.requireNonNull(forecast, "forecast");
        Objects.requireNonNull(checks, "checks");
        Objects.requireNonNull(period, "period");
        if (windowSeconds < 1 || shiftSeconds < 0 || recoveryWindowSeconds < 1) {
            throw new IllegalArgumentException("window " + windowSeconds + " s, shift " + shiftSeconds
                    + " s, recovery window " + recoveryWindowSeconds + " s (expected: above 0)");
        }
        if ((kind == Kind.FORECAST) != forecast.isPresent() || (kind == Kind.CHECK) != checks.isPresent()) {
            throw new IllegalArgumentException(kind + " with forecast " + forecast + " and checks " + checks);
        }
    }

    private static Condition plain(Kind kind, TimeAggregator over, long windowSeconds, long shiftSeconds) {
        return new Condition(
                kind,
                over,
                windowSeconds,
                shiftSeconds,
                Direction.BOTH,
                windowSeconds,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The aggregate since the current hour, day or month began. */
    public static Condition current(TimeAggregator over, Period period) {
        long longest = period.unit().secondsMax();
        return new Condition(
                Kind.AGGREGATE,
                over,
                longest,
                0,
                Direction.BOTH,
                longest,
                Optional.empty(),
                Optional.empty(),
                Optional.of(period));
    }

    public static Condition aggregate(TimeAggregator over, long windowSeconds) {
        return plain(Kind.AGGREGATE, over, windowSeconds, 0);
    }

    public static Condition change(boolean percent, TimeAggregator over, long windowSeconds, long shiftSeconds) {
        return plain(percent ? Kind.PERCENT_CHANGE : Kind.CHANGE, over, windowSeconds, shiftSeconds);
    }

    public static Condition share(long windowSeconds, Direction direction, long recoveryWindowSeconds) {
        return new Condition(
                Kind.SHARE_OUT_OF_BAND,
                TimeAggregator.AVG,
                windowSeconds,
                0,
                direction,
                recoveryWindowSeconds,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** @param windowSeconds over which the members are compared */
    public static Condition outlier(TimeAggregator over, long windowSeconds) {
        return plain(Kind.OUTLIER, over, windowSeconds, 0);
    }

    /** @param aheadSeconds how far ahead is looked */
    public static Condition forecast(TimeAggregator over, long aheadSeconds, Forecast forecast) {
        return new Condition(
                Kind.FORECAST,
                over,
                aheadSeconds,
                0,
                Direction.BOTH,
                aheadSeconds,
                Optional.of(forecast),
                Optional.empty(),
                Optional.empty());
    }

    public static Condition check(Checks.InARow inARow) {
        return new Condition(
                Kind.CHECK,
                TimeAggregator.LAST,
                1,
                0,
                Direction.BOTH,
                1,
                Optional.empty(),
                Optional.of(inARow),
                Optional.empty());
    }

    /** How far back this looks, seconds. */
    long reachSeconds() {
        return forecast.map(Forecast::historySeconds)
                .orElse(Math.max(windowSeconds, recoveryWindowSeconds) + shiftSeconds);
    }

    /** Start of the window that ends there, seconds. */
    public long fromSeconds(long endSeconds) {
        return period.map(p -> p.startSeconds(endSeconds)).orElse(endSeconds - windowSeconds);
    }

    /** Whether the window is one of buckets that have closed, and can be full before its time. */
    boolean canBeFull() {
        return kind != Kind.FORECAST && kind != Kind.CHECK && period.isEmpty();
    }
}
