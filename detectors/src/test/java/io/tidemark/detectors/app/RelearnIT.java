package io.tidemark.detectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.avro.PointKind;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.Partitions;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.BandFlags;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.RollupBatchReader;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a new detector is warm in seconds where its model wants an hour, and an exclusion is answered. Method: half an hour of
 * points is posted first, then two detectors come, one of them over groups from both partitions.
 */
class RelearnIT {
    private static final String PREFIX = "relearn.";
    private static final int PARTITIONS = 2;
    private static final int BUCKETS = 120;
    private static final List<String> SERIES = List.of("m{host:a,zone:x}", "m{host:b,zone:x}", "m{host:c,zone:y}");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Wire wire = Wire.singleObject();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    Path folder;

    private EmbeddedKafka kafka;
    private KafkaProducer<byte[], byte[]> producer;
    private DetectorsApp app;

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.startIn(folder.resolve("kafka"));
        try (var admin = kafka.admin()) {
            TopicAdmin.createMissing(admin, PREFIX, PARTITIONS, Optional.of((short) 1));
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        app = DetectorsApp.start(
                DetectorsSettings.of(kafka.bootstrapServers(), folder.resolve("state"))
                        .withPrefix(PREFIX)
                        .withPartitions(PARTITIONS)
                        .withThreads(1)
                        .withTimes(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMillis(100)),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    @AfterEach
    void stop() {
        sender.shutdownNow();
        app.close();
        producer.close();
        kafka.close();
    }

    @Test
    void aNewDetectorIsWarmInSecondsAndAnExclusionIsAnswered() throws Exception {
        long now = System.currentTimeMillis() / 10_000 * 10_000;
        SERIES.forEach(series -> send(series, now - BUCKETS * 10_000L, BUCKETS));
        await(() -> rollupStarts().size() >= BUCKETS - 1);
        sender.scheduleAtFixedRate(
                () -> SERIES.forEach(series -> send(series, System.currentTimeMillis(), 1)), 0, 2, TimeUnit.SECONDS);
        document(Topics.DETECTORS, "each", detector("avg:m{*} by {*}.rollup(avg, 10)"));
        document(Topics.DETECTORS, "grouped", detector("sum:m{*} by {zone}.rollup(sum, 10)"));
        await(() -> warmGroups()
                .containsAll(List.of(
                        "each|m{host:a,zone:x}",
                        "each|m{host:b,zone:x}",
                        "each|m{host:c,zone:y}",
                        "grouped|zone:x",
                        "grouped|zone:y")));
        long warmed = app.tally().get(Tally.Of.RELEARNT);
        assertThat(warmed).isGreaterThanOrEqualTo(5);
        document(
                Topics.EXCLUSIONS,
                "x",
                "{\"metric\":\"m\",\"start\":\"" + Instant.ofEpochMilli(now - 600_000) + "\",\"end\":\""
                        + Instant.ofEpochMilli(now - 300_000) + "\"}");
        await(() -> app.tally().get(Tally.Of.RELEARNT) >= warmed + 5);
        assertThat(app.tally().get(Tally.Of.RELEARN_GIVEN_UP)).isZero();
    }

    private static String detector(String query) {
        return "{\"query\":\"" + query + "\",\"interval\":10,\"model\":\"basic\",\"bounds\":4}";
    }

    private void document(io.tidemark.topics.Topic topic, String id, String json) throws Exception {
        producer.send(new ProducerRecord<>(
                        topic.name(PREFIX), id.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8)))
                .get();
    }

    /** So many points of a series, ten seconds apart. */
    private void send(String series, long fromMillis, int points) {
        PointBatchWriter writer = new PointBatchWriter(wire);
        writer.begin("test");
        for (int i = 0; i < points; i++) {
            double value = 10 + Math.floorMod((fromMillis / 10_000 + i) * 7_919L, 100L) / 50.0;
            writer.add(series, PointKind.GAUGE, 0, fromMillis + i * 10_000L, value);
        }
        producer.send(new ProducerRecord<>(
                Topics.POINTS.name(PREFIX), Partitions.of(series, PARTITIONS), null, writer.toBytes()));
    }

    private static void await(java.util.concurrent.Callable<Boolean> fact) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(fact);
    }

    private Set<Long> rollupStarts() {
        RollupBatchReader reader = new RollupBatchReader(wire);
        Set<Long> starts = new HashSet<>();
        all(Topics.ROLLUPS.name(PREFIX), record -> {
            reader.read(record);
            for (int row = 0; row < reader.size() && reader.intervalSeconds() == 10; row++) {
                if (reader.seriesText(row).equals(SERIES.get(0))) {
                    starts.add(reader.startSeconds(row));
                }
            }
        });
        return starts;
    }

    private Set<String> warmGroups() {
        BandBatchReader reader = new BandBatchReader(wire);
        Set<String> groups = new HashSet<>();
        all(Topics.BANDS.name(PREFIX), record -> {
            reader.read(record);
            for (int row = 0; row < reader.size(); row++) {
                if (!reader.has(row, BandFlags.PROVISIONAL)) {
                    groups.add(reader.detector() + "|" + reader.group(row));
                }
            }
        });
        return groups;
    }

    private void all(String topic, Consumer<byte[]> action) {
        List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    action.accept(record.value());
                }
            }
        }
    }
}
