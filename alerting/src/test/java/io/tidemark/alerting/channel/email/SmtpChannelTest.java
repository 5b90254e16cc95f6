package io.tidemark.alerting.channel.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.alerting.channel.Secret;
import io.tidemark.alerting.channel.email.SmtpSettings.Encryption;
import io.tidemark.alerting.channel.email.SmtpSettings.Timeouts;
import io.tidemark.alerting.outbox.Notifications;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.Outcome;
import io.tidemark.testkit.smtp.ScriptedSmtp;
import io.tidemark.testkit.smtp.SmtpScript;
import io.tidemark.testkit.smtp.TestCertificates;
import java.io.IOException;
import java.net.ServerSocket;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of SMTP answers, one recipient a message, against a scripted server. */
class SmtpChannelTest {

    private static final Timeouts SHORT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(300));
    private static final Timeouts AMPLE =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static TestCertificates localhost;

    @BeforeAll
    static void makeACertificate() {
        localhost = TestCertificates.forName("localhost", 1, 10);
    }

    private static final Instant AT = Instant.parse("2026-11-22T14:43:27Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    BANNER | 421 4.3.2 shutting down           | TEMPORARY     | SERVER
                    BANNER | 554 5.7.1 no service for you      | CONFIGURATION | SERVER
                    BANNER | hello there                       | TEMPORARY     | SERVER
                    BANNER | 2x0 odd                           | TEMPORARY     | SERVER
                    BANNER | <cut>                             | TEMPORARY     | SERVER
                    EHLO   | 421 4.3.2 shutting down           | TEMPORARY     | SERVER
                    EHLO   | <cut>                             | TEMPORARY     | SERVER
                    MAIL   | 451 4.3.0 try later               | TEMPORARY     | SERVER
                    MAIL   | 421 4.3.0 closing                 | TEMPORARY     | SERVER
                    MAIL   | 550 5.7.1 sender not allowed      | CONFIGURATION | SERVER
                    RCPT   | 450 4.2.0 greylisted              | TEMPORARY     | RECIPIENT
                    RCPT   | 451 4.7.1 greylisted              | TEMPORARY     | RECIPIENT
                    RCPT   | 452 4.5.3 too many recipients     | TEMPORARY     | MESSAGE
                    RCPT   | 421 4.7.0 too many errors         | TEMPORARY     | SERVER
                    RCPT   | 550 5.1.1 no such user            | PERMANENT     | RECIPIENT
                    RCPT   | 551 5.1.6 user moved              | PERMANENT     | RECIPIENT
                    RCPT   | 553 5.1.3 bad mailbox name        | PERMANENT     | RECIPIENT
                    RCPT   | 530 5.7.0 authentication required | CONFIGURATION | SERVER
                    DATA   | 451 4.3.0 no disk                 | TEMPORARY     | MESSAGE
                    DATA   | <cut>                             | TEMPORARY     | SERVER
                    DOT    | 451 4.3.0 try later               | TEMPORARY     | MESSAGE
                    DOT    | 421 4.3.0 closing                 | TEMPORARY     | SERVER
                    DOT    | <cut>                             | UNKNOWN       | MESSAGE
                    DOT    | what                              | UNKNOWN       | MESSAGE
                    QUIT   | <cut>                             | DELIVERED     | MESSAGE
                    QUIT   | 421 4.3.0 gone                    | DELIVERED     | MESSAGE
                    """)
    void eachAnswerHasItsClassAndItsReach(String step, String answer, Outcome outcome, Reach reach) {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with(step, answer))) {
            Delivery delivery = send(server, settings(server));
            assertThat(delivery.outcome()).as(delivery.detail()).isEqualTo(outcome);
            assertThat(delivery.reach()).as(delivery.detail()).isEqualTo(reach);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatTakesItHasItAsComposed() {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly())) {
            Delivery delivery = send(server, settings(server));
            assertThat(delivery.outcome()).isEqualTo(Outcome.DELIVERED);
            assertThat(delivery.detail()).contains("250 2.0.0 queued");
            ComposedMail mail = new EmailComposer(EmailIdentity.of("tidemark@example.org"))
                    .compose(notification(), new EmailAddress("ops@example.org"), EmailComposer.Form.FULL);
            assertThat(server.mails())
                    .containsExactly(new String(mail.bytes(), java.nio.charset.StandardCharsets.UTF_8));
            assertThat(server.heard())
                    .containsExactly(
                            "EHLO localhost",
                            "MAIL FROM:<tidemark@example.org> SIZE=" + mail.bytes().length,
                            "RCPT TO:<ops@example.org>",
                            "DATA",
                            "QUIT");
        }
    }

    @Test
    void aPortThatRefusesIsTemporary() throws IOException {
        int port;
        try (ServerSocket gone = new ServerSocket(0)) {
            port = gone.getLocalPort();
        }
        Delivery delivery =
                send(SmtpSettings.of("127.0.0.1", port, Encryption.OFF).withTimeouts(SHORT), Optional.empty());
        assertThat(delivery.outcome()).isEqualTo(Outcome.TEMPORARY);
        assertThat(delivery.detail()).contains("127.0.0.1:" + port);
    }

    @Test
    void aNameThatIsNotKnownIsTemporary() {
        Delivery delivery =
                send(SmtpSettings.of("no-such-host.invalid", 25, Encryption.OFF).withTimeouts(SHORT), Optional.empty());
        assertThat(delivery.outcome()).isEqualTo(Outcome.TEMPORARY);
        assertThat(delivery.reach()).isEqualTo(Reach.SERVER);
    }

    @ParameterizedTest
    @CsvSource({"BANNER,<hang>", "BANNER,<trickle>", "EHLO,<trickle>", "MAIL,<hang>", "RCPT,<trickle>", "DATA,<hang>"})
    void aStepHasADeadlineThatNoTrickleExtends(String step, String answer) {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with(step, answer))) {
            long start = System.nanoTime();
            Delivery delivery = send(server, settings(server).withTimeouts(SHORT));
            assertThat(delivery.outcome()).isEqualTo(Outcome.TEMPORARY);
            assertThat(delivery.detail()).contains("no answer within 0.3 s");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void noAnswerToTheCompleteMessageMayMeanThatItArrived() {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with("DOT", SmtpScript.HANG))) {
            Timeouts impatient = new Timeouts(AMPLE.connect(), AMPLE.command(), Duration.ofMillis(300));
            Delivery delivery = send(server, settings(server).withTimeouts(impatient));
            assertThat(delivery.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(delivery.detail()).contains("no answer within 0.3 s");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines", "line"})
    void aReplyWithoutEndIsCutAtEightKibibytes(String kind) {
        String endless =
                kind.equals("line") ? "220 " + "x".repeat(10_000_000) : "220-more\r\n".repeat(2_000) + "220 end";
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with("BANNER", endless))) {
            Delivery delivery = send(server, settings(server));
            assertThat(delivery.outcome()).isEqualTo(Outcome.TEMPORARY);
            assertThat(delivery.detail()).contains("longer than 8192 bytes");
        }
    }

    @Test
    void aServerThatKnowsOnlyHeloIsServed() {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with("EHLO", "502 5.5.1 what"))) {
            assertThat(send(server, settings(server)).outcome()).isEqualTo(Outcome.DELIVERED);
            assertThat(server.heard()).contains("HELO localhost", "MAIL FROM:<tidemark@example.org>");
        }
    }

    @Test
    void aRefusedBannerIsAskedAgainAfterAQuarterOfAnHour() {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with("BANNER", "554 go away"))) {
            assertThat(send(server, settings(server)).notBefore()).contains(Duration.ofMinutes(15));
        }
    }

    @Test
    void tooBigIsSentOnceMoreAsShortText() {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with("EHLO", "250-s\r\n250 SIZE 1200"))) {
            Delivery delivery = send(server, settings(server));
            assertThat(delivery.outcome()).as(delivery.detail()).isEqualTo(Outcome.DELIVERED);
            assertThat(server.mails()).hasSize(1);
            assertThat(server.mails().get(0)).contains("text/plain").doesNotContain("multipart");
        }
    }

    @Test
    void refusedContentIsSentOnceMorePlainAndThenNeverAgain() {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with("DOT", "554 5.7.1 looks like spam"))) {
            Delivery delivery = send(server, settings(server));
            assertThat(delivery.outcome()).isEqualTo(Outcome.PERMANENT);
            assertThat(server.mails()).hasSize(2);
            assertThat(server.mails().get(0)).contains("https://runbooks.example.org");
            assertThat(server.mails().get(1)).doesNotContain("https://").contains("(link left out)");
        }
    }

    @Test
    void withoutTheStarttlsThatIsRequiredNothingIsSent() {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly())) {
            Delivery delivery = send(server, settings(server, Encryption.REQUIRED));
            assertThat(delivery.outcome()).isEqualTo(Outcome.CONFIGURATION);
            assertThat(delivery.detail()).contains("does not offer STARTTLS");
            assertThat(server.heard()).containsExactly("EHLO localhost");
        }
    }

    @Test
    void aTrustedCertificateIsUsedAndTheLoginTravelsInside() {
        try (ScriptedSmtp server = ScriptedSmtp.start(
                SmtpScript.friendly().withTls(localhost.serverContext()).with("AUTH", "235 2.7.0 welcome"))) {
            SmtpSettings settings = SmtpSettings.of("localhost", server.port(), Encryption.REQUIRED)
                    .withTimeouts(AMPLE)
                    .withLogin("robot", Secret.of("pass word"));
            Delivery delivery = send(settings, Optional.of(localhost.trusted()));
            assertThat(delivery.outcome()).as(delivery.detail()).isEqualTo(Outcome.DELIVERED);
            assertThat(server.heard())
                    .containsSequence("EHLO localhost", "STARTTLS", "EHLO localhost")
                    .contains("AUTH PLAIN " + base64("\0robot\0pass word"));
        }
    }

    @Test
    void aCertificateForAnotherNameIsNamedAndNothingIsSent() {
        assertRefused(localhost, "127.0.0.1");
    }

    @Test
    void anExpiredCertificateIsNamedWithItsDateAndNothingIsSent() {
        assertRefused(TestCertificates.forName("localhost", 10, 5), "localhost");
    }

    private static void assertRefused(TestCertificates certificate, String host) {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().withTls(certificate.serverContext()))) {
            SmtpSettings settings =
                    SmtpSettings.of(host, server.port(), Encryption.REQUIRED).withTimeouts(AMPLE);
            Delivery delivery = send(settings, Optional.of(certificate.trusted()));
            assertThat(delivery.outcome()).as(delivery.detail()).isEqualTo(Outcome.CONFIGURATION);
            assertThat(delivery.detail()).contains("certificate of CN=localhost, valid until 20");
            assertThat(server.mails()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "535 5.7.8 bad credentials, CONFIGURATION",
        "534 5.7.9 mechanism too weak, CONFIGURATION",
        "454 4.7.0 try later, TEMPORARY"
    })
    void aRefusedLoginHoldsEverythingForFiveMinutes(String answer, Outcome outcome) {
        SmtpScript script = SmtpScript.friendly()
                .with("EHLO", "250-s\r\n250 AUTH LOGIN")
                .with("AUTH", "334 VXNlcm5hbWU6")
                .with("AUTH-DATA", answer);
        try (ScriptedSmtp server = ScriptedSmtp.start(script)) {
            Delivery delivery = send(server, settings(server).withLogin("robot", Secret.of("hunter2")));
            assertThat(delivery.outcome()).isEqualTo(outcome);
            assertThat(delivery.detail())
                    .contains(answer)
                    .doesNotContain("hunter2")
                    .doesNotContain(base64("hunter2"));
            if (outcome == Outcome.CONFIGURATION) {
                assertThat(delivery.notBefore()).contains(Duration.ofMinutes(5));
            }
            assertThat(server.heard()).contains(base64("robot"), base64("hunter2"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b, c@d", "a@b\r\nRCPT TO:<c@d>", "nobody", "a@b>", "@b", "a b@c", ""})
    void aRecipientThatIsNotOneAddressIsRefusedBeforeAnythingIsSent(String recipient) {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly());
                SmtpChannel channel = channel(settings(server), Optional.empty())) {
            Notification bad = Notification.newBuilder(notification())
                    .setRecipient(recipient)
                    .build();
            Delivery delivery = channel.send(bad);
            assertThat(delivery.outcome()).isEqualTo(Outcome.PERMANENT);
            assertThat(delivery.detail()).contains("[bad-address]");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aPasswordIsNeverPrintedAndNeverSentInClear() {
        SmtpSettings settings =
                SmtpSettings.of("localhost", 25, Encryption.OFF).withLogin("robot", Secret.of("hunter2"));
        assertThat(settings.toString()).contains("***").doesNotContain("hunter2");
        assertThatThrownBy(() -> SmtpSettings.of("mail.example.org", 25, Encryption.OPTIONAL)
                        .withLogin("robot", Secret.of("hunter2")))
                .hasMessageContaining("[login-in-clear]")
                .hasMessageNotContaining("hunter2");
    }

    private static Delivery send(ScriptedSmtp server, SmtpSettings settings) {
        return send(settings, Optional.empty());
    }

    private static Delivery send(SmtpSettings settings, Optional<KeyStore> trusted) {
        try (SmtpChannel channel = channel(settings, trusted)) {
            return channel.send(notification());
        }
    }

    private static SmtpChannel channel(SmtpSettings settings, Optional<KeyStore> trusted) {
        return new SmtpChannel(settings, EmailIdentity.of("tidemark@example.org"), trusted);
    }

    private static SmtpSettings settings(ScriptedSmtp server) {
        return settings(server, Encryption.OFF);
    }

    private static SmtpSettings settings(ScriptedSmtp server, Encryption encryption) {
        return SmtpSettings.of("127.0.0.1", server.port(), encryption).withTimeouts(AMPLE);
    }

    private static Notification notification() {
        return Notifications.of("n1", "t1", NotificationKind.TRIGGERED, AT)
                .setBody("CPU is high.\n.a line with a dot\nSee https://runbooks.example.org/cpu.")
                .build();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
