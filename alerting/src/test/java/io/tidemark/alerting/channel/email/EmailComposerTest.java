package io.tidemark.alerting.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.email.SmtpSettings.Encryption;
import io.tidemark.alerting.outbox.Notifications;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Graph;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.Outcome;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mail as people and their programs get it. */
class EmailComposerTest {

    private static final Instant AT = Instant.parse("2026-11-22T14:43:27Z");
    private static final EmailAddress OPS = new EmailAddress("ops@example.org");
    private final EmailIdentity identity =
            EmailIdentity.of("tidemark@example.org").withConsole(URI.create("https://console.example.org/"));

    @Test
    void aMailHasTextHtmlAndThePictureInline() throws Exception {
        MimeMessage mail = parsed(compose(sample().build()));
        Multipart alternative = (Multipart) mail.getContent();
        assertThat(alternative.getContentType()).startsWith("multipart/alternative");
        assertThat(alternative.getBodyPart(0).isMimeType("text/plain")).isTrue();
        Multipart related = (Multipart) alternative.getBodyPart(1).getContent();
        assertThat(related.getContentType()).startsWith("multipart/related");
        BodyPart image = related.getBodyPart(1);
        assertThat(image.getContentType()).startsWith("image/png");
        String contentId = image.getHeader("Content-ID")[0];
        String html = (String) related.getBodyPart(0).getContent();
        assertThat(html).contains("src=\"cid:" + contentId.substring(1, contentId.length() - 1) + "\"");
        assertThat(ImageIO.read(image.getInputStream()).getWidth()).isEqualTo(1280);
    }

    @Test
    void textAndHtmlBothSayStateTimeMessageFactsAndWhereToLook() throws Exception {
        Multipart alternative = (Multipart) parsed(compose(sample().build())).getContent();
        String text = (String) alternative.getBodyPart(0).getContent();
        String html = (String) ((Multipart) alternative.getBodyPart(1).getContent())
                .getBodyPart(0)
                .getContent();
        for (String part : List.of(text, html)) {
            assertThat(part)
                    .contains("ALERT")
                    .contains("Sun 22 Nov 2026, 15:43:27 +01:00 (Europe/Paris)")
                    .contains("Latency is out of its range.")
                    .contains("Expected")
                    .contains("8.2 to 12.9 ms")
                    .contains("https://console.example.org/alerts/alert-n1");
        }
        assertThat(text).startsWith("ALERT: Latency of checkout");
    }

    @Test
    void theSameNotificationGivesTheSameBytesAndTheSameMessageId() throws Exception {
        ComposedMail first = compose(sample().build());
        assertThat(compose(sample().build()).bytes()).isEqualTo(first.bytes());
        assertThat(first.messageId()).isEqualTo("<n1@example.org>");
        assertThat(parsed(first).getMessageID()).isEqualTo("<n1@example.org>");
    }

    @Test
    void messagesOfOneIncidentThreadAndSayThatAMachineWroteThem() throws Exception {
        MimeMessage open = parsed(compose(sample().build()));
        MimeMessage close = parsed(
                compose(sample().setId("n2").setKind(NotificationKind.RECOVERED).build()));
        assertThat(open.getHeader("References")).isEqualTo(close.getHeader("References"));
        assertThat(open.getHeader("In-Reply-To", null)).isEqualTo("<thread-t1@example.org>");
        assertThat(open.getMessageID()).isNotEqualTo(close.getMessageID());
        assertThat(open.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
        assertThat(open.getHeader("List-Id", null)).isEqualTo("<cpu.monitors.example.org>");
        assertThat(open.getSentDate().toInstant()).isEqualTo(AT);
    }

    @Test
    void aLineBreakInTheSubjectAddsNoHeaderAndNoRecipient() throws Exception {
        ComposedMail mail = compose(sample().setSubject("x\r\nBcc: a@b\nTo: c@d")
                .setThread("t\r\nBcc: e@f")
                .build());
        MimeMessage message = parsed(mail);
        assertThat(message.getSubject()).isEqualTo("x Bcc: a@b To: c@d");
        assertThat(message.getAllRecipients()).hasSize(1);
        assertThat(message.getHeader("Bcc")).isNull();
    }

    @Test
    void aLongSubjectInOtherLettersIsEncodedFoldedAndCutAtTwoHundredCharacters() throws Exception {
        ComposedMail mail =
                compose(sample().setSubject("überlänge ".repeat(200)).build());
        String headers = new String(mail.bytes(), StandardCharsets.US_ASCII).split("\r\n\r\n", 2)[0];
        assertThat(headers.lines()
                        .allMatch(line -> line.length() <= 100 && line.chars().allMatch(c -> c < 127)))
                .isTrue();
        String subject = parsed(mail).getSubject();
        assertThat(subject).startsWith("überlänge überlänge").hasSize(200).endsWith("…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "\" onload=\"x", "</style><img src=x>", "'><b>"})
    void markupInATagOrMessageIsTextInTheHtml(String attack) throws Exception {
        String html = html(compose(sample().setBody("Host " + attack)
                .setSubject("S " + attack)
                .setGroup("host:" + attack)
                .setFacts(List.of(new Fact(attack, attack)))
                .build()));
        assertThat(html).doesNotContain(attack).contains(EmailHtml.escaped(attack));
    }

    @Test
    void onlyWebAddressesCanBeFollowed() throws Exception {
        String html = html(compose(sample().setBody(
                        "javascript:alert(1) data:text/html,x file:///etc/passwd https://a.example.org/x?y=1&z=2.")
                .build()));
        assertThat(html)
                .contains("<a href=\"https://a.example.org/x?y=1&amp;z=2\"")
                .contains("javascript:alert(1) data:text/html,x file:///etc/passwd")
                .doesNotContain("href=\"javascript")
                .doesNotContain("href=\"data")
                .doesNotContain("href=\"file");
    }

    @Test
    void lettersThatHideOrTurnTheTextAreShownAsCodes() throws Exception {
        ComposedMail mail = compose(sample().setSubject("pay\u202Egpj.exe")
                .setBody("zero\u200Bwidth \uFEFF and \u0007, but \u0646\u0645\u200C\u06CC and 👩\u200D💻 stay")
                .build());
        assertThat(parsed(mail).getSubject()).isEqualTo("pay\\u{202E}gpj.exe");
        assertThat(html(mail))
                .contains("zero\\u{200B}width \\u{FEFF} and \\u{7}, but \u0646\u0645\u200C\u06CC and 👩\u200D💻 stay");
    }

    @Test
    void withoutAGraphOrWithABrokenOneTheMailGoesOutWithoutPicture() throws Exception {
        assertThat(compose(sample().setGraph(null).build()).pictured()).isFalse();
        Graph broken = sample().getGraph();
        broken.getValue().remove(0);
        ComposedMail mail = compose(sample().setGraph(broken).build());
        assertThat(mail.pictured()).isFalse();
        assertThat(new String(mail.bytes(), StandardCharsets.UTF_8)).doesNotContain("cid:");
    }

    /** The way through a real server of somebody else's making. */
    @Test
    void greenMailGetsTheMailThatWasComposed() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        SmtpSettings settings = SmtpSettings.of("127.0.0.1", server.getSmtp().getPort(), Encryption.OPTIONAL);
        try (SmtpChannel channel = new SmtpChannel(settings, identity, Optional.empty())) {
            Delivery delivery = channel.send(sample().build());
            assertThat(delivery.outcome()).as(delivery.detail()).isEqualTo(Outcome.DELIVERED);
            MimeMessage got = new MimeMessage(server.getReceivedMessages()[0]);
            assertThat(got.getMessageID()).isEqualTo("<n1@example.org>");
            assertThat(got.getSubject()).isEqualTo("[Triggered on {host:a}] Latency of checkout");
            Multipart related =
                    (Multipart) ((Multipart) got.getContent()).getBodyPart(1).getContent();
            assertThat(related.getBodyPart(1).getHeader("Content-ID")).isNotEmpty();
        } finally {
            server.stop();
        }
    }

    static Notification.Builder sample() {
        List<Long> starts = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        List<Boolean> marks = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            boolean out = i > 100 && i < 112;
            starts.add(AT.toEpochMilli() - (120 - i) * 60_000L);
            values.add(out ? 19.0 : 10 + Math.sin(i / 9.0));
            marks.add(out);
        }
        Graph graph = Graph.newBuilder()
                .setTitle("avg:app.latency{service:checkout,host:a}")
                .setStartMillis(starts)
                .setValue(values)
                .setLower(new ArrayList<>(Collections.nCopies(120, 8.2f)))
                .setUpper(new ArrayList<>(Collections.nCopies(120, 12.9f)))
                .setAnomalous(marks)
                .setZone("Europe/Paris")
                .build();
        return Notifications.of("n1", "t1", NotificationKind.TRIGGERED, AT)
                .setSubject("[Triggered on {host:a}] Latency of checkout")
                .setBody(
                        "Latency is out of its range.\n\nRunbook: https://runbooks.example.org/latency\n@ops@example.org")
                .setFacts(List.of(
                        new Fact("Value", "19 ms"),
                        new Fact("Expected", "8.2 to 12.9 ms, usually 10.4 ms at this time of a Sunday"),
                        new Fact("First out of band", "2026-11-22 15:24:27 +01:00, 11 of the last 15 buckets")))
                .setGraph(graph);
    }

    private ComposedMail compose(Notification notification) {
        return new EmailComposer(identity).compose(notification, OPS, EmailComposer.Form.FULL);
    }

    private static MimeMessage parsed(ComposedMail mail) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail.bytes()));
    }

    private static String html(ComposedMail mail) throws Exception {
        Multipart alternative = (Multipart) parsed(mail).getContent();
        Multipart related = (Multipart) alternative.getBodyPart(1).getContent();
        return (String) related.getBodyPart(0).getContent();
    }
}
