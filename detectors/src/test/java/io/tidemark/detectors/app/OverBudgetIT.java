package io.tidemark.detectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.avro.Event;
import io.tidemark.avro.EventType;
import io.tidemark.avro.PointKind;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: whoever reads the events learns which query is over its budget of groups, and how many it matches now (row C07). */
class OverBudgetIT {

    private static final String PREFIX = "budget.";
    private static final int GROUPS_MAX = 2;
    private static final int SERIES = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Wire wire = Wire.singleObject();

    @TempDir
    Path folder;

    @Test
    void theEventSaysHowManyMatchNow() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.startIn(folder.resolve("kafka"))) {
            try (var admin = kafka.admin()) {
                TopicAdmin.createMissing(admin, PREFIX, 1, Optional.of((short) 1));
            }
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                            Map.of("bootstrap.servers", kafka.bootstrapServers()),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
                    DetectorsApp app = DetectorsApp.start(
                            DetectorsSettings.of(kafka.bootstrapServers(), folder.resolve("state"))
                                    .withPrefix(PREFIX)
                                    .withPartitions(1)
                                    .withThreads(1)
                                    .withGroupsMax(GROUPS_MAX)
                                    .withTimes(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMillis(100)),
                            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
                producer.send(new ProducerRecord<>(
                                Topics.DETECTORS.name(PREFIX),
                                "wide".getBytes(StandardCharsets.UTF_8),
                                "{\"query\":\"avg:m{*} by {*}.rollup(avg, 10)\",\"interval\":10,\"model\":\"basic\"}"
                                        .getBytes(StandardCharsets.UTF_8)))
                        .get();
                long[] next = {System.currentTimeMillis() - 300_000};
                Awaitility.await()
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(500))
                        .untilAsserted(() -> {
                            producer.send(new ProducerRecord<>(Topics.POINTS.name(PREFIX), bucket(next[0])));
                            next[0] += 10_000;
                            assertThat(events(kafka)).anySatisfy(OverBudgetIT::isTold);
                        });
            }
        }
    }

    private static void isTold(Event event) {
        assertThat(event.getTitle().toString()).isEqualTo("Too many groups: wide matches 5 now");
        assertThat(event.getText().toString())
                .contains(
                        "avg:m{*} by {*}",
                        "2 are judged, 3 are refused",
                        "at most 2 groups",
                        "--max-groups",
                        "[over-budget]");
        assertThat(event.getAlertType()).isEqualTo(EventType.ERROR);
    }

    private byte[] bucket(long atMillis) {
        PointBatchWriter writer = new PointBatchWriter(wire);
        writer.begin("test");
        for (int series = 0; series < SERIES; series++) {
            writer.add("m{host:h" + series + "}", PointKind.GAUGE, 0, atMillis, 1);
        }
        return writer.toBytes();
    }

    private List<Event> events(EmbeddedKafka kafka) {
        TopicPartition partition = new TopicPartition(Topics.EVENTS.name(PREFIX), 0);
        List<Event> events = new java.util.ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    events.add(wire.deserializer(Event.class).deserialize(partition.topic(), record.value()));
                }
            }
        }
        return events;
    }
}
