package io.tidemark.alerting.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.testkit.process.ChildJvm;
import io.tidemark.testkit.smtp.ScriptedSmtp;
import io.tidemark.testkit.smtp.SmtpScript;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * An outage of the mail server for real, with the sender killed twice in it (signal 9). Twelve seconds by default, a minute with
 * {@code -Dtidemark.outage.seconds=60}. The clock of the server's return is the test's, and so is that of each mail's arrival.
 */
class OutageIT {

    private static final String PREFIX = "outage.";
    private static final int PARTITIONS = 2;
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("tidemark.outage.seconds", 12));
    private static final int INCIDENTS = 20;
    private static final Pattern ID = Pattern.compile("X-Tidemark-Notification: (\\S+)");
    private static final Wire WIRE = Wire.singleObject();

    @Test
    void inAnOutageWithTwoKillsNothingIsMissedNothingIsDoubledAndEachIsToldWithinHalfAMinuteOfItsEnd() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            try (Admin admin = kafka.admin()) {
                TopicAdmin.createMissing(admin, PREFIX, PARTITIONS, Optional.of((short) 1));
            }
            ScriptedSmtp away = ScriptedSmtp.start(SmtpScript.friendly().with("BANNER", "421 4.3.2 not now"));
            int port = away.port();
            Instant end = Instant.now().plus(OUTAGE);
            List<String> ids = new ArrayList<>();
            for (int kill = 0; kill < 2; kill++) {
                try (ChildJvm sender = sender(kafka, port)) {
                    ids.addAll(publish(kafka, "round" + kill));
                    int before = away.connections();
                    await("the sender tries in round " + kill)
                            .atMost(Duration.ofSeconds(60))
                            .until(() -> away.connections() > before);
                    sender.kill();
                }
            }
            try (ChildJvm sender = sender(kafka, port)) {
                ids.addAll(publish(kafka, "round2"));
                await("the outage lasts")
                        .atMost(OUTAGE.plusSeconds(120))
                        .until(() -> Instant.now().isAfter(end));
                int tried = away.connections();
                await("the last sender tries as well")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> away.connections() > tried || away.connections() > 3);
                away.follow(SmtpScript.friendly());
                Instant back = Instant.now();
                await("every message of every round is told")
                        .atMost(Duration.ofSeconds(90))
                        .until(() -> told(away).size() >= ids.size());
                assertThat(Duration.between(back, Instant.now()))
                        .as("told within 30 s of the server's return")
                        .isLessThan(Duration.ofSeconds(30));
                assertThat(told(away)).as("each once, none missed").containsExactlyInAnyOrderElementsOf(ids);
                assertThat(new TreeSet<>(told(away))).hasSize(ids.size());
                assertThat(sender.isAlive()).isTrue();
            } finally {
                away.close();
            }
        }
    }

    private static ChildJvm sender(EmbeddedKafka kafka, int port) {
        ChildJvm sender = ChildJvm.of(
                        SenderProcess.class.getName(), kafka.bootstrapServers(), PREFIX, String.valueOf(port))
                .withJvmOptions("-Xmx128m")
                .start();
        sender.awaitLine(line -> line.equals("sending"), Duration.ofSeconds(60));
        return sender;
    }

    private static List<String> told(ScriptedSmtp server) {
        List<String> ids = new ArrayList<>();
        for (String mail : server.mails()) {
            Matcher id = ID.matcher(mail);
            assertThat(id.find()).as(mail).isTrue();
            ids.add(id.group(1));
        }
        return ids;
    }

    private static List<String> publish(EmbeddedKafka kafka, String round) {
        String topic = Topics.NOTIFICATIONS.name(PREFIX);
        List<String> ids = new ArrayList<>();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < INCIDENTS; i++) {
                String id = round + "-" + i;
                Notification one = Notifications.of(id, id, NotificationKind.TRIGGERED, Instant.now())
                        .build();
                producer.send(new ProducerRecord<>(
                        topic,
                        NotificationSender.partition(id, PARTITIONS),
                        id,
                        WIRE.serializer(Notification.class).serialize(topic, one)));
                ids.add(id);
            }
        }
        return ids;
    }
}
