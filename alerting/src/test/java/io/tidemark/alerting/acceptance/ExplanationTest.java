package io.tidemark.alerting.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.avro.Alert;
import io.tidemark.document.DocumentKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every alert explains itself: its numbers follow from its own fields. */
final class ExplanationTest {

    @Test
    void theNumbersOfAnAnomalyFollowFromItsOwnFields() {
        try (Scene scene = new Scene("2026-06-01T10:00:00", "Europe/Paris")) {
            scene.given(DocumentKind.MONITOR, "cpu", """
                            {'name': 'CPU', 'type': 'query alert', 'message': '@oncall@example.org',
                             'query': 'avg(last_1h):anomalies(avg:cpu{*} by {host}, \\"agile\\", 3, alert_window=\\"last_10m\\", interval=60) >= 0.5',
                             'options': {'new_group_delay': 0}}
                            """).play("cpu host=a: 10x20 20^x7, every 60s");
            Alert alert = only(scene.alerts());
            assertThat(alert.getPoints()).isEqualTo(10);
            assertThat(alert.getPointsOut() / (double) alert.getPoints())
                    .as("the share is that of the points")
                    .isEqualTo(alert.getValue());
            assertThat(alert.getRest()).isCloseTo(alert.getBucketValue() - alert.getExpected(), within(1e-9));
            assertThat(alert.getSigmas()).isCloseTo(alert.getRest() / alert.getScale(), within(1e-9));
            assertThat(alert.getLower()).isLessThan(alert.getUpper());
            Duration out = Duration.between(alert.getFirstOut(), alert.getAt());
            assertThat(out).as("out without a break since").isEqualTo(Duration.ofMinutes(alert.getPointsOut()));
            assertThat(alert.getTold()).containsExactly("email:oncall@example.org");
            assertThat(alert.getSentence())
                    .contains("Of the last bucket 20 is 8 above the band 8 to 12 (expected 10): 10 deviations of 1")
                    .contains("5 of 10 buckets are out")
                    .contains("Told: email:oncall@example.org");
        }
    }

    @Test
    void theComparisonOfAThresholdHoldsAndItsDowntimeIsNamed() {
        try (Scene scene = new Scene("2026-06-01T10:00:00", "Europe/Paris")) {
            scene.given(DocumentKind.MONITOR, "cpu", """
                            {'name': 'CPU', 'type': 'query alert', 'message': '@oncall@example.org',
                             'query': 'avg(last_5m):avg:cpu{*} by {dc,host} > 90', 'options': {'new_group_delay': 0}}
                            """)
                    .given(DocumentKind.DOWNTIME, "works", """
                            {'monitor_identifier': {'monitor_id': 'cpu'}, 'scope': '*', 'message': '',
                             'schedule': {'start': '2026-06-01T08:00:00Z', 'end': null}}
                            """)
                    .play(
                            "cpu dc=x host=a: 95x3, every 60s",
                            "cpu dc=x host=b: 40 95 150, every 60s",
                            "cpu dc=y host=c: 40x3, every 60s");
            List<Alert> alerts = scene.alerts();
            assertThat(alerts).hasSize(2).allSatisfy(alert -> {
                assertThat(alert.getComparison()).isEqualTo(">");
                assertThat(alert.getValue()).isGreaterThan(alert.getThreshold());
                assertThat(alert.getDowntimes()).containsExactly("works");
                assertThat(alert.getSentence()).contains("Held back by downtime works.");
            });
        }
    }

    @Test
    void theSameTimeOfDaysBeforeIsThereWhereTheRowsReachBack() {
        try (Scene scene = new Scene("2026-06-01T10:00:00", "Europe/Paris")) {
            scene.given(DocumentKind.MONITOR, "cpu", """
                            {'name': 'CPU', 'type': 'query alert',
                             'query': 'last(last_1h):avg:cpu{*} by {host}.rollup(avg, 3600) > 90',
                             'options': {'new_group_delay': 0}}
                            """).play("cpu host=a: 40x23 41 42x24 95, every 3600s");
            Alert alert = only(scene.alerts());
            assertThat(alert.getPast())
                    .hasSize(2)
                    .allSatisfy(past -> assertThat(Duration.between(past.getAt(), alert.getBucketStart())
                                            .toHours()
                                    % 24)
                            .isZero());
            assertThat(alert.getSentence()).contains("At this time before: 42, 40.");
        }
    }

    private static Alert only(List<Alert> alerts) {
        assertThat(alerts).hasSize(1);
        return alerts.get(0);
    }
}
