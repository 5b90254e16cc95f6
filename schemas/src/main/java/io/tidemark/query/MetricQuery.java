package io.tidemark.query;

import io.tidemark.series.Series;
import java.util.Locale;
import java.util.Optional;

/**
 * One metric: {@code avg:system.cpu.user{env:prod} by {host}.rollup(max, 300)}.
 *
 * @param aggregator how the series of a group become one value
 * @param metric its name, case kept
 * @param scope which of its series
 * @param grouping which series are told apart
 * @param reading how counts and rates are read
 * @param rollup how the points of a bucket become one value, where the text says so
 * @param fill what stands for a bucket without points
 */
public record MetricQuery(
        Aggregator aggregator,
        String metric,
        Scope scope,
        Grouping grouping,
        Reading reading,
        Optional<Rollup> rollup,
        Fill fill)
        implements Query {

    /** How the points of a count or rate are read; gauges and distributions are not changed by it. */
    public enum Reading {
        /** Counts as counts, rates as rates. */
        AS_SENT(""),
        /** Events in the bucket: a rate is multiplied by the seconds that each point stands for. */
        AS_COUNT(".as_count()"),
        /** Events per second: the count of the bucket divided by its length. */
        AS_RATE(".as_rate()");

        private final String text;

        Reading(String text) {
            this.text = text;
        }
    }

    /**
     * {@code .rollup(sum, 3600)}.
     *
     * @param method empty in {@code .rollup(60)}
     * @param seconds 0 in {@code .rollup(sum)}; otherwise a multiple of 10 up to a week
     */
    public record Rollup(Optional<TimeAggregator> method, int seconds) {

        /** Base width of buckets, of which every width is a multiple, seconds. */
        public static final int STEP_SECONDS = 10;

        public static final int SECONDS_MAX = 604_800;

        public Rollup {
            if (seconds < 0 || seconds > SECONDS_MAX || seconds % STEP_SECONDS != 0) {
                throw new IllegalArgumentException("Rollup of " + seconds + " s");
            }
        }

        private String text() {
            String width = seconds == 0 ? "" : Integer.toString(seconds);
            return ".rollup("
                    + method.map(m -> m.text() + (width.isEmpty() ? "" : ", ")).orElse("") + width + ")";
        }
    }

    /**
     * {@code .fill(zero)}, {@code .fill(last, 300)}.
     *
     * @param limitSeconds longest gap that is filled; 0 for no limit
     */
    public record Fill(FillMethod method, int limitSeconds) {

        public static final Fill UNSAID = new Fill(FillMethod.UNSAID, 0);

        private String text() {
            return method == FillMethod.UNSAID
                    ? ""
                    : ".fill(" + method.text() + (limitSeconds == 0 ? "" : ", " + limitSeconds) + ")";
        }
    }

    /** What stands for a missing bucket. */
    public enum FillMethod {
        UNSAID,
        /** Nothing. */
        NULL,
        ZERO,
        /** The value before. */
        LAST,
        /** On the line between the neighbours; a live stream does not know the next one and reads it as LAST. */
        LINEAR;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Width of the buckets that the text asks for, seconds; 0 where it leaves it open. */
    public int rollupSeconds() {
        return rollup.map(Rollup::seconds).orElse(0);
    }

    /** Whether the series is one of those that are read. */
    public boolean matches(Series series) {
        return metric.equals(series.metric()) && scope.matches(series.tags());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.metric(this);
    }

    @Override
    public String text() {
        String by = grouping.text();
        return aggregator.text() + ":" + metric + "{" + scope.text() + "}" + (by.isEmpty() ? "" : " " + by)
                + reading.text + rollup.map(Rollup::text).orElse("") + fill.text();
    }
}
