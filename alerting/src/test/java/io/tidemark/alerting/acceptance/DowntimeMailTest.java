package io.tidemark.alerting.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.Event;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.document.DocumentKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are told of downtimes. 2026-03-27 is a Friday; clocks go forward in the night to Sunday. */
final class DowntimeMailTest {

    private static final String MONITOR = """
            {'name': 'CPU', 'type': 'query alert', 'query': 'avg(last_1m):avg:cpu{*} by {host}.rollup(avg, 60) > 90',
             'message': '@oncall@example.org', 'tags': ['team:a'], 'options': {'thresholds': {'critical': 90}}}
            """;

    private static final String NIGHTS = """
            {'monitor_identifier': {'monitor_tags': ['team:a']}, 'scope': 'host:a', 'message': 'Backups. @boss@example.org',
             'schedule': {'timezone': 'Europe/Paris',
                          'recurrences': [{'start': '2026-03-27T22:00:00', 'duration': '8h', 'rrule': 'FREQ=DAILY'}]}}
            """;

    private static final String NOW = """
            {'monitor_identifier': {'monitor_id': 'cpu'}, 'scope': 'host:(a OR b)', 'message': 'Works. @boss@example.org',
             'schedule': {'start': '2026-03-27T08:00:00Z', 'end': null}}
            """;

    private static Scene scene() {
        return new Scene("2026-03-27T20:00:00", "Europe/Paris").given(DocumentKind.MONITOR, "cpu", MONITOR);
    }

    @Test
    void aScheduledDowntimeSaysByWhomForWhatAndWhenOnTheWall() {
        try (Scene scene = scene()) {
            Notification mail = only(scene.given(DocumentKind.DOWNTIME, "nights", NIGHTS, "ann@example.org"));
            assertThat(mail.getSubject()).isEqualTo("[Downtime scheduled] Backups.");
            assertThat(mail.getRecipient()).isEqualTo("boss@example.org");
            assertThat(facts(mail))
                    .containsExactly(
                            "By: ann@example.org",
                            "Scope: host:a",
                            "Monitors: CPU",
                            "Schedule: every day at 22:00 for 8 h (Europe/Paris)",
                            "Next window: Fri 27 Mar 2026 22:00 – Sat 28 Mar 06:00 (Europe/Paris)",
                            "Then: Sat 28 Mar 2026 22:00 – Sun 29 Mar 06:00 (Europe/Paris, 7 h: clocks go forward)",
                            "Then: Sun 29 Mar 2026 22:00 – Mon 30 Mar 06:00 (Europe/Paris)",
                            "Then: Mon 30 Mar 2026 22:00 – Tue 31 Mar 06:00 (Europe/Paris)",
                            "Then: Tue 31 Mar 2026 22:00 – Wed 1 Apr 06:00 (Europe/Paris)",
                            "First recovery: told",
                            "Still bad at the end: told when it ends by itself",
                            "Downtime: nights");
        }
    }

    @Test
    void eachWindowIsToldWhenItBeginsAndWhenItEnds() {
        try (Scene scene = scene()) {
            scene.given(DocumentKind.DOWNTIME, "nights", NIGHTS).notifications();
            scene.until("2026-03-27T22:30:00").expect("03-27 22:00:04 PENDING DOWNTIME -> boss@example.org");
            Notification ended = only(scene.until("2026-03-28T06:30:00"));
            assertThat(ended.getSubject()).isEqualTo("[Downtime ended] Backups.");
            assertThat(ended.getBody()).startsWith("Its time is up; notifications are sent again.");
        }
    }

    @Test
    void oneThatBeginsAtOnceIsToldInOneMailAndItsCancellationInAnother() {
        try (Scene scene = scene()) {
            assertThat(only(scene.given(DocumentKind.DOWNTIME, "works", NOW)).getSubject())
                    .isEqualTo("[Downtime scheduled and started] Works.");
            Notification cancelled = only(scene.deleted(DocumentKind.DOWNTIME, "works", "ann@example.org"));
            assertThat(cancelled.getSubject()).isEqualTo("[Downtime cancelled] Works.");
            assertThat(facts(cancelled)).contains("By: ann@example.org", "Windows: none: it is cancelled");
            assertThat(scene.events())
                    .extracting(Event::getTitle)
                    .containsExactly(
                            "Monitor cpu created",
                            "Downtime works scheduled",
                            "Downtime works started",
                            "Downtime works cancelled",
                            "Downtime works ended");
        }
    }

    @Test
    void oneThatIsMarkedCancelledHoldsBackNothingAndIsNotToldAgainWhenItIsDeleted() {
        try (Scene scene = scene()) {
            scene.given(DocumentKind.DOWNTIME, "works", NOW).notifications();
            String marked = NOW.replace("'end': null}", "'end': null}, 'canceled': '2026-03-27T19:00:00Z'");
            assertThat(only(scene.given(DocumentKind.DOWNTIME, "works", marked)).getSubject())
                    .isEqualTo("[Downtime cancelled] Works.");
            scene.play("cpu host=a: 40 95, every 60s")
                    .expect("03-27 20:03:00 PENDING TRIGGERED host:a -> oncall@example.org");
            scene.deleted(DocumentKind.DOWNTIME, "works").expect();
        }
    }

    @Test
    void aChangeIsToldToThoseWhoWereNamedBeforeAndToThoseWhoAreNow() {
        try (Scene scene = scene()) {
            scene.given(DocumentKind.DOWNTIME, "nights", NIGHTS).notifications();
            scene.given(
                    DocumentKind.DOWNTIME,
                    "nights",
                    NIGHTS.replace("boss@", "new.boss@").replace("'8h'", "'9h'"));
            List<Notification> mails = scene.notifications();
            assertThat(mails)
                    .extracting(Notification::getRecipient)
                    .containsExactly("boss@example.org", "new.boss@example.org");
            assertThat(mails).extracting(Notification::getSubject).containsOnly("[Downtime changed] Backups.");
            assertThat(facts(mails.get(0))).contains("Schedule: every day at 22:00 for 9 h (Europe/Paris)");
        }
    }

    @Test
    void oneThatMeansNoMonitorSaysSo() {
        try (Scene scene = scene()) {
            Notification mail = only(scene.given(DocumentKind.DOWNTIME, "nights", NIGHTS.replace("team:a", "team:b")));
            assertThat(facts(mail)).contains("Monitors: none: no monitor is meant by it at present");
            scene.tickAfter(Duration.ofSeconds(1)).expect();
        }
    }

    private static Notification only(Scene scene) {
        List<Notification> mails = scene.notifications();
        assertThat(mails).hasSize(1);
        return mails.get(0);
    }

    private static List<String> facts(Notification mail) {
        return mail.getFacts().stream().map(DowntimeMailTest::line).toList();
    }

    private static String line(Fact fact) {
        return fact.getName() + ": " + fact.getText();
    }
}
