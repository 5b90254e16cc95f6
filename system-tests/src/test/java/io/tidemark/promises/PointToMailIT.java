package io.tidemark.promises;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetupTest;
import io.tidemark.avro.Alert;
import io.tidemark.avro.Anomaly;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationState;
import io.tidemark.testkit.broker.EmbeddedKafka;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: points go in by HTTP and UDP, and out comes exactly what follows from them, also when the detectors are killed in
 * the middle. Method: broker and services are processes; what must come out is arithmetic of {@link Workload}; the second
 * run has another topic prefix and the same points, and its records must equal those of the first. History is posted in
 * portions of less than 128 minutes: of more open buckets a group closes the oldest, perhaps before all its series are there.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PointToMailIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int PARTITIONS = 4;
    private static EmbeddedKafka kafka;
    private static Outcome undisturbed;

    @TempDir
    static Path folder;

    /** What one run told. */
    private record Outcome(
            List<Anomaly> anomalies, List<Alert> alerts, List<Notification> notifications, List<String> bands) {}

    /** What happens between the first point and the last. */
    private interface Course {
        void take(Services services, Senders senders, Seen seen) throws Exception;
    }

    @BeforeAll
    static void startBroker() {
        kafka = EmbeddedKafka.startApart();
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @Test
    @Order(1)
    void fromPointsToMailsExactlyWhatFollowsFromThem() throws Exception {
        undisturbed = run("calm.", 1, (services, senders, seen) -> {
            for (int minute = 0; minute < Workload.MINUTES; minute += 120) {
                senders.post(minute, minute + 120);
                int last = minute + 119;
                await(services, "a bucket of minute " + last, () -> isJudged(seen, last));
            }
            heatTheOven(services, senders, seen);
        });
    }

    @Test
    @Order(2)
    void detectorsThatAreKilledTwiceInTheMiddleTellTheSame() throws Exception {
        Outcome killed = run("killed.", 1, (services, senders, seen) -> {
            senders.post(0, 80);
            await(services, "the first buckets", () -> isAnythingJudged(seen));
            services.killDetectors();
            senders.post(80, 125);
            services.startDetectorsAgain();
            await(services, "a bucket of minute 124", () -> isJudged(seen, 124));
            senders.post(125, 180);
            services.killDetectors();
            senders.post(180, Workload.MINUTES);
            services.startDetectorsAgain();
            heatTheOven(services, senders, seen);
        });
        assertThat(undisturbed)
                .as("the first run, which this one is compared with")
                .isNotNull();
        Exactly.require("anomalies, in full", texts(undisturbed.anomalies()), texts(killed.anomalies()));
        Exactly.require("bands, in full", undisturbed.bands(), killed.bands());
        Exactly.require("alerts, in full", texts(ofFixedTimes(undisturbed)), texts(ofFixedTimes(killed)));
        Exactly.require("notifications", decisions(undisturbed), decisions(killed));
    }

    /**
     * A message that was accepted by the server and not yet noted when its sender died is sent again, under the same id. All
     * else is as without: each alert, each decision to tell, each message.
     */
    @Test
    @Order(3)
    void alertingThatIsKilledTwiceInTheMiddleTellsTheSame() throws Exception {
        Outcome killed = run("orphaned.", 2, (services, senders, seen) -> {
            senders.post(0, 120);
            await(services, "a bucket of minute 119", () -> isJudged(seen, 119));
            senders.post(120, 160);
            // In the middle of it: some are told, some decided, some not yet read.
            await(services, "the first alert", () -> seen.alerts().size() >= 1);
            services.killAlerting();
            services.startAlertingAgain();
            await(services, "a bucket of minute 159", () -> isJudged(seen, 159));
            senders.post(160, Workload.MINUTES);
            int before = seen.alerts().size();
            await(services, "more alerts", () -> seen.alerts().size() > before);
            services.killAlerting();
            await(services, "the last bucket", () -> isJudged(seen, Workload.MINUTES - 1));
            services.startAlertingAgain();
            heatTheOven(services, senders, seen);
        });
        assertThat(undisturbed)
                .as("the first run, which this one is compared with")
                .isNotNull();
        Exactly.require("anomalies, in full", texts(undisturbed.anomalies()), texts(killed.anomalies()));
        Exactly.require("alerts, in full", texts(ofFixedTimes(undisturbed)), texts(ofFixedTimes(killed)));
        Exactly.require("notifications", decisions(undisturbed), decisions(killed));
    }

    /** @param timesMax how often a message may come under one id */
    private Outcome run(String prefix, int timesMax, Course course) throws Exception {
        GreenMail mail = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
        mail.start();
        try (Services services = new Services(kafka.bootstrapServers(), prefix, folder.resolve(prefix))) {
            services.start(PARTITIONS, mail.getSmtp().getPort());
            try (Seen seen = new Seen(kafka.bootstrapServers(), prefix)) {
                services.apply("detectors.yaml", "monitors.yaml", "downtimes.yaml");
                awaitTicks(services, seen, Duration.ofSeconds(3));
                try (Senders senders = new Senders(services.httpPort(), services.statsdPort())) {
                    senders.oven(75);
                    course.take(services, senders, seen);
                }
                settle(services, seen);
                Outcome outcome = outcomeOf(seen);
                check(outcome, mail, timesMax);
                return outcome;
            }
        } finally {
            mail.stop();
        }
    }

    /** Too hot only when hot has been judged. */
    private static void heatTheOven(Services services, Senders senders, Seen seen) {
        await(services, "the oven's warning", () -> ofTheOven(seen).size() >= 1);
        senders.oven(95);
        await(services, "the oven's alert", () -> ofTheOven(seen).size() >= 2);
    }

    /** Until everything that was put in has been judged and told: a span of time passes everywhere, nothing is pending. */
    private static void settle(Services services, Seen seen) {
        await(services, "the last bucket", () -> isJudged(seen, Workload.MINUTES - 1));
        await(
                services,
                "as many alerts",
                () -> seen.alerts().size() >= Workload.alerts().size() + 2);
        awaitTicks(services, seen, Duration.ofSeconds(4));
        // What a killed process had begun to write holds readers back until its transaction is given up.
        await(services, "as many told", () -> told(seen) >= Workload.mails().size());
        await(services, "nothing pending", () -> !seen.hasPendingNotifications());
    }

    private static long told(Seen seen) {
        return seen.notifications().stream()
                .filter(each -> each.getState() == NotificationState.SENT)
                .count();
    }

    private static void check(Outcome outcome, GreenMail mail, int timesMax) throws MessagingException, IOException {
        Exactly.require(
                "anomalies",
                Workload.anomalies(),
                outcome.anomalies().stream()
                        .map(each -> Workload.line(each.getDetector(), each.getGroup(), each.getBucketStart()))
                        .toList());
        Exactly.require(
                "alerts",
                Workload.alerts(),
                ofFixedTimes(outcome).stream()
                        .map(each -> Workload.line(
                                each.getMonitorId(),
                                each.getGroup(),
                                each.getFrom() + "→" + each.getTo(),
                                each.getAt()))
                        .toList());
        Exactly.require(
                "alerts of the oven",
                Workload.alertsOfTheOven(),
                outcome.alerts().stream()
                        .filter(each -> each.getMonitorId().equals(Workload.OVEN_MONITOR))
                        .map(each -> Workload.line(
                                each.getMonitorId(), each.getGroup(), each.getFrom() + "→" + each.getTo()))
                        .toList());
        Exactly.require(
                "held notifications",
                Workload.held(),
                outcome.notifications().stream()
                        .filter(each -> each.getState() == NotificationState.HELD)
                        .map(each -> Workload.line(
                                each.getMonitorId(),
                                each.getGroup(),
                                each.getKind(),
                                each.getRecipient(),
                                String.join(",", each.getHeldBy()),
                                each.getDecidedAt()))
                        .toList());
        checkMails(outcome, once(mail.getReceivedMessages(), timesMax));
    }

    private static void checkMails(Outcome outcome, List<MimeMessage> received) throws MessagingException, IOException {
        List<String> mails = new ArrayList<>();
        List<String> messageIds = new ArrayList<>();
        for (MimeMessage each : received) {
            mails.add(Workload.line(each.getRecipients(Message.RecipientType.TO)[0], each.getSubject()));
            messageIds.add(each.getMessageID().replaceAll("^<|@.*$", ""));
            String source = new String(each.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(source).as("%s", each.getSubject()).contains("text/plain", "text/html", "image/png");
        }
        Exactly.require("mails", Workload.mails(), mails);
        List<String> sent = outcome.notifications().stream()
                .filter(each -> each.getState() == NotificationState.SENT)
                .map(Notification::getId)
                .toList();
        Exactly.require("message ids", sent, messageIds);
        assertThat(messageIds).doesNotHaveDuplicates();
    }

    /** Without what came again under the same id to the same person. */
    private static List<MimeMessage> once(MimeMessage[] received, int timesMax) throws MessagingException {
        Map<String, Integer> times = new LinkedHashMap<>();
        List<MimeMessage> first = new ArrayList<>();
        for (MimeMessage each : received) {
            String id = each.getMessageID() + " " + each.getRecipients(Message.RecipientType.TO)[0];
            if (times.merge(id, 1, Integer::sum) == 1) {
                first.add(each);
            }
        }
        assertThat(times.values()).as("how often each message came").allMatch(count -> count <= timesMax);
        return first;
    }

    private static Outcome outcomeOf(Seen seen) {
        List<String> bands = new ArrayList<>(seen.bandRows(Workload.HOST_DETECTOR));
        bands.addAll(seen.bandRows(Workload.CENTRE_DETECTOR));
        return new Outcome(
                List.copyOf(seen.anomalies()),
                List.copyOf(seen.alerts()),
                List.copyOf(seen.notifications()),
                List.copyOf(bands));
    }

    private static boolean isAnythingJudged(Seen seen) {
        return !seen.bandRows(Workload.HOST_DETECTOR).isEmpty();
    }

    /** Whether the sums of both data centres have been told of that minute, and so every host too. */
    private static boolean isJudged(Seen seen, int minute) {
        String start = Workload.at(minute).toString();
        long sums = seen.bandRows(Workload.CENTRE_DETECTOR).stream()
                .filter(row -> row.contains(start))
                .count();
        long hosts = seen.bandRows(Workload.HOST_DETECTOR).stream()
                .filter(row -> row.contains(start))
                .count();
        return sums == 2 && hosts == Workload.HOSTS;
    }

    private static List<Alert> ofTheOven(Seen seen) {
        return seen.alerts().stream()
                .filter(each -> each.getMonitorId().equals(Workload.OVEN_MONITOR))
                .toList();
    }

    private static List<Alert> ofFixedTimes(Outcome outcome) {
        return outcome.alerts().stream()
                .filter(each -> !each.getMonitorId().equals(Workload.OVEN_MONITOR))
                .toList();
    }

    /**
     * What was decided to be told, with its id and text, apart from when it was sent and from what else was bad at the moment
     * when it went out, which is not that of another run.
     */
    private static List<String> decisions(Outcome outcome) {
        return outcome.notifications().stream()
                .filter(each -> !each.getMonitorId().equals(Workload.OVEN_MONITOR))
                .map(each -> Workload.line(
                        each.getId(),
                        each.getAlertId(),
                        each.getState(),
                        each.getRecipient(),
                        each.getSubject(),
                        each.getBody(),
                        each.getFacts().stream()
                                .filter(fact -> !fact.getName().equals("In common"))
                                .toList(),
                        each.getDecidedAt()))
                .toList();
    }

    private static List<String> texts(List<?> records) {
        return records.stream().map(Object::toString).collect(Collectors.toList());
    }

    private static void awaitTicks(Services services, Seen seen, Duration after) {
        long wanted = Instant.now().plus(after).toEpochMilli();
        await(
                services,
                "time " + Instant.ofEpochMilli(wanted),
                () -> seen.tickEverywhereMillis(BandStage.values()) >= wanted);
    }

    private static void await(Services services, String what, Callable<Boolean> fact) {
        try {
            Awaitility.await(what)
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(250))
                    .until(fact);
        } catch (ConditionTimeoutException tooLate) {
            throw new AssertionError(tooLate.getMessage() + "\n" + services.output(), tooLate);
        }
    }
}
