package io.tidemark.alerting.whynot;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.configuration.MonitorReading;
import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.Row;
import io.tidemark.alerting.whynot.WhyNot.Answer;
import io.tidemark.alerting.whynot.WhyNot.Reason;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.MonitorDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Why it did not fire: each reason, and that the named change would have. */
final class WhyNotTest {

    private static final long START = 20_000L * 86_400;
    private static final String AVERAGE = "avg(last_5m):avg:cpu{*} by {host} > 90";

    @Test
    void aSeriesWithoutABucketHasNoBucket() {
        assertThat(ask(AVERAGE, "'new_group_delay': 0").reason()).isEqualTo(Reason.NO_BUCKET);
        assertThat(WhyNot.of(monitor(AVERAGE, "'new_group_delay': 0"), "host:a", rows(40, 40), START + 7_200)
                        .reason())
                .as("the last bucket is long ago")
                .isEqualTo(Reason.NO_BUCKET);
    }

    @Test
    void aNewGroupIsNew() {
        Answer answer = ask(AVERAGE, "'new_group_delay': 600", 95, 95);
        assertThat(answer.reason()).isEqualTo(Reason.NEW_GROUP);
        assertThat(answer.change()).contains("600");
    }

    @Test
    void aWindowThatIsNotFullIsNotJudged() {
        assertThat(ask(AVERAGE, "'new_group_delay': 0, 'require_full_window': true", 95, 95)
                        .reason())
                .isEqualTo(Reason.PARTIAL_WINDOW);
    }

    @Test
    void aWindowWithoutAValueIsEmpty() {
        assertThat(ask("avg(last_1m):avg:cpu{*} by {host} > 90", "'new_group_delay': 0", 40, Double.NaN)
                        .reason())
                .isEqualTo(Reason.EMPTY_WINDOW);
    }

    @Test
    void aWindowOfTooManyBucketsIsTooLong() {
        assertThat(ask("avg(last_2d):avg:cpu{*} by {host}.rollup(avg, 60) > 90", "'new_group_delay': 0", 95, 95)
                        .reason())
                .isEqualTo(Reason.WINDOW_TOO_LONG);
    }

    @Test
    void whatIsNotBeyondSaysHowFarItWas() {
        Answer answer = ask(AVERAGE, "'new_group_delay': 0", 80, 80, 85, 85, 90);
        assertThat(answer.reason()).isEqualTo(Reason.NOT_BEYOND);
        assertThat(answer.change()).isEqualTo("Either a threshold below 84 instead of 90, or a last bucket above 120.");
        assertThat(ask(AVERAGE, "'new_group_delay': 0", 80, 80, 85, 85, 120.5).reason())
                .as("the named bucket fires")
                .isEqualTo(Reason.FIRED);
        assertThat(ask(AVERAGE.replace("90", "83.9"), "'new_group_delay': 0", 80, 80, 85, 85, 90)
                        .reason())
                .as("the named threshold fires")
                .isEqualTo(Reason.FIRED);
    }

    @Test
    void aWarningIsNoAlert() {
        assertThat(ask(AVERAGE, "'new_group_delay': 0, 'thresholds': {'critical': 90, 'warning': 70}", 75, 75)
                        .reason())
                .isEqualTo(Reason.ONLY_WARNING);
    }

    @Test
    void whatIsInAlertAlreadyIsToldOnce() {
        Answer answer = ask(AVERAGE, "'new_group_delay': 0", 95, 95, 95);
        assertThat(answer.reason()).isEqualTo(Reason.ALREADY);
        assertThat(answer.chain()).anySatisfy(line -> assertThat(line).contains("It has been in state ALERT since"));
    }

    @Test
    void tooFewBucketsOutOfTheBandSayHowManyMore() {
        WatchedMonitor monitor = monitor(
                "avg(last_1h):anomalies(avg:cpu{*} by {host}, 'agile', 3, alert_window='last_10m', interval=60) >= 0.5",
                "'new_group_delay': 0");
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            boolean out = i >= 17;
            rows.add(new Row(START + 60L * i, 60, out ? 20 : 10, 8, 12, out, out, false, false));
        }
        Answer answer = WhyNot.of(monitor, "host:a", rows, START + 20 * 60);
        assertThat(answer.reason()).isEqualTo(Reason.NOT_ENOUGH_OUT);
        assertThat(answer.change()).contains("2 more of the window's 10 buckets out of the band (3 were)");
        for (int i = 15; i < 17; i++) {
            rows.set(i, new Row(START + 60L * i, 60, 20, 8, 12, true, true, false, false));
        }
        assertThat(WhyNot.of(monitor, "host:a", rows, START + 20 * 60).reason()).isEqualTo(Reason.FIRED);
    }

    @Test
    void aFlappingGroupIsFlapping() {
        double[] values = new double[60];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2 == 0 ? 95 : 40;
        }
        assertThat(ask("avg(last_1m):avg:cpu{*} by {host} > 90", "'new_group_delay': 0", values)
                        .reason())
                .isEqualTo(Reason.FLAPPING);
    }

    @Test
    void whatNeedsOtherGroupsIsNotJudgedAgain() {
        assertThat(ask(
                                "avg(last_5m):outliers(avg:cpu{*} by {host}, 'DBSCAN', 3) > 0".replace("'", "\\\""),
                                "'new_group_delay': 0",
                                40)
                        .reason())
                .isEqualTo(Reason.TOGETHER);
    }

    private static Answer ask(String query, String options, double... values) {
        return WhyNot.of(monitor(query, options), "host:a", rows(values), START + 60L * values.length);
    }

    private static List<Row> rows(double... values) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            rows.add(Row.plain(START + 60L * i, 60, values[i]));
        }
        return rows;
    }

    private static WatchedMonitor monitor(String query, String options) {
        String json = "{\"name\": \"CPU\", \"type\": \"query alert\", \"query\": \"" + query + "\", \"options\": {"
                + options.replace('\'', '"') + "}}";
        return Documents.parse(DocumentKind.MONITOR, "cpu", json.getBytes(StandardCharsets.UTF_8))
                .fold(accepted -> MonitorReading.read((MonitorDocument) accepted.document(), 7), refused -> {
                    throw new AssertionError(refused.faults().toString());
                });
    }
}
