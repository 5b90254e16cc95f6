package io.tidemark.alerting.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.acceptance.Scene;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.document.DocumentKind;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A check that returns 1 to 99 at random: warning above 75, alert above 90, no data after 10 minutes, nights and weekends quiet.
 * The first mail of each kind and subject goes to {@code target/mails/seed-*.html}, to be looked at.
 */
final class SeedMailsTest {

    private static final String MONITOR = """
            {'name': 'CPU is high on {{host.name}}', 'type': 'query alert',
             'query': 'avg(last_5m):avg:my_metric{*} by {host} > 90',
             'message': '{{#is_alert}}my_metric on {{host.name}} is at {{value}}: act now. @oncall@example.org{{/is_alert}}            {{#is_warning}}my_metric on {{host.name}} is at {{value}}: have a look. @oncall@example.org{{/is_warning}}            {{#is_no_data}}Not a word from {{host.name}} for 10 minutes. @oncall@example.org{{/is_no_data}}            {{#is_recovery}}{{host.name}} is well again, at {{value}}. @oncall@example.org{{/is_recovery}}',
             'tags': ['team:web'],
             'options': {'thresholds': {'critical': 90, 'warning': 75}, 'notify_no_data': true, 'no_data_timeframe': 10,
                         'new_group_delay': 0, 'renotify_interval': 20}}
            """;

    private static final String NIGHTLY = """
            {'monitor_identifier': {'monitor_tags': ['team:web']}, 'scope': '*', 'message': 'Nights are quiet. @team@example.org',
             'schedule': {'timezone': 'Europe/Paris', 'recurrences': [
               {'start': '2026-01-01T19:00:00', 'duration': '14h', 'rrule': 'FREQ=DAILY;INTERVAL=1'}]}}
            """;

    private static final String WEEKEND = """
            {'monitor_identifier': {'monitor_tags': ['*']}, 'scope': 'host:*', 'message': 'Weekends are quiet. @team@example.org',
             'schedule': {'timezone': 'Europe/Paris', 'recurrences': [
               {'start': '2026-01-03T00:00:00', 'duration': '1d', 'rrule': 'FREQ=WEEKLY;BYDAY=SA,SU'}]}}
            """;

    @Test
    void eachMailOfTheSeedsStorySaysItsOwnThing() throws Exception {
        List<Notification> told = new ArrayList<>();
        try (Scene scene = new Scene("2026-06-01T14:00:00", "Europe/Paris")) {
            scene.given(DocumentKind.MONITOR, "my_metric", MONITOR)
                    .given(DocumentKind.DOWNTIME, "nightly", NIGHTLY, "ann@example.org")
                    .given(DocumentKind.DOWNTIME, "weekend", WEEKEND, "ann@example.org");
            // An hour at random, an hour of calm, then a warning, an alert with reminders, well again, and silence.
            scene.play("my_metric host=web-01: " + random(60, 1, 99) + random(70, 1, 70) + random(10, 78, 89)
                    + random(30, 92, 99) + random(30, 1, 70) + "_x14 " + random(10, 1, 70) + ", every 60s");
            scene.until("2026-06-01T19:05:00");
            scene.given(DocumentKind.DOWNTIME, "nightly", NIGHTLY.replace("14h", "13h"), "ann@example.org")
                    .until("2026-06-02T08:05:00")
                    .deleted(DocumentKind.DOWNTIME, "weekend");
            told.addAll(scene.notifications());
        }
        EmailComposer composer = new EmailComposer(
                EmailIdentity.of("tidemark@example.org").withConsole(URI.create("https://tidemark.example.org")));
        Map<String, Notification> first = new LinkedHashMap<>();
        for (Notification one : told) {
            if (one.getState() == NotificationState.PENDING) {
                String subject = one.getSubject().replaceAll("[^A-Za-z]+", "-");
                first.putIfAbsent(one.getKind() + "-" + subject.substring(0, Math.min(24, subject.length())), one);
            }
        }
        List<String> bodies = new ArrayList<>();
        for (Map.Entry<String, Notification> one : first.entrySet()) {
            ComposedMail mail = composer.compose(
                    one.getValue(), new EmailAddress(one.getValue().getRecipient()), EmailComposer.Form.FULL);
            MailFaces shown = MailFaces.of(
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail.bytes())));
            shown.write("seed-" + one.getKey());
            bodies.add(one.getValue().getBody());
            boolean ofTheMonitor = one.getValue().getKind() != NotificationKind.DOWNTIME;
            assertThat(shown.pictured()).as("picture of %s", one.getKey()).isEqualTo(ofTheMonitor);
            assertThat(shown.text()).contains(one.getValue().getRecipient()).doesNotContain("{{", "is at :", "is at ,");
        }
        assertThat(first.values())
                .extracting(Notification::getKind)
                .contains(
                        NotificationKind.WARNED,
                        NotificationKind.TRIGGERED,
                        NotificationKind.RENOTIFIED,
                        NotificationKind.RECOVERED,
                        NotificationKind.NO_DATA,
                        NotificationKind.DOWNTIME);
        assertThat(bodies.toString())
                .contains("act now", "have a look", "Not a word from web-01", "is well again", "Nights are quiet.");
    }

    private static String random(int minutes, int from, int to) {
        SplittableRandom random = new SplittableRandom(minutes * 100L + from);
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < minutes; i++) {
            script.append(random.nextInt(from, to + 1)).append(' ');
        }
        return script.toString();
    }
}
