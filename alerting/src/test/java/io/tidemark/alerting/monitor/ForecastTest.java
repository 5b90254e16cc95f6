package io.tidemark.alerting.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.query.MonitorQuery.Comparison;
import io.tidemark.query.TimeAggregator;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Where a metric is heading, against series of which the future is known. */
final class ForecastTest {

    private static final long START = 20_000L * 86_400;

    @Test
    void aLineGoesOnAsALine() {
        History rows = rows(100, hour -> 10 + 0.5 * hour);
        Forecast forecast = new Forecast(Forecast.Algorithm.LINEAR, 2, 7 * 86_400, 0);
        double edge = forecast.edge(rows, end(100), 24 * 3_600, TimeAggregator.MAX, Comparison.ABOVE);
        assertThat(edge).isCloseTo(10 + 0.5 * 123, within(1e-6));
    }

    @Test
    void whatIsComparedIsTheEdgeOnTheSideOfTheThreshold() {
        Random noise = new Random(7);
        double[] of = noise.doubles(200, -1, 1).toArray();
        History rows = rows(200, hour -> 50 + of[(int) hour]);
        Forecast forecast = new Forecast(Forecast.Algorithm.LINEAR, 3, 14 * 86_400, 0);
        double upper = forecast.edge(rows, end(200), 6 * 3_600, TimeAggregator.MAX, Comparison.ABOVE);
        double lower = forecast.edge(rows, end(200), 6 * 3_600, TimeAggregator.MIN, Comparison.BELOW);
        // Three robust deviations of even noise of ±1: 3 × 1.4826 × 0.5.
        assertThat(upper).isBetween(51.5, 53.0);
        assertThat(lower).isBetween(47.0, 48.5);
    }

    @Test
    void aReactiveLineFollowsTheNewDirection() {
        History rows = rows(160, hour -> hour < 130 ? 10 : 10 + (hour - 130));
        Forecast simple = new Forecast(Forecast.Algorithm.LINEAR, 1, 7 * 86_400, 0);
        Forecast reactive = new Forecast(Forecast.Algorithm.LINEAR, 1, 7 * 86_400, 7 * 86_400 / 8);
        assertThat(reactive.edge(rows, end(160), 48 * 3_600, TimeAggregator.MAX, Comparison.ABOVE))
                .isGreaterThan(simple.edge(rows, end(160), 48 * 3_600, TimeAggregator.MAX, Comparison.ABOVE));
    }

    @Test
    void aSeasonComesAgain() {
        LongToDoubleFunction daily = hour -> 100 + hour * 0.1 + 20 * Math.sin(2 * Math.PI * hour / 24);
        History rows = rows(240, daily);
        Forecast forecast = new Forecast(Forecast.Algorithm.DAILY, 1, 14 * 86_400, 0);
        double expected = Double.NEGATIVE_INFINITY;
        for (long hour = 240; hour < 264; hour++) {
            expected = Math.max(expected, daily.applyAsDouble(hour));
        }
        assertThat(forecast.edge(rows, end(240), 24 * 3_600, TimeAggregator.MAX, Comparison.ABOVE))
                .isCloseTo(expected, within(3.0));
    }

    @Test
    void nothingIsSaidOfTooShortAPast() {
        Forecast line = new Forecast(Forecast.Algorithm.LINEAR, 1, 7 * 86_400, 0);
        assertThat(line.edge(rows(9, h -> h), end(9), 3_600, TimeAggregator.MAX, Comparison.ABOVE))
                .isNaN();
        Forecast weekly = new Forecast(Forecast.Algorithm.WEEKLY, 1, 42 * 86_400, 0);
        assertThat(weekly.edge(rows(300, h -> h), end(300), 3_600, TimeAggregator.MAX, Comparison.ABOVE))
                .isNaN();
    }

    private static long end(int hours) {
        return START + hours * 3_600L;
    }

    private static History rows(int hours, LongToDoubleFunction value) {
        History rows = new History();
        for (int hour = 0; hour < hours; hour++) {
            rows.append(Row.plain(START + hour * 3_600L, 3_600, value.applyAsDouble(hour)), History.ROWS_MAX);
        }
        return rows;
    }
}
