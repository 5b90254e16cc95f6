package io.tidemark.alerting.monitor;

import io.tidemark.query.MonitorQuery.Comparison;
import io.tidemark.query.Query;
import io.tidemark.query.Seasonality;
import io.tidemark.query.TimeAggregator;
import io.tidemark.query.Window;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a metric is heading: a line, or a line with a season, through its past, with bounds; what is compared with the
 * threshold is the edge of the bounds on the threshold's side.
 *
 * <pre>
 *   slot means of the season (seasonal), taken away
 *   line by least squares over what is left, newer values weighing more:  w = 0.5 ^ (age / half life)
 *   scale = 1.4826 × median |value - line - season|
 *   edge(t) = line(t) + season(t) ± deviations × scale            for every bucket t of the window ahead
 * </pre>
 *
 * <p>Time: one pass over the history and one over the window for each judged bucket. Nothing is said before {@value #ROWS_MIN}
 * values, or two seasons, are there.
 *
 * @param algorithm line, or line with a season
 * @param deviations half width of the bounds, robust standard deviations
 * @param historySeconds how far back is looked
 * @param halfLifeSeconds age at which a value weighs half; 0: all weigh the same
 */
public record Forecast(Algorithm algorithm, double deviations, long historySeconds, long halfLifeSeconds) {

    /** How the future is drawn. */
    public enum Algorithm {
        LINEAR,
        HOURLY,
        DAILY,
        WEEKLY;

        long seasonSeconds() {
            return switch (this) {
                case LINEAR -> 0;
                case HOURLY -> 3_600;
                case DAILY -> 86_400;
                case WEEKLY -> 7 * 86_400;
            };
        }
    }

    /** Fewer values say nothing about where they lead. */
    static final int ROWS_MIN = 10;

    private static final int SEASONS_MIN = 2;
    private static final long DAY_SECONDS = 86_400;
    private static final long WEEK_SECONDS = 7 * DAY_SECONDS;
    private static final double NORMAL_PER_MEDIAN = 1.4826;

    public Forecast {
        if (!(deviations > 0) || historySeconds < 1 || halfLifeSeconds < 0) {
            throw new IllegalArgumentException("forecast: deviations " + deviations + ", history " + historySeconds
                    + " s, half life " + halfLifeSeconds + " s (expected: above 0)");
        }
    }

    /** What a query asks for. A line looks a week back; a season as far as two of it and some, at most six weeks. */
    public static Forecast of(Query.Forecast query) {
        boolean line = query.algorithm() == Query.ForecastAlgorithm.LINEAR;
        Seasonality season = query.seasonality().orElse(Seasonality.WEEKLY);
        Algorithm algorithm = line || season == Seasonality.NONE ? Algorithm.LINEAR : Algorithm.valueOf(season.name());
        long unstated = algorithm == Algorithm.WEEKLY
                ? 6 * WEEK_SECONDS
                : algorithm == Algorithm.HOURLY ? DAY_SECONDS : WEEK_SECONDS;
        long history =
                query.history().map(Window::seconds).map(Integer::longValue).orElse(unstated);
        long halfLife = switch (query.model()) {
            case DEFAULT -> history / 2;
            case SIMPLE -> 0;
            case REACTIVE -> Math.max(1, history / 8);
        };
        return new Forecast(algorithm, query.deviations(), history, line ? halfLife : 0);
    }

    /**
     * The line through a past of equal steps; empty where it is too short.
     *
     * @param values oldest first; NaN where there is none
     */
    public Optional<Fit> fit(long startSeconds, int intervalSeconds, double[] values) {
        History rows = new History();
        for (int i = Math.max(0, values.length - History.ROWS_MAX); i < values.length; i++) {
            rows.append(
                    Row.plain(startSeconds + (long) i * intervalSeconds, intervalSeconds, values[i]), History.ROWS_MAX);
        }
        return Optional.ofNullable(fit(rows, startSeconds + (long) values.length * intervalSeconds));
    }

    /** The edge of the bounds over the window ahead, as one number; NaN where the past is too short. */
    double edge(History rows, long endSeconds, long aheadSeconds, TimeAggregator over, Comparison comparison) {
        Fit fit = fit(rows, endSeconds);
        if (fit == null) {
            return Double.NaN;
        }
        double side = comparison.isUpward() ? deviations : -deviations;
        long step = rows.intervalSeconds();
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double last = Double.NaN;
        long count = 0;
        for (long at = endSeconds; at < endSeconds + Math.max(step, aheadSeconds); at += step) {
            last = fit.at(at) + side * fit.scale();
            sum += last;
            min = Math.min(min, last);
            max = Math.max(max, last);
            count++;
        }
        return switch (over) {
            case AVG -> sum / count;
            case SUM -> sum;
            case MIN -> min;
            case MAX -> max;
            case COUNT -> count;
            case LAST -> last;
        };
    }

    /**
     * A line with a season.
     *
     * @param season mean of each slot around the line's part; one slot of 0 for none
     * @param scale robust standard deviation of what is left
     */
    public record Fit(
            long originSeconds, double level, double perSecond, double[] season, long slotSeconds, double scale) {

        public double at(long startSeconds) {
            return level + perSecond * (startSeconds - originSeconds) + season[slot(startSeconds)];
        }

        private int slot(long startSeconds) {
            return (int) Math.floorMod(Math.floorDiv(startSeconds, slotSeconds), (long) season.length);
        }
    }

    /** Null where the past is too short. */
    private Fit fit(History rows, long endSeconds) {
        int from = rows.indexFrom(endSeconds - historySeconds);
        int[] used = new int[rows.size() - from];
        int count = 0;
        for (int i = from; i < rows.size() && rows.startSeconds(i) < endSeconds; i++) {
            if (!Double.isNaN(rows.value(i))) {
                used[count++] = i;
            }
        }
        long period = algorithm.seasonSeconds();
        if (count < ROWS_MIN || period > 0 && endSeconds - rows.startSeconds(used[0]) < SEASONS_MIN * period) {
            return null;
        }
        long slot = Math.max(1, rows.intervalSeconds());
        Fit line = line(rows, used, count, endSeconds, new double[] {0}, slot);
        if (period > 0) {
            line = line(rows, used, count, endSeconds, season(rows, used, count, line, period, slot), slot);
        }
        double[] rest = new double[count];
        for (int i = 0; i < count; i++) {
            rest[i] = Math.abs(rows.value(used[i]) - line.at(rows.startSeconds(used[i])));
        }
        Arrays.sort(rest);
        double median = (rest[(count - 1) / 2] + rest[count / 2]) / 2;
        return new Fit(
                line.originSeconds(), line.level(), line.perSecond(), line.season(), slot, NORMAL_PER_MEDIAN * median);
    }

    private static double[] season(History rows, int[] used, int count, Fit line, long period, long slotSeconds) {
        double[] sum = new double[(int) Math.max(1, period / slotSeconds)];
        int[] seen = new int[sum.length];
        Fit place = new Fit(0, 0, 0, sum, slotSeconds, 0);
        for (int i = 0; i < count; i++) {
            long start = rows.startSeconds(used[i]);
            int slot = place.slot(start);
            sum[slot] += rows.value(used[i]) - line.at(start);
            seen[slot]++;
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] = seen[i] == 0 ? 0 : sum[i] / seen[i];
        }
        return sum;
    }

    private Fit line(History rows, int[] used, int count, long endSeconds, double[] season, long slotSeconds) {
        Fit place = new Fit(0, 0, 0, season, slotSeconds, 0);
        double weights = 0;
        double meanTime = 0;
        double meanValue = 0;
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < count; i++) {
            long start = rows.startSeconds(used[i]);
            double time = start - endSeconds;
            double value = rows.value(used[i]) - season[place.slot(start)];
            double weight = halfLifeSeconds == 0 ? 1 : Math.pow(0.5, -time / halfLifeSeconds);
            weights += weight;
            double byTime = time - meanTime;
            double byValue = value - meanValue;
            meanTime += byTime * weight / weights;
            meanValue += byValue * weight / weights;
            variance += weight * byTime * (time - meanTime);
            covariance += weight * byTime * (value - meanValue);
        }
        double slope = variance == 0 ? 0 : covariance / variance;
        return new Fit(endSeconds, meanValue - slope * meanTime, slope, season, slotSeconds, 0);
    }
}
