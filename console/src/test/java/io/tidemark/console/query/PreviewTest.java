package io.tidemark.console.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.MetricKind;
import io.tidemark.query.MonitorQuery;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class PreviewTest {

    private static final MonitorQuery ABOVE_FOUR = MonitorQuery.parse("avg(last_1m):avg:load{*}.rollup(60) > 4");

    @Test
    void aStretchBeginsWhereTheThresholdIsPassedAndEndsPastTheRecovery() {
        Preview.Levels levels = new Preview.Levels(OptionalDouble.of(3), OptionalDouble.of(2), OptionalDouble.empty());

        assertThat(told(ABOVE_FOUR, levels, 0, 1, 3.5, 5, 3, 2.5, 1, 1, 9, 1))
                .containsExactly("WARN 120-180 3.5", "ALERT 180-360 5.0", "ALERT 480-540 9.0");
    }

    @Test
    void aWindowOfSeveralBucketsIsFoldedAsTheMonitorSays() {
        MonitorQuery sum = MonitorQuery.parse("sum(last_3m):avg:load{*}.rollup(60) >= 6");
        Preview.Levels none =
                new Preview.Levels(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

        assertThat(told(sum, none, 0, 1, 2, 3, 1, 1, 0)).containsExactly("ALERT 180-300 6.0");
    }

    @Test
    void whatEndedBeforeTheSpanIsNotToldAndWhatReachesIntoItBeginsWithIt() {
        Preview.Levels none =
                new Preview.Levels(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

        assertThat(told(ABOVE_FOUR, none, 240, 9, 1, 9, 9, 9, 1)).containsExactly("ALERT 240-360 9.0");
    }

    private static List<String> told(MonitorQuery monitor, Preview.Levels levels, long from, double... values) {
        Frame frame = new Frame(0, 60, values.length);
        Line line = Line.of("*", List.of(), MetricKind.GAUGE, values);
        Answer answer = new Answer(
                new GraphQuery(monitor.query().text(), monitor.query(), Optional.empty()), frame, List.of(line), 1);
        return Preview.episodes(monitor, levels, answer, from).stream()
                .map(each -> each.state() + " " + each.fromSeconds() + "-" + each.toSeconds() + " " + each.value())
                .toList();
    }
}
