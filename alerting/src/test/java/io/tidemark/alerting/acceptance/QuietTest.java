package io.tidemark.alerting.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.topology.AlertingTopology;
import io.tidemark.alerting.topology.GuardSettings;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.document.DocumentKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Few messages, all true, none lost: flaps, storms, acknowledgements, inhibition, the past. */
final class QuietTest {

    private static final String LAST = """
            {'name': 'CPU', 'type': 'query alert', 'query': 'last(last_1m):avg:cpu{*} by {host}.rollup(avg, 30) > 90',
             'message': '@oncall@example.org', 'options': {'new_group_delay': 0, 'renotify_interval': 10}}
            """;

    /** Four hours from before the first value of a scene on. */
    private static final String WORKS = """
            {'monitor_identifier': {'monitor_id': 'cpu'}, 'scope': '*', 'schedule': {'timezone': 'Europe/Paris',
             'recurrences': [{'start': '2026-06-01T10:10:00', 'duration': '4h', 'rrule': 'FREQ=DAILY'}]}}""";

    private static Scene scene() {
        return new Scene("2026-06-01T10:00:00", "Europe/Paris");
    }

    private static Scene guarded(long presentMillis) {
        return new Scene(
                "2026-06-01T10:00:00",
                "Europe/Paris",
                BandStage.DIRECT,
                new AlertingTopology.Together(1, GuardSettings.DEFAULT, () -> presentMillis));
    }

    private static List<Notification> pending(Scene scene) {
        return scene.notifications().stream()
                .filter(n -> n.getState() == NotificationState.PENDING)
                .toList();
    }

    @Test
    void aFlipEveryHalfMinuteForAnHourIsThreeMessages() {
        for (String every : new String[] {"10s", "30s"}) {
            int buckets = every.equals("10s") ? 3 : 1;
            String flips = "95x" + buckets + " 40x" + buckets + " ";
            try (Scene scene = scene()) {
                scene.given(
                        DocumentKind.MONITOR,
                        "cpu",
                        LAST.replace(", 30)", ", " + every.replace("s", ")"))
                                .replace("'renotify_interval': 10", "'renotify_interval': 0"));
                scene.play("cpu host=a: 40x30 " + flips.repeat(60) + "40x"
                        + 70 * 60 / Integer.parseInt(every.replace("s", "")) + ", every " + every);
                List<Notification> told = pending(scene);
                assertThat(told).as("buckets of " + every).hasSizeBetween(2, 3);
                assertThat(told.get(0).getKind()).isEqualTo(NotificationKind.TRIGGERED);
                assertThat(told.get(told.size() - 1).getKind()).isEqualTo(NotificationKind.RECOVERED);
            }
        }
    }

    @Test
    void aFlipEveryFiveMinutesForADayIsThreeMessagesAndTheNextRealIncidentIsToldAtOnce() {
        try (Scene scene = scene()) {
            scene.given(
                    DocumentKind.MONITOR,
                    "cpu",
                    LAST.replace(", 30)", ", 60)").replace("'renotify_interval': 10", "'renotify_interval': 0"));
            scene.play("cpu host=a: 40x30 " + "95x5 40x5 ".repeat(144) + "40x70, every 60s");
            List<Notification> told = pending(scene);
            assertThat(told)
                    .extracting(Notification::getKind)
                    .as("fired, recovered, and fired again: flapping; then settled")
                    .containsExactly(
                            NotificationKind.TRIGGERED,
                            NotificationKind.RECOVERED,
                            NotificationKind.TRIGGERED,
                            NotificationKind.RECOVERED);
            assertThat(mostInAnHour(told)).isLessThanOrEqualTo(3);
            assertThat(told.get(2).getFacts().toString()).contains("Flapping: it turned three times within 1 h");
            assertThat(told.get(3).getFacts().toString()).contains("Settled in state ok");
            scene.play("cpu host=a: 95x4, every 60s");
            assertThat(pending(scene)).extracting(Notification::getKind).containsExactly(NotificationKind.TRIGGERED);
        }
    }

    @Test
    void whatBeganToFlapInADowntimeAndStaysBadIsToldAtItsEnd() {
        try (Scene scene = scene()) {
            scene.given(
                    DocumentKind.MONITOR,
                    "cpu",
                    LAST.replace(", 30)", ", 60)").replace("'renotify_interval': 10", "'renotify_interval': 0"));
            scene.given(DocumentKind.DOWNTIME, "works", WORKS);
            scene.notifications();
            scene.play("cpu host=a: 40x30 95x5 40x5 95x300, every 60s");

            List<Notification> told = scene.notifications();
            assertThat(told.stream()
                            .filter(n -> n.getState() == NotificationState.HELD)
                            .map(Notification::getKind))
                    .as("fired, recovered; fired again, which is a flap; settled an hour later; all in the downtime")
                    .containsExactly(
                            NotificationKind.TRIGGERED,
                            NotificationKind.RECOVERED,
                            NotificationKind.TRIGGERED,
                            NotificationKind.TRIGGERED);
            assertThat(told)
                    .filteredOn(
                            n -> n.getState() == NotificationState.PENDING && n.getKind() == NotificationKind.TRIGGERED)
                    .as("still bad when the downtime ends")
                    .hasSize(1);
        }
    }

    /** Messages in the hour that has most of them. */
    private static long mostInAnHour(List<Notification> told) {
        long most = 0;
        for (Notification first : told) {
            Instant end = first.getDecidedAt().plus(Duration.ofHours(1));
            most = Math.max(
                    most,
                    told.stream()
                            .filter(n -> !n.getDecidedAt().isBefore(first.getDecidedAt())
                                    && n.getDecidedAt().isBefore(end))
                            .count());
        }
        return most;
    }

    @Test
    void aRealIncidentAfterSettlingIsToldAtOnce() {
        try (Scene scene = scene()) {
            scene.given(DocumentKind.MONITOR, "cpu", LAST);
            scene.play("cpu host=a: 40x30 " + "95 40 ".repeat(60) + "40x130, every 30s")
                    .notifications();
            scene.play("cpu host=a: 40x10 95x4, every 30s");
            assertThat(pending(scene)).extracting(Notification::getKind).containsExactly(NotificationKind.TRIGGERED);
        }
    }

    @Test
    void withoutFlapDetectionAndKeepingEachChangeIsTold() {
        try (Scene scene = scene()) {
            scene.given(
                    DocumentKind.MONITOR,
                    "cpu",
                    LAST.replace(
                            "'new_group_delay'", "'flap_detection': false, 'keep_firing_for': 0, 'new_group_delay'"));
            scene.play("cpu host=a: 40x30 " + "95 40 ".repeat(20) + ", every 30s".replaceFirst("^, ", "40, "));
            assertThat(pending(scene)).hasSize(40);
        }
    }

    @Test
    void tenThousandSeriesInAMinuteAreTwoMailsARecipientInFiveMinutes() {
        try (Scene scene = guarded(Long.MIN_VALUE / 2)) {
            scene.given(
                    DocumentKind.MONITOR,
                    "cpu",
                    LAST.replace("@oncall@example.org", "@a@example.org @b@example.org @c@example.org"));
            List<String> scripts = new ArrayList<>();
            for (int host = 0; host < 10_000; host++) {
                // They fire in two buckets of half a minute.
                scripts.add("cpu host=h" + host + (host % 2 == 0 ? ": 40 95 95" : ": 40 40 95") + ", every 30s");
            }
            scene.play(scripts.toArray(String[]::new)).seconds(300);
            List<Notification> all = scene.notifications();
            List<Notification> sent = all.stream()
                    .filter(n -> n.getState() == NotificationState.PENDING)
                    .toList();
            for (String to : new String[] {"a@example.org", "b@example.org", "c@example.org"}) {
                assertThat(sent.stream().filter(n -> n.getRecipient().equals(to)))
                        .as("mails to " + to)
                        .hasSizeBetween(1, 2)
                        .allSatisfy(n -> {
                            assertThat(n.getKind()).isEqualTo(NotificationKind.DIGEST);
                            assertThat(n.getBody().length()).isLessThan(100 * 1024);
                        });
            }
            // None is dropped: each is recorded with the digest that tells it.
            assertThat(all.stream()
                            .filter(n -> n.getState() == NotificationState.HELD)
                            .filter(n -> n.getHeldBy().get(0).startsWith("digest:")))
                    .hasSize(30_000);
        }
    }

    @Test
    void aFewMessagesGoByThemselves() {
        try (Scene scene = guarded(Long.MIN_VALUE / 2)) {
            scene.given(DocumentKind.MONITOR, "cpu", LAST)
                    .play("cpu host=a: 40 95, every 30s", "cpu host=b: 40 95, every 30s")
                    .seconds(10);
            assertThat(pending(scene))
                    .extracting(Notification::getKind)
                    .containsOnly(NotificationKind.TRIGGERED)
                    .hasSize(2);
        }
    }

    @Test
    void whatIsFoundWhileCatchingUpIsOneDigestAboutThePast() {
        Instant present = Instant.parse("2026-06-01T09:00:00Z"); // an hour after the scene begins
        try (Scene scene = guarded(present.toEpochMilli())) {
            scene.given(DocumentKind.MONITOR, "cpu", LAST)
                    .play("cpu host=a: 40 95 95x4 40x20, every 30s", "cpu host=b: 40x2 95x40, every 30s");
            assertThat(pending(scene)).isEmpty();
            scene.until("2026-06-01T11:00:30").seconds(10);
            assertThat(pending(scene)).singleElement().satisfies(digest -> {
                assertThat(digest.getKind()).isEqualTo(NotificationKind.DIGEST);
                assertThat(digest.getSubject()).startsWith("[Late]");
            });
            scene.play("cpu host=a: 95x2, every 30s").seconds(330);
            assertThat(pending(scene))
                    .as("what is found in the present is told as ever")
                    .extracting(Notification::getSubject)
                    .isNotEmpty()
                    .allSatisfy(subject -> assertThat(subject).doesNotContain("[Late]"));
        }
    }

    @Test
    void anAcknowledgedIncidentIsNotRemindedOfUntilItChanges() {
        try (Scene scene = scene()) {
            scene.given(DocumentKind.MONITOR, "cpu", LAST).play("cpu host=a: 40 95x24, every 30s");
            assertThat(pending(scene))
                    .extracting(Notification::getKind)
                    .containsExactly(NotificationKind.TRIGGERED, NotificationKind.RENOTIFIED);
            scene.given(
                    DocumentKind.ACKNOWLEDGEMENT,
                    "one",
                    "{'monitor_id': 'cpu', 'group': 'host:a', 'by': 'anna@example.org', 'note': 'on it'}");
            scene.play("cpu host=a: 95x60, every 30s").expect();
            assertThat(scene.events())
                    .anySatisfy(event -> assertThat(event.getTitle()).isEqualTo("Acknowledged: CPU on host:a"));
            scene.play("cpu host=a: 40x130 95x30, every 30s");
            assertThat(pending(scene))
                    .extracting(Notification::getKind)
                    .containsExactly(
                            NotificationKind.RECOVERED, NotificationKind.TRIGGERED, NotificationKind.RENOTIFIED);
        }
    }

    @Test
    void anAlertThatAnotherExplainsIsHeldAndToldWhenThatOneIsOver() {
        String router = LAST.replace("cpu", "router.down")
                .replace("by {host}", "by {site}")
                .replace("@oncall@example.org", "@network@example.org")
                .replace("'renotify_interval': 10", "'renotify_interval': 0");
        String host = LAST.replace("by {host}", "by {host,site}")
                .replace(
                        "'renotify_interval': 10",
                        "'inhibited_by': [{'monitor_id': 'router', 'equal': ['site']}], 'keep_firing_for': 0");
        try (Scene scene = scene()) {
            scene.given(DocumentKind.MONITOR, "router", router).given(DocumentKind.MONITOR, "cpu", host);
            scene.play(
                            "router.down site=x: 0 95x9 0x4, every 30s",
                            "cpu host=a site=x: 40x3 95x12, every 30s",
                            "cpu host=b site=x: 40x3 95x3 40x9, every 30s",
                            "cpu host=c site=y: 40x3 95x12, every 30s")
                    .seconds(5);
            List<String> told = scene.notifications().stream()
                    .map(n -> n.getState() + " " + n.getKind() + " " + n.getGroup() + " " + n.getHeldBy())
                    .toList();
            assertThat(told)
                    .containsExactlyInAnyOrder(
                            "PENDING TRIGGERED site:x []",
                            "HELD TRIGGERED host:a,site:x [monitor:router]",
                            "HELD TRIGGERED host:b,site:x [monitor:router]",
                            "PENDING TRIGGERED host:c,site:y []",
                            "HELD RECOVERED host:b,site:x [monitor:earlier]",
                            "PENDING RECOVERED site:x []",
                            "PENDING TRIGGERED host:a,site:x []");
        }
    }

    @Test
    void sameLogSameDigests() {
        assertThat(storm()).isEqualTo(storm()).hasSizeGreaterThan(10);
    }

    private static List<String> storm() {
        try (Scene scene = guarded(Long.MIN_VALUE / 2)) {
            scene.given(DocumentKind.MONITOR, "cpu", LAST);
            List<String> scripts = new ArrayList<>();
            for (int host = 0; host < 20; host++) {
                scripts.add("cpu host=h" + host + ": 40 95x" + (1 + host % 3) + " 40x4, every 30s");
            }
            scene.play(scripts.toArray(String[]::new))
                    .tickAfter(Duration.ofSeconds(10))
                    .seconds(400);
            return scene.notifications().stream().map(Notification::toString).toList();
        }
    }
}
