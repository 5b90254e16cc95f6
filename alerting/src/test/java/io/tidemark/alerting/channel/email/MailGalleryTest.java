package io.tidemark.alerting.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.Fact;
import io.tidemark.avro.Graph;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.wire.Wire;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One mail of each kind as people get it, written to {@code target/mails} to be looked at: {@code KIND.html} with its picture inside, and
 * {@code KIND.txt}. What every one of them must have is checked here.
 */
class MailGalleryTest {

    private static final Instant AT = Instant.parse("2026-11-22T14:43:27Z");

    static {
        Wire.singleObject(); // makes Avro trust our records, as it does in every service
    }

    @ParameterizedTest
    @EnumSource(NotificationKind.class)
    void everyKindOfMailSaysWhatWhenAndWhereToLookInTextAndInHtml(NotificationKind kind) throws Exception {
        EmailComposer composer = new EmailComposer(
                EmailIdentity.of("tidemark@example.org").withConsole(URI.create("https://tidemark.example.org")));
        ComposedMail mail =
                composer.compose(sample(kind), new EmailAddress("ops@example.org"), EmailComposer.Form.FULL);
        MimeMessage message =
                new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail.bytes()));
        MailFaces shown = MailFaces.of(message);
        shown.write(kind.name());
        String text = shown.text();
        String html = shown.html();

        for (String part : List.of(text, html)) {
            assertThat(part)
                    .contains("https://tidemark.example.org/")
                    .contains("2026")
                    .contains("ops@example.org");
        }
        assertThat(text.lines().mapToInt(String::length).max().orElse(0)).isLessThan(1_000);
        assertThat(html)
                .contains("prefers-color-scheme: dark")
                .contains("width=device-width")
                .doesNotContain("<script")
                .doesNotContain("http://");
    }

    private static Notification sample(NotificationKind kind) {
        boolean incident = switch (kind) {
            case DOWNTIME, DIGEST, EVENT, ANNOTATION -> false;
            default -> true;
        };
        Notification.Builder builder = Notification.newBuilder()
                .setId("n-" + kind)
                .setThread("t-" + kind)
                .setAlertId(incident ? "0a1b2c3d4e5f" : "")
                .setMonitorId(incident ? "checkout-latency" : "")
                .setMonitorName(incident ? "Checkout latency" : "")
                .setGroup(incident ? "host:web-01,region:eu-west-1" : "")
                .setKind(kind)
                .setChannel("email")
                .setRecipient("ops@example.org")
                .setDecidedAt(AT)
                .setState(NotificationState.PENDING)
                .setZone("Europe/Paris");
        return switch (kind) {
            case TRIGGERED ->
                incident(
                        builder,
                        "[P1] [Triggered on {host:web-01,region:eu-west-1}] Checkout latency",
                        "p95 of the checkout on web-01 is 93.4 ms, far above its range.\n\nRunbook: https://runbooks.example.org/checkout\n@ops@example.org",
                        "The share of the last 15 m out of its band is 100 % (alert threshold: >= 80 %).",
                        true);
            case WARNED ->
                incident(
                        builder,
                        "[Warn on {host:web-01,region:eu-west-1}] Checkout latency",
                        "p95 of the checkout on web-01 is creeping up.",
                        "The share of the last 15 m out of its band is 45 % (warning threshold: >= 40 %).",
                        true);
            case RECOVERED ->
                incident(
                        builder,
                        "[Recovered on {host:web-01,region:eu-west-1}] Checkout latency",
                        "Checkout on web-01 is fine again after 17 min. @ops@example.org",
                        "The share of the last 15 m out of its band is 0 % (recovered from the alert at 0 %).",
                        false);
            case NO_DATA ->
                incident(
                        builder,
                        "[No data on {host:web-01,region:eu-west-1}] Checkout latency",
                        "web-01 has not been heard of for ten minutes. Is the agent running?",
                        "No value has arrived for 10 m.",
                        false);
            case RENOTIFIED ->
                incident(
                        builder,
                        "[Re-Triggered on {host:web-01,region:eu-west-1}] Checkout latency",
                        "Still burning. Who is on it? @boss@example.org",
                        "Still alert, for the third time of telling.",
                        true);
            case UNDELIVERED ->
                incident(
                        builder,
                        "[Not delivered] [Triggered on {host:web-01}] Checkout latency",
                        "This could not be delivered to nobody@example.org and was given up.\n\np95 of the checkout on web-01 is 93.4 ms.",
                        "RCPT TO answered 550 5.1.1 no such user",
                        true);
            case DOWNTIME ->
                builder.setSubject("[Downtime scheduled and started] Backups of the shop")
                        .setBody(
                                "From now on notifications of its scope are held back.\n\nBackups of the shop. @ops@example.org")
                        .setFacts(facts(
                                "By",
                                "ann@example.org",
                                "Scope",
                                "env:prod AND host:web-*",
                                "Monitors",
                                "Checkout latency, CPU of the shop, Orders are strange",
                                "Schedule",
                                "FREQ=DAILY at 22:00 for 8 h (Europe/Paris)",
                                "Next window",
                                "Sun 22 Nov 2026 22:00 – Mon 23 Nov 06:00 (Europe/Paris)",
                                "Then",
                                "Mon 23 Nov 2026 22:00 – Tue 24 Nov 06:00 (Europe/Paris)",
                                "Then",
                                "Tue 24 Nov 2026 22:00 – Wed 25 Nov 06:00 (Europe/Paris)",
                                "First recovery",
                                "told",
                                "Still bad at the end",
                                "told when it ends by itself",
                                "Downtime",
                                "nightly-backup"))
                        .build();
            case DIGEST ->
                builder.setSubject("[Digest] 214 alerts in 5 minutes")
                        .setBody(
                                "214 groups of 3 monitors alerted within 5 minutes. The gravest 3:\n\nCPU of the shop on host:web-01: 99.2\nCPU of the shop on host:web-02: 98.7\nCPU of the shop on host:web-03: 98.1\n\nand 211 more.")
                        .setFacts(facts("Alert", "198", "Warn", "16", "Held by downtimes", "12"))
                        .build();
            case EVENT ->
                builder.setSubject("[Event] Deployed checkout 7.4")
                        .setBody(
                                "Release 7.4 of the checkout is out. @ops@example.org please watch the latency.\nhttps://ci.example.org/build/1742")
                        .setFacts(facts(
                                "How grave",
                                "info",
                                "Host",
                                "build-01",
                                "Source",
                                "jenkins",
                                "Tags",
                                "env:prod, service:checkout"))
                        .build();
            case ANNOTATION ->
                builder.setSubject("[Comment] What happened here? @ops@example.org")
                        .setBody("What happened here? @ops@example.org\nLatency doubled, then went back by itself.")
                        .setFacts(facts(
                                "By",
                                "bob@example.org",
                                "From",
                                "2026-11-22T14:10:00Z",
                                "Until",
                                "2026-11-22T14:30:00Z",
                                "Metric",
                                "checkout.latency"))
                        .setGraph(graph(false))
                        .build();
        };
    }

    private static Notification incident(
            Notification.Builder builder, String subject, String body, String reason, boolean out) {
        boolean graph = !reason.startsWith("No value");
        return builder.setSubject(subject)
                .setBody(body)
                .setFacts(
                        facts(
                                "Decision", reason,
                                "Value", "93.4 ms",
                                "Expected", "8.2 to 12.9 ms",
                                "Incident since", "2026-11-22 14:28:00 UTC",
                                "Group", "host:web-01,region:eu-west-1",
                                "Query",
                                        "avg(last_4h):anomalies(p95:checkout.latency{env:prod} by {host,region}, 'robust', 3, direction='above', alert_window='last_15m', interval=60) >= 0.8"))
                .setGraph(graph ? graph(true) : null)
                .build();
    }

    private static List<Fact> facts(String... texts) {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < texts.length; i += 2) {
            facts.add(new Fact(texts[i], texts[i + 1]));
        }
        return facts;
    }

    private static Graph graph(boolean band) {
        List<Long> start = new ArrayList<>();
        List<Double> value = new ArrayList<>();
        List<Float> lower = new ArrayList<>();
        List<Float> upper = new ArrayList<>();
        List<Boolean> out = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            double season = 20 + 8 * Math.sin(i / 15.0);
            boolean high = i > 100 && i < 117;
            start.add(AT.toEpochMilli() - 60_000L * (120 - i));
            value.add(
                    i > 60 && i < 66
                            ? Double.NaN
                            : season + Math.sin(i * 1.7) * 2 + (high ? 55 + 10 * Math.sin(i) : 0));
            lower.add(band ? (float) season - 5 : Float.NaN);
            upper.add(band ? (float) season + 5 : Float.NaN);
            out.add(high);
        }
        return Graph.newBuilder()
                .setTitle("p95:checkout.latency{env:prod} · host:web-01")
                .setStartMillis(start)
                .setValue(value)
                .setLower(lower)
                .setUpper(upper)
                .setAnomalous(out)
                .setThresholds(List.of())
                .setZone("Europe/Paris")
                .build();
    }
}
