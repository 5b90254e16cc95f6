package io.tidemark.alerting.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.Notification;
import io.tidemark.document.DocumentKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: whoever a monitor names learns of its changes where it says {@code notify_audit}, and of none elsewhere. */
final class MonitorAuditTest {

    private static final String MONITOR = """
            {'name': 'CPU of {{host.name}}', 'type': 'query alert', 'message': '%s', 'tags': ['team:a'],
             'query': 'avg(last_1m):avg:cpu{*} by {host}.rollup(avg, 60) > %s', 'options': {'notify_audit': %s}}
            """;

    @Test
    void aChangeIsToldToThoseNamedNowAndBeforeWithWhatWasSaidBefore() {
        try (Scene scene = new Scene("2026-03-27T20:00:00", "Europe/Paris")) {
            scene.given(DocumentKind.MONITOR, "cpu", MONITOR.formatted("Hot. @a@example.org", 90, true), "ann");
            Notification made = only(scene);
            assertThat(made.getSubject()).isEqualTo("[Monitor created] CPU of …");
            assertThat(made.getBody()).startsWith("The monitor was created by ann.");
            assertThat(made.getRecipient()).isEqualTo("a@example.org");
            assertThat(made.getMonitorId()).isEqualTo("cpu");

            scene.given(DocumentKind.MONITOR, "cpu", MONITOR.formatted("Hot. @b@example.org", 80, true), "ben");
            List<Notification> changed = scene.notifications();
            assertThat(changed)
                    .extracting(Notification::getRecipient)
                    .containsExactlyInAnyOrder("a@example.org", "b@example.org");
            assertThat(facts(changed.get(0)))
                    .containsExactly(
                            "By: ben",
                            "Monitor: cpu",
                            "Query: avg(last_1m):avg:cpu{*} by {host}.rollup(avg, 60) > 80",
                            "Query before: avg(last_1m):avg:cpu{*} by {host}.rollup(avg, 60) > 90",
                            "Message: Hot. @b@example.org",
                            "Message before: Hot. @a@example.org");

            scene.deleted(DocumentKind.MONITOR, "cpu", "ann");
            Notification deleted = only(scene);
            assertThat(deleted.getSubject()).isEqualTo("[Monitor deleted] CPU of …");
            assertThat(deleted.getThread()).isEqualTo(made.getThread());
        }
    }

    @Test
    void withoutItNobodyIsTold() {
        try (Scene scene = new Scene("2026-03-27T20:00:00", "Europe/Paris")) {
            String monitor = MONITOR.formatted("Hot. @a@example.org", 90, false);
            scene.given(DocumentKind.MONITOR, "cpu", monitor);
            scene.given(DocumentKind.MONITOR, "cpu", monitor.replace("> 90", "> 80"));
            scene.deleted(DocumentKind.MONITOR, "cpu");
            assertThat(scene.notifications()).isEmpty();
        }
    }

    private static Notification only(Scene scene) {
        List<Notification> mails = scene.notifications();
        assertThat(mails).hasSize(1);
        return mails.get(0);
    }

    private static List<String> facts(Notification mail) {
        return mail.getFacts().stream()
                .map(fact -> fact.getName() + ": " + fact.getText())
                .toList();
    }
}
