package io.tidemark.alerting.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.channel.Secret;
import io.tidemark.alerting.channel.email.EmailIdentity;
import io.tidemark.alerting.channel.email.SmtpChannel;
import io.tidemark.alerting.channel.email.SmtpSettings;
import io.tidemark.alerting.channel.email.SmtpSettings.Encryption;
import io.tidemark.alerting.channel.email.SmtpSettings.Timeouts;
import io.tidemark.avro.Attempt;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.testkit.smtp.ScriptedSmtp;
import io.tidemark.testkit.smtp.SmtpScript;
import io.tidemark.testkit.smtp.TestCertificates;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The matrix of SMTP answers, row by row, from the server's word to the record in the log: a real dialogue with a scripted server, retries in
 * virtual time. Columns: what the server answers at which step; what the try is recorded as; how long it is waited for (seconds, with
 * its jitter); the state; whether an event tells people.
 */
class SmtpMatrixTest {

    private static final Timeouts SHORT =
            new Timeouts(Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofMillis(500));
    private static final Timeouts AMPLE =
            new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
    private static final EmailIdentity IDENTITY = EmailIdentity.of("tidemark@example.org");

    @ParameterizedTest(name = "row {0}: {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            2  | BANNER | <trickle>              | TEMPORARY     |   0.7 |    1 | PENDING | false
            3  | EHLO   | 421 4.3.2 shutting down | TEMPORARY     |   0.7 |    1 | PENDING | false
            4  | BANNER | 554 5.7.1 no service    | CONFIGURATION |   900 |  900 | PENDING | true
            5  | EHLO   | 502 5.5.1 what          | DELIVERED     |     0 |    0 | SENT    | false
            10 | MAIL   | 451 4.3.0 later         | TEMPORARY     |   0.7 |    1 | PENDING | false
            11 | MAIL   | 550 5.7.1 not you       | CONFIGURATION |   300 |  300 | PENDING | true
            12 | RCPT   | 450 4.2.0 greylisted    | TEMPORARY     |    60 |   75 | PENDING | false
            13 | RCPT   | 452 4.5.3 too many      | TEMPORARY     |   0.7 |    1 | PENDING | false
            14 | RCPT   | 550 5.1.1 no such user  | PERMANENT     |     0 |    0 | FAILED  | true
            16 | DATA   | <cut>                   | TEMPORARY     |   0.7 |    1 | PENDING | false
            17 | DOT    | <cut>                   | UNKNOWN       |    10 | 12.5 | PENDING | false
            18 | QUIT   | <cut>                   | DELIVERED     |     0 |    0 | SENT    | false
            19 | DOT    | 451 4.3.0 no room       | TEMPORARY     |   0.7 |    1 | PENDING | false
            23 | BANNER | 2x0 odd                 | TEMPORARY     |   0.7 |    1 | PENDING | false
            """)
    void eachAnswerIsRecordedAndWaitedFor(
            int row, String step, String answer, String outcome, double low, double high, String state, boolean told) {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with(step, answer));
                SmtpChannel channel = channel(server, SHORT)) {
            World world = world(channel);
            world.decide(message("n", "ops@example.org", world));
            world.run(Duration.ofMillis(100));
            Notification record = world.latest("n");
            Attempt attempt = record.getAttempts().get(0);
            assertThat(attempt.getOutcome().name()).as(attempt.getDetail()).isEqualTo(outcome);
            assertThat(record.getState().name()).isEqualTo(state);
            assertThat(world.events.isEmpty()).isEqualTo(!told);
            if (high > 0) {
                double waits = Duration.between(attempt.getAt(), record.getNextAttempt())
                                .toMillis()
                        / 1_000.0;
                assertThat(waits).isBetween(low, high);
            } else {
                assertThat(record.getNextAttempt()).isNull();
            }
        }
    }

    @Test
    void row1aNameThatIsNotKnownIsTriedAgainAtOnceThenLessOftenAndGivenUpAfterADay() {
        SmtpSettings nowhere =
                SmtpSettings.of("no-such-host.invalid", 25, Encryption.OFF).withTimeouts(SHORT);
        try (SmtpChannel channel = new SmtpChannel(nowhere, IDENTITY, Optional.empty())) {
            World world = world(channel);
            world.decide(message("n", "ops@example.org", world));
            world.run(Duration.ofSeconds(60));
            assertThat(world.tries.get("n")).as("1, 2, 4, 8, 16, 20 s").isBetween(5, 8);
            world.run(Duration.ofHours(25), Duration.ofHours(1));
            assertThat(world.latest("n").getState()).isEqualTo(NotificationState.FAILED);
            assertThat(world.events)
                    .singleElement()
                    .satisfies(event -> assertThat(event.getText()).contains("given up after 24 h"));
        }
    }

    @Test
    void row6WithoutTheStarttlsThatIsRequiredNothingIsSentAndEverythingWaits() {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly())) {
            assertHeldByConfiguration(
                    server,
                    SmtpSettings.of("localhost", server.port(), Encryption.REQUIRED)
                            .withTimeouts(AMPLE),
                    Optional.empty(),
                    "does not offer STARTTLS");
        }
    }

    @Test
    void row7ACertificateThatDoesNotCheckIsNamedAndNothingIsSent() {
        TestCertificates expired = TestCertificates.forName("localhost", 10, 5);
        TestCertificates another = TestCertificates.forName("mail.example.org", 1, 10);
        for (TestCertificates certificate : new TestCertificates[] {expired, another}) {
            try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().withTls(certificate.serverContext()))) {
                assertHeldByConfiguration(
                        server,
                        SmtpSettings.of("localhost", server.port(), Encryption.REQUIRED)
                                .withTimeouts(AMPLE),
                        Optional.of(certificate),
                        "certificate of CN=");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"534 5.7.9 too weak", "535 5.7.8 bad credentials"})
    void row8ARefusedLoginIsTriedOnceInFiveMinutes(String answer) {
        SmtpScript script =
                SmtpScript.friendly().with("EHLO", "250-s\r\n250 AUTH PLAIN").with("AUTH", answer);
        try (ScriptedSmtp server = ScriptedSmtp.start(script)) {
            assertHeldByConfiguration(
                    server,
                    SmtpSettings.of("localhost", server.port(), Encryption.OFF)
                            .withTimeouts(AMPLE)
                            .withLogin("robot", Secret.of("hunter2")),
                    Optional.empty(),
                    answer);
        }
    }

    @Test
    void row9ALoginThatIsPutOffIsTriedAgainSoon() {
        SmtpScript script =
                SmtpScript.friendly().with("EHLO", "250-s\r\n250 AUTH PLAIN").with("AUTH", "454 4.7.0 later");
        try (ScriptedSmtp server = ScriptedSmtp.start(script);
                SmtpChannel channel = new SmtpChannel(
                        SmtpSettings.of("localhost", server.port(), Encryption.OFF)
                                .withTimeouts(AMPLE)
                                .withLogin("robot", Secret.of("hunter2")),
                        IDENTITY,
                        Optional.empty())) {
            World world = world(channel);
            world.decide(message("n", "ops@example.org", world));
            world.run(Duration.ofSeconds(3));
            assertThat(world.tries.get("n")).isGreaterThan(1);
            assertThat(world.events).isEmpty();
        }
    }

    /** One recipient a mail: an accepted one has it at once, a greylisted one alone after a minute, whatever becomes of the others. */
    @Test
    void row12SomeAcceptedSomePutOffSomeRefusedAreIndependent() {
        try (ScriptedSmtp taking = ScriptedSmtp.start(SmtpScript.friendly());
                ScriptedSmtp greylisting =
                        ScriptedSmtp.start(SmtpScript.friendly().with("RCPT", "451 4.7.1 wait"));
                ScriptedSmtp refusing = ScriptedSmtp.start(SmtpScript.friendly().with("RCPT", "550 5.1.1 nobody"));
                SmtpChannel accepted = channel(taking, AMPLE);
                SmtpChannel put = channel(greylisting, AMPLE);
                SmtpChannel refused = channel(refusing, AMPLE)) {
            World world = new World(OutboxSettings.DEFAULT, (n, now) -> switch (n.getId()) {
                case "a" -> accepted.send(n);
                case "b" -> put.send(n);
                default -> refused.send(n);
            });
            world.decide(message("a", "a@example.org", world));
            world.decide(message("b", "b@example.org", world));
            world.decide(message("c", "c@example.org", world));
            world.run(Duration.ofSeconds(50));
            assertThat(world.latest("a").getState()).isEqualTo(NotificationState.SENT);
            assertThat(world.latest("c").getState()).isEqualTo(NotificationState.FAILED);
            assertThat(world.tries).containsEntry("a", 1).containsEntry("b", 1).containsEntry("c", 1);
            world.run(Duration.ofMinutes(30), Duration.ofSeconds(1));
            assertThat(world.tries.get("b")).as("after 1, 5, 15 minutes").isBetween(3, 4);
        }
    }

    @Test
    void row15WhereAllAreRefusedTheFallbackIsTold() {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with("RCPT", "550 5.1.1 nobody"));
                SmtpChannel channel = channel(server, AMPLE)) {
            World world = new World(
                    OutboxSettings.DEFAULT.withFallback(
                            Optional.of(new io.tidemark.alerting.template.Handles.Handle("webhook", "chat"))),
                    (n, now) -> n.getChannel().equals("webhook")
                            ? io.tidemark.alerting.channel.Delivery.delivered("ok")
                            : channel.send(n));
            world.decide(message("n", "ops@example.org", world));
            world.run(Duration.ofSeconds(5));
            assertThat(world.told).singleElement().satisfies(told -> {
                assertThat(told.message().getKind()).isEqualTo(NotificationKind.UNDELIVERED);
                assertThat(told.message().getRecipient()).isEqualTo("chat");
                assertThat(told.message().getFacts().toString()).contains("550 5.1.1 nobody");
            });
            assertThat(world.latest("n").getState()).isEqualTo(NotificationState.FAILED);
            assertThat(world.latest("undelivered-n").getState()).isEqualTo(NotificationState.SENT);
        }
    }

    @Test
    void row20WhatIsTooBigGoesOutOnceMoreAsShortText() {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with("EHLO", "250-s\r\n250 SIZE 1200"));
                SmtpChannel channel = channel(server, AMPLE)) {
            World world = world(channel);
            world.decide(message("n", "ops@example.org", world));
            world.run(Duration.ofMillis(200));
            assertThat(world.latest("n").getState()).isEqualTo(NotificationState.SENT);
            assertThat(server.mails()).singleElement().asString().doesNotContain("multipart");
        }
    }

    @Test
    void row21RefusedContentGoesOutOnceMorePlainThenFailsAndIsTold() {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with("DOT", "554 5.7.1 spam"));
                SmtpChannel channel = channel(server, AMPLE)) {
            World world = world(channel);
            world.decide(message("n", "ops@example.org", world));
            world.run(Duration.ofMinutes(5), Duration.ofSeconds(1));
            assertThat(world.latest("n").getState()).isEqualTo(NotificationState.FAILED);
            assertThat(server.mails()).hasSize(2);
            assertThat(world.events).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"lines", "line"})
    void row22AReplyWithoutEndIsCutAndTriedAgain(String kind) {
        String endless =
                kind.equals("line") ? "220 " + "x".repeat(10_000_000) : "220-more\r\n".repeat(2_000) + "220 end";
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly().with("BANNER", endless));
                SmtpChannel channel = channel(server, AMPLE)) {
            World world = world(channel);
            world.decide(message("n", "ops@example.org", world));
            world.run(Duration.ofMillis(100));
            assertThat(world.latest("n").getState()).isEqualTo(NotificationState.PENDING);
            assertThat(world.latest("n").getAttempts().get(0).getDetail()).contains("longer than 8192 bytes");
        }
    }

    /** What nobody can see from here: accepted and never arriving. The record says what the server said, and no more. */
    @Test
    void row24AnAcceptedMailIsRecordedWithTheServersWord() {
        try (ScriptedSmtp server = ScriptedSmtp.start(SmtpScript.friendly());
                SmtpChannel channel = channel(server, AMPLE)) {
            World world = world(channel);
            world.decide(message("n", "ops@example.org", world));
            world.run(Duration.ofMinutes(1), Duration.ofSeconds(1));
            assertThat(world.latest("n").getAttempts())
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.getDetail()).contains("250 2.0.0 queued"));
            assertThat(server.mails()).hasSize(1);
        }
    }

    private static void assertHeldByConfiguration(
            ScriptedSmtp server, SmtpSettings settings, Optional<TestCertificates> trusted, String detail) {
        try (SmtpChannel channel = new SmtpChannel(settings, IDENTITY, trusted.map(TestCertificates::trusted))) {
            World world = world(channel);
            world.decide(message("n", "ops@example.org", world));
            world.decide(message("m", "other@example.org", world));
            world.run(Duration.ofMinutes(4), Duration.ofSeconds(1));
            assertThat(server.mails()).isEmpty();
            assertThat(world.tries.values().stream().mapToInt(Integer::intValue).sum())
                    .as("those that were under way at once, and no more for five minutes")
                    .isLessThanOrEqualTo(2);
            Notification tried = world.latest("n").getAttempts().isEmpty() ? world.latest("m") : world.latest("n");
            assertThat(tried.getState()).isEqualTo(NotificationState.PENDING);
            assertThat(tried.getAttempts().get(0).getDetail()).contains(detail);
            assertThat(world.events).as("told once").hasSize(1);
        }
    }

    private static World world(SmtpChannel channel) {
        return new World(OutboxSettings.DEFAULT, (n, now) -> channel.send(n));
    }

    private static SmtpChannel channel(ScriptedSmtp server, Timeouts timeouts) {
        return new SmtpChannel(
                SmtpSettings.of("127.0.0.1", server.port(), Encryption.OFF).withTimeouts(timeouts),
                IDENTITY,
                Optional.empty());
    }

    private static Notification.Builder message(String id, String to, World world) {
        return Notifications.of(id, id, NotificationKind.TRIGGERED, world.now).setRecipient(to);
    }
}
