package io.tidemark.alerting.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.alerting.channel.email.EmailIdentity;
import io.tidemark.alerting.channel.email.SmtpChannel;
import io.tidemark.alerting.channel.email.SmtpSettings;
import io.tidemark.alerting.channel.email.SmtpSettings.Encryption;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.testkit.smtp.ScriptedSmtp;
import io.tidemark.testkit.smtp.SmtpScript;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The outbox on a real broker, against a mail server that is away at first. */
class NotificationSenderIT {

    private static final String PREFIX = "it.";
    private static final int PARTITIONS = 2;
    private static final Wire WIRE = Wire.singleObject();
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void startBroker() {
        kafka = EmbeddedKafka.start();
        try (Admin admin = kafka.admin()) {
            TopicAdmin.createMissing(admin, PREFIX, PARTITIONS, Optional.of((short) 1));
        }
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    /** Ten incidents open and close while the server refuses; the sender is restarted meanwhile; then the server is back. */
    @Test
    void whatWasDecidedInAnOutageIsToldOnceAndInOrderAndARestartTellsNothingAgain() throws Exception {
        Instant start = Instant.now();
        ScriptedSmtp away = ScriptedSmtp.start(SmtpScript.friendly().with("BANNER", "421 4.3.2 not now"));
        int port = away.port();
        for (int i = 0; i < 10; i++) {
            publish(Notifications.of("open" + i, "incident" + i, NotificationKind.TRIGGERED, start));
        }
        publish(Notifications.of("held", "other", NotificationKind.TRIGGERED, start)
                .setState(NotificationState.HELD));
        try (NotificationSender first = sender(port)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> away.connections() > 0);
        }
        for (int i = 0; i < 10; i++) {
            publish(Notifications.of("close" + i, "incident" + i, NotificationKind.RECOVERED, start.plusSeconds(5)));
        }
        away.close();

        GreenMail mails = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mails.start();
        try {
            try (NotificationSender second = sender(port)) {
                await().atMost(Duration.ofSeconds(90))
                        .untilAsserted(() -> assertThat(states())
                                .containsEntry(NotificationState.SENT, 20)
                                .containsEntry(NotificationState.HELD, 1)
                                .doesNotContainKey(NotificationState.PENDING));
                assertThat(second.healthy()).isTrue();
                assertThat(second.failed()).isZero();
            }
            assertToldOnceAndInOrder(mails.getReceivedMessages());
            int told = mails.getReceivedMessages().length;
            try (NotificationSender third = sender(port)) {
                publish(Notifications.of("last", "last", NotificationKind.TRIGGERED, Instant.now()));
                await().atMost(Duration.ofSeconds(60)).until(() -> third.sent() == 1);
            }
            assertThat(mails.getReceivedMessages()).hasSize(told + 1);
        } finally {
            mails.stop();
        }
    }

    private static void assertToldOnceAndInOrder(MimeMessage[] mails) throws Exception {
        Map<String, Integer> lastOfThread = new HashMap<>();
        TreeSet<String> ids = new TreeSet<>();
        for (MimeMessage mail : mails) {
            String id = mail.getHeader("X-Tidemark-Notification", null);
            assertThat(ids.add(id)).as("mail %s comes once", id).isTrue();
            int order = id.startsWith("close") ? 2 : 1;
            Integer before = lastOfThread.put(mail.getHeader("In-Reply-To", null), order);
            assertThat(before == null || before < order)
                    .as("order in the thread of %s", id)
                    .isTrue();
        }
        assertThat(lastOfThread)
                .hasSize(10)
                .allSatisfy((thread, last) -> assertThat(last).isEqualTo(2));
        assertThat(ids).doesNotContain("held");
    }

    private static NotificationSender sender(int port) {
        SmtpChannel email = new SmtpChannel(
                SmtpSettings.of("127.0.0.1", port, Encryption.OFF),
                EmailIdentity.of("tidemark@example.org"),
                Optional.empty());
        return NotificationSender.start(
                OutboxSettings.DEFAULT,
                SenderClients.connect(Map.of("bootstrap.servers", kafka.bootstrapServers()), PREFIX, WIRE),
                Map.of(SmtpChannel.NAME, email),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
    }

    private static void publish(Notification.Builder builder) throws Exception {
        Notification notification = builder.build();
        String topic = Topics.NOTIFICATIONS.name(PREFIX);
        int partition = NotificationSender.partition(notification.getThread(), PARTITIONS);
        byte[] bytes = WIRE.serializer(Notification.class).serialize(topic, notification);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, partition, notification.getId(), bytes))
                    .get();
        }
    }

    /** How many notifications are in which state, by their latest record. */
    private static Map<NotificationState, Integer> states() {
        String topic = Topics.NOTIFICATIONS.name(PREFIX);
        Map<String, NotificationState> latest = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "enable.auto.commit", false),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    latest.put(
                            record.key(),
                            WIRE.deserializer(Notification.class)
                                    .deserialize(topic, record.value())
                                    .getState());
                }
            }
        }
        Map<NotificationState, Integer> states = new HashMap<>();
        latest.values().forEach(state -> states.merge(state, 1, Integer::sum));
        return states;
    }
}
