package io.tidemark.alerting.mention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.alerting.preview.PastRecords;
import io.tidemark.avro.Event;
import io.tidemark.avro.EventPriority;
import io.tidemark.avro.EventType;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.PointKind;
import io.tidemark.config.ConfigPublisher;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.Parsed;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import io.tidemark.wire.RollupBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Mentions on a real broker: told once, also when the teller is started again. */
class MentionIT {

    private static final String PREFIX = "mention.";
    private static final Wire WIRE = Wire.singleObject();

    @Test
    void whoIsNamedInAnEventOrAnnotationIsToldOnceAlsoOverARestart() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            try (Admin admin = kafka.admin()) {
                TopicAdmin.createMissing(admin, PREFIX, 2, Optional.of((short) 1));
            }
            Map<String, String> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
            Instant now = Instant.now();
            long first = now.minusSeconds(1_200).getEpochSecond() / 10 * 10;
            RollupBatchWriter rollups = new RollupBatchWriter(WIRE).begin(10, false);
            for (int i = 0; i < 60; i++) {
                rollups.add("cpu{host:a}", PointKind.GAUGE, 0, first + 10L * i, 1, 42.0, 42.0, 42.0, 42.0, null);
            }
            send(connection, Topics.ROLLUPS.name(PREFIX), "cpu{host:a}", rollups.toBytes());
            try (MentionTeller teller = MentionTeller.start(connection, PREFIX, WIRE, Clock.systemUTC())) {
                event(connection, "e1", "api", "Rolled out @ann@example.org", now);
                event(connection, "e2", "tidemark.alerting", "given up for @ann@example.org", now);
                annotate(kafka, now);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> told(connection, now).size() == 2);
                assertThat(teller.healthy()).isTrue();
            }
            try (MentionTeller again = MentionTeller.start(connection, PREFIX, WIRE, Clock.systemUTC())) {
                event(connection, "e3", "api", "And again @ann@example.org", now);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> told(connection, now).size() >= 3);
                assertThat(again.healthy()).isTrue();
            }
            List<Notification> told = told(connection, now);
            assertThat(told)
                    .extracting(Notification::getKind)
                    .containsExactlyInAnyOrder(
                            NotificationKind.EVENT, NotificationKind.EVENT, NotificationKind.ANNOTATION);
            assertThat(told)
                    .filteredOn(one -> one.getKind() == NotificationKind.ANNOTATION)
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.getRecipient()).isEqualTo("bob@example.org");
                        assertThat(one.getFacts().toString()).contains("ann@example.org");
                        assertThat(one.getGraph().getValue()).contains(42.0);
                    });
        }
    }

    private static void annotate(EmbeddedKafka kafka, Instant now) {
        Properties connection = new Properties();
        connection.put("bootstrap.servers", kafka.bootstrapServers());
        String json = "{\"text\": \"What was this? @bob@example.org\", \"metric\": \"cpu\", \"start\": \""
                + now.minusSeconds(900) + "\", \"end\": \"" + now.minusSeconds(600) + "\"}";
        Parsed.Accepted accepted = Documents.parse(DocumentKind.ANNOTATION, "a1", json.getBytes(StandardCharsets.UTF_8))
                .fold(good -> good, bad -> {
                    throw new AssertionError(bad.faults().toString());
                });
        try (ConfigPublisher publisher = ConfigPublisher.connect(connection, PREFIX)) {
            publisher.publish(accepted, "ann@example.org");
        }
    }

    private static void event(Map<String, String> connection, String id, String source, String text, Instant at)
            throws Exception {
        Event event =
                new Event(id, at, "Deployed", text, EventType.INFO, EventPriority.NORMAL, "", source, "", List.of());
        String topic = Topics.EVENTS.name(PREFIX);
        send(connection, topic, id, WIRE.serializer(Event.class).serialize(topic, event));
    }

    private static void send(Map<String, String> connection, String topic, String key, byte[] value) throws Exception {
        Map<String, Object> settings = new HashMap<>(connection);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    private static List<Notification> told(Map<String, String> connection, Instant since) {
        List<Notification> told = new ArrayList<>();
        String topic = Topics.NOTIFICATIONS.name(PREFIX);
        PastRecords.read(
                connection,
                topic,
                since.minusSeconds(60),
                Instant.now(),
                (partition, key, value) ->
                        told.add(WIRE.deserializer(Notification.class).deserialize(topic, value)));
        return told;
    }
}
