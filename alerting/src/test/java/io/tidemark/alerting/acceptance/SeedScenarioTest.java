package io.tidemark.alerting.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.Notification;
import io.tidemark.document.DocumentKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A host's CPU: warning above 75, alert above 90, no data after 10 minutes; nights and weekends are quiet.
 *
 * <p>2026-06-01 is a Monday.
 */
final class SeedScenarioTest {

    private static final String MONITOR = """
            {'name': 'CPU is high on {{host.name}}', 'type': 'query alert',
             'query': 'avg(last_1m):avg:cpu{*} by {host}.rollup(avg, 60) > 90',
             'message': '{{#is_alert}}CPU is at {{value}}, act now. @oncall@example.org{{/is_alert}}{{#is_warning}}CPU is \
            at {{value}}, look at it. @team@example.org{{/is_warning}}{{#is_no_data}}No word from the host. \
            @oncall@example.org{{/is_no_data}}{{#is_recovery}}All is well again. @team@example.org{{/is_recovery}}',
             'tags': ['team:web'],
             'options': {'thresholds': {'critical': 90, 'warning': 75}, 'notify_no_data': true,
                         'no_data_timeframe': 10, 'new_group_delay': 0}}
            """;

    /** The same in buckets of ten minutes, for scenes of days. */
    private static final String SLOWER =
            MONITOR.replace("60) > 90", "600) > 90").replace("last_1m", "last_10m");

    private static final String NIGHTLY = """
            {'monitor_identifier': {'monitor_tags': ['team:web']}, 'scope': '*', 'message': 'Nights are quiet.',
             'schedule': {'timezone': 'Europe/Paris', 'recurrences': [
               {'start': '2026-01-01T19:00:00', 'duration': '14h', 'rrule': 'FREQ=DAILY;INTERVAL=1'}]}}
            """;

    private static final String WEEKEND = """
            {'monitor_identifier': {'monitor_tags': ['*']}, 'scope': 'host:*', 'message': 'Weekends are quiet.',
             'schedule': {'timezone': 'Europe/Paris', 'recurrences': [
               {'start': '2026-01-03T00:00:00', 'duration': '1d', 'rrule': 'FREQ=WEEKLY;BYDAY=SA,SU'}]}}
            """;

    private static Scene scene(String start) {
        return new Scene(start, "Europe/Paris")
                .given(DocumentKind.MONITOR, "cpu", MONITOR)
                .given(DocumentKind.DOWNTIME, "nightly", NIGHTLY)
                .given(DocumentKind.DOWNTIME, "weekend", WEEKEND);
    }

    @Test
    void aDayAtWorkTellsEachStateToWhomItConcerns() {
        try (Scene scene = scene("2026-06-01T10:00:00")) {
            scene.play("cpu host=a: 40x5 80x2 95x3 50x2, every 60s")
                    .expect(
                            "06-01 10:07:00 PENDING WARNED host:a -> team@example.org",
                            "06-01 10:09:00 PENDING TRIGGERED host:a -> oncall@example.org",
                            "06-01 10:12:00 PENDING RECOVERED host:a -> team@example.org");
        }
    }

    @Test
    void eachStateHasItsOwnText() {
        try (Scene scene = scene("2026-06-01T10:00:00")) {
            List<Notification> told =
                    scene.play("cpu host=a: 40 80 95 50, every 60s").notifications();
            assertThat(told)
                    .extracting(Notification::getBody)
                    .containsExactly(
                            "CPU is at 80, look at it. @team@example.org",
                            "CPU is at 95, act now. @oncall@example.org",
                            "All is well again. @team@example.org");
            assertThat(told)
                    .extracting(Notification::getThread)
                    .containsOnly(told.get(0).getThread());
        }
    }

    @Test
    void silenceIsToldAfterTenMinutesAndItsEndToo() {
        try (Scene scene = scene("2026-06-01T10:00:00")) {
            scene.play("cpu host=a: 40x5 _x20 40x2, every 60s", "cpu host=b: 40x27, every 60s")
                    .expect(
                            "06-01 10:16:00 PENDING NO_DATA host:a -> oncall@example.org",
                            "06-01 10:27:00 PENDING RECOVERED host:a -> team@example.org");
        }
    }

    @Test
    void anAlertAtNightIsHeldAndToldInTheMorningIfItIsStillThere() {
        try (Scene scene = scene("2026-06-01T20:00:00")) {
            scene.given(DocumentKind.MONITOR, "cpu", SLOWER)
                    .play("cpu host=a: 40 95x78 40, every 600s")
                    .expect(
                            "06-01 20:30:00 HELD by nightly TRIGGERED host:a -> oncall@example.org",
                            "06-02 09:00:00 PENDING TRIGGERED host:a -> oncall@example.org",
                            "06-02 09:30:00 PENDING RECOVERED host:a -> team@example.org");
        }
    }

    @Test
    void anAlertThatComesAndGoesAtNightIsNeverTold() {
        try (Scene scene = scene("2026-06-01T20:00:00")) {
            scene.play("cpu host=a: 40x2 95x5 40x10, every 60s")
                    .expect(
                            "06-01 20:04:00 HELD by nightly TRIGGERED host:a -> oncall@example.org",
                            "06-01 20:09:00 HELD by nightly RECOVERED host:a -> team@example.org");
        }
    }

    @Test
    void theRecoveryOfAnAlertFromTheEveningIsToldAtNight() {
        try (Scene scene = scene("2026-06-01T18:50:00")) {
            scene.play("cpu host=a: 40x2 95x20 40x50 95x2 40x2, every 60s")
                    .expect(
                            "06-01 18:54:00 PENDING TRIGGERED host:a -> oncall@example.org",
                            "06-01 19:14:00 PENDING RECOVERED host:a -> team@example.org",
                            "06-01 20:04:00 HELD by nightly TRIGGERED host:a -> oncall@example.org",
                            "06-01 20:06:00 HELD by nightly RECOVERED host:a -> team@example.org");
        }
    }

    @Test
    void nightAndWeekendFollowEachOtherWithoutAGap() {
        try (Scene scene = scene("2026-06-05T22:50:00").given(DocumentKind.MONITOR, "cpu", SLOWER)) {
            // Friday night, Saturday, Saturday night, Sunday, Sunday night; told on Monday at nine.
            scene.play("cpu host=a: 40 95x348, every 600s")
                    .expect(
                            "06-05 23:20:00 HELD by nightly TRIGGERED host:a -> oncall@example.org",
                            "06-08 09:00:00 PENDING TRIGGERED host:a -> oncall@example.org");
        }
    }

    @Test
    void theNightTheClocksGoForwardEndsAtNineOnTheWall() {
        try (Scene scene = scene("2026-03-29T08:50:00")) {
            scene.play("cpu host=a: 40x2 95x2 40x2, every 60s")
                    .expect(
                            "03-29 08:54:00 HELD by nightly,weekend TRIGGERED host:a -> oncall@example.org",
                            "03-29 08:56:00 HELD by nightly,weekend RECOVERED host:a -> team@example.org");
        }
        try (Scene scene = scene("2026-03-30T08:56:00")) {
            scene.play("cpu host=a: 40 95x2 40 95, every 60s")
                    .expect(
                            "03-30 08:59:00 HELD by nightly TRIGGERED host:a -> oncall@example.org",
                            "03-30 09:00:00 PENDING TRIGGERED host:a -> oncall@example.org",
                            "03-30 09:01:00 PENDING RECOVERED host:a -> team@example.org",
                            "03-30 09:02:00 PENDING TRIGGERED host:a -> oncall@example.org");
        }
    }
}
