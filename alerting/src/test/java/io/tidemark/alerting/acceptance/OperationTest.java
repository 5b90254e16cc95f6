package io.tidemark.alerting.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.alerting.configuration.ChangeLog;
import io.tidemark.alerting.template.MessageTemplates;
import io.tidemark.alerting.topology.AlertingTopology;
import io.tidemark.avro.Alert;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import io.tidemark.document.DocumentKind;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens around the decisions: deletion, changes, corrections, bad records, replays. 2026-06-01 is a Monday. */
final class OperationTest {

    private static final String MONITOR = """
            {'name': 'CPU', 'type': 'query alert', 'query': 'avg(last_1m):avg:cpu{*} by {host}.rollup(avg, 60) > 90',
             'message': '@oncall@example.org',
             'options': {'thresholds': {'critical': 90}, 'new_group_delay': 0, 'renotify_interval': 10}}
            """;

    private static final String ALWAYS = """
            {'monitor_identifier': {'monitor_id': 'cpu'}, 'scope': 'host:(a OR b)', 'message': 'Works. @boss@example.org',
             'schedule': {'start': '2026-06-01T08:00:00Z', 'end': null}}
            """;

    private static Scene scene() {
        return new Scene("2026-06-01T10:00:00", "Europe/Paris").given(DocumentKind.MONITOR, "cpu", MONITOR);
    }

    @Test
    void aMonitorDeletedWhileAlertingClosesAndTellsItOnce() {
        try (Scene scene = scene()) {
            scene.play("cpu host=a: 40 95, every 60s").notifications();
            scene.deleted(DocumentKind.MONITOR, "cpu");
            List<Alert> alerts = scene.alerts();
            assertThat(alerts.get(alerts.size() - 1).getReason()).isEqualTo("Closed: monitor deleted.");
            scene.expect("06-01 10:03:02 PENDING RECOVERED host:a -> oncall@example.org");
            scene.tickAfter(Duration.ofDays(2)).expect();
        }
    }

    @Test
    void aReminderIsSentWhileItIsBadAndNotDuringADowntime() {
        try (Scene scene = scene()) {
            scene.play("cpu host=a: 40 95x25, every 60s")
                    .expect(
                            "06-01 10:03:00 PENDING TRIGGERED host:a -> oncall@example.org",
                            "06-01 10:13:00 PENDING RENOTIFIED host:a -> oncall@example.org",
                            "06-01 10:23:00 PENDING RENOTIFIED host:a -> oncall@example.org");
            scene.given(DocumentKind.DOWNTIME, "works", ALWAYS).notifications();
            scene.play("cpu host=a: 95x25, every 60s").expect();
        }
    }

    @Test
    void aDowntimeDeletedWhileItHoldsTellsWhatIsStillBad() {
        try (Scene scene = scene()) {
            scene.given(DocumentKind.DOWNTIME, "works", ALWAYS).notifications();
            scene.play("cpu host=a: 40 95x2, every 60s", "cpu host=c: 40 95x2, every 60s")
                    .expect(
                            "06-01 10:03:00 HELD by works TRIGGERED host:a -> oncall@example.org",
                            "06-01 10:03:00 PENDING TRIGGERED host:c -> oncall@example.org");
            scene.deleted(DocumentKind.DOWNTIME, "works");
            scene.expect(
                    "06-01 10:04:02 PENDING TRIGGERED host:a -> oncall@example.org",
                    "06-01 10:04:02 PENDING DOWNTIME -> boss@example.org");
        }
    }

    @Test
    void aLateCorrectionTellsNobody() {
        try (Scene scene = scene()) {
            scene.play("cpu host=a: 40x3, every 60s")
                    .correct("cpu host=a: 99, every 60s", Duration.ofSeconds(60))
                    .expect();
            assertThat(scene.alerts()).isEmpty();
        }
    }

    @Test
    void bytesThatAreNoBandArePutAsideAndJudgingGoesOn() {
        try (Scene scene = scene()) {
            byte[] bytes = {1, 2, 3};
            scene.garbage(bytes).play("cpu host=a: 40 95, every 60s");
            assertThat(scene.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.getReason()).isEqualTo("malformed");
                assertThat(letter.getTopic()).isEqualTo("tidemark.bands");
                assertThat(letter.getValue().array()).isEqualTo(bytes);
            });
            scene.expect("06-01 10:03:00 PENDING TRIGGERED host:a -> oncall@example.org");
        }
    }

    @Test
    void aMonitorSaysWhatItsMessagesShow() {
        String json = "{'name': 'CPU', 'type': 'query alert', 'query': 'avg(last_1m):avg:cpu{*} by {host} > 90',"
                + " 'message': 'High.\\n@oncall@example.org', 'options': {'new_group_delay': 0, %s}}";
        try (Scene scene = new Scene("2026-06-01T10:00:00", "Europe/Paris")) {
            scene.given(
                            DocumentKind.MONITOR,
                            "open",
                            json.formatted("'include_tags': true, 'notification_preset_name': 'show_all'"))
                    .given(
                            DocumentKind.MONITOR,
                            "shut",
                            json.formatted("'include_tags': false, 'notification_preset_name': 'hide_all'"))
                    .play("cpu host=a: 40 95, every 60s");
            for (Notification one : scene.notifications()) {
                boolean open = one.getMonitorId().equals("open");
                assertThat(one.getRecipient()).as("told all the same").isEqualTo("oncall@example.org");
                assertThat(one.getSubject()).isEqualTo(open ? "[Triggered on {host:a}] CPU" : "[Triggered] CPU");
                assertThat(one.getBody()).isEqualTo(open ? "High.\n@oncall@example.org" : "High.");
                assertThat(one.getFacts().toString().contains("avg:cpu{*}")).isEqualTo(open);
                assertThat(one.getGraph().getTitle().contains("avg:cpu{*}")).isEqualTo(open);
            }
        }
    }

    @Test
    void theSameLogGivesTheSameRecordsByteForByte() {
        assertThat(run()).isEqualTo(run());
    }

    private static List<String> run() {
        Wire wire = Wire.singleObject();
        try (Scene scene = scene()) {
            scene.given(DocumentKind.DOWNTIME, "works", ALWAYS);
            scene.play("cpu host=a: 40 95x14 40, every 60s", "cpu host=c: 95 40x9 95, every 60s");
            List<String> records = new java.util.ArrayList<>();
            scene.alerts()
                    .forEach(a -> records.add(hex(wire.serializer(Alert.class).serialize("", a))));
            scene.notifications()
                    .forEach(n ->
                            records.add(hex(wire.serializer(Notification.class).serialize("", n))));
            scene.events()
                    .forEach(e -> records.add(hex(wire.serializer(Event.class).serialize("", e))));
            assertThat(records).hasSizeGreaterThan(10);
            return records;
        }
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    @Test
    void theTopologyIsTheOneThatWasReviewed() throws IOException {
        String described = AlertingTopology.build(
                        Topics.PREFIX,
                        Wire.singleObject(),
                        new ChangeLog(),
                        Scene.MARGIN,
                        new MessageTemplates(),
                        new SimpleMeterRegistry())
                .describe()
                .toString();
        Path golden = Path.of("src", "test", "resources", "topology.txt");
        if (Boolean.getBoolean("golden.renew")) {
            Files.writeString(golden, described);
        }
        assertThat(described)
                .as("renew with -Dgolden.renew=true, and review")
                .isEqualToNormalizingNewlines(Files.readString(golden));
    }
}
