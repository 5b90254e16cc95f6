package io.tidemark.detectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.BandStage;
import io.tidemark.avro.PointKind;
import io.tidemark.detectors.topology.ReferenceRun;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.testkit.process.ChildJvm;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.RollupBatchReader;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
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
 * Goal: with kill -9 in the middle, state and output are what they would be without. Method: the detectors run in a JVM of
 * their own under exactly_once_v2 and are killed while points arrive; then the committed log of points and ticks is run
 * through the same topology without a broker, and what the killed ones told must be the same bytes in the same order. State
 * that did not reach its changelog in the right transaction shows as another sum, a missing or a doubled row.
 */
class DetectorsCrashIT {
    static final Duration LATENESS = Duration.ofSeconds(1);
    static final Duration MARGIN = Duration.ofMillis(100);

    private static final String PREFIX = "crash.";
    private static final int SERIES = 100;
    private static final int BATCHES = 240;
    private static final String DETECTORS =
            "{\"query\":\"avg:m{*} by {*}.rollup(avg, 10)\",\"interval\":10,\"model\":\"basic\",\"bounds\":3}";
    private static final String GROUPED =
            "{\"query\":\"sum:m{*} by {zone}.rollup(sum, 20)\",\"interval\":20,\"model\":\"basic\",\"bounds\":3}";

    private final Wire wire = Wire.singleObject();
    private final Random random = new Random(41);
    private final List<ChildJvm> children = new ArrayList<>();

    @TempDir
    Path folder;

    private EmbeddedKafka kafka;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.startIn(folder.resolve("kafka"));
        try (var admin = kafka.admin()) {
            TopicAdmin.createMissing(admin, PREFIX, 1, Optional.of((short) 1));
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        children.forEach(ChildJvm::close);
        producer.close();
        kafka.close();
    }

    @Test
    void killedTwiceInTheMiddleTheyTellWhatTheyWouldHaveToldWithout() throws Exception {
        long eachAt = document("each", DETECTORS);
        long groupedAt = document("grouped", GROUPED);
        ChildJvm child = child();
        awaitRows(1);
        send(0, BATCHES / 3);
        awaitRollups(20);
        child.kill();
        child = child();
        send(BATCHES / 3, 2 * BATCHES / 3);
        awaitRollups(BATCHES / 3 + 10);
        child.kill();
        child = child();
        send(2 * BATCHES / 3, BATCHES);
        awaitRollups(BATCHES - 1);
        child.stop();

        ReferenceRun reference = new ReferenceRun(PREFIX, LATENESS, MARGIN);
        reference.detector("each", 0, eachAt, DETECTORS);
        reference.detector("grouped", 1, groupedAt, GROUPED);
        all(Topics.POINTS.name(PREFIX)).forEach(record -> reference.point(record.key(), record.value()));

        List<String> rollups = hex(all(Topics.ROLLUPS.name(PREFIX)).stream()
                .map(ConsumerRecord::value)
                .toList());
        assertIsStartOf(rollups, hex(reference.bytes(Topics.ROLLUPS)));
        List<byte[]> bands = all(Topics.BANDS.name(PREFIX)).stream()
                .map(ConsumerRecord::value)
                .toList();
        List<byte[]> expected = reference.bytes(Topics.BANDS);
        for (BandStage stage : BandStage.values()) {
            List<String> told = hex(ofStage(bands, stage));
            assertThat(told).as("%s", stage).hasSizeGreaterThan(20);
            assertIsStartOf(told, hex(ofStage(expected, stage)));
        }
        reference.close();
    }

    /** The log may hold points and ticks that the last process had not reached when it was stopped. */
    private static void assertIsStartOf(List<String> told, List<String> expected) {
        assertThat(expected.size()).isGreaterThanOrEqualTo(told.size());
        for (int i = 0; i < told.size(); i++) {
            assertThat(told.get(i)).as("record %d of %d", i, told.size()).isEqualTo(expected.get(i));
        }
    }

    private ChildJvm child() {
        ChildJvm child = ChildJvm.of(
                        DetectorsChild.class.getName(),
                        kafka.bootstrapServers(),
                        PREFIX,
                        folder.resolve("state").toString())
                .start();
        children.add(child);
        child.awaitLine(line -> line.equals("started"), Duration.ofSeconds(60));
        return child;
    }

    private long document(String id, String json) throws Exception {
        return producer.send(new ProducerRecord<>(
                        Topics.DETECTORS.name(PREFIX),
                        id.getBytes(StandardCharsets.UTF_8),
                        json.getBytes(StandardCharsets.UTF_8)))
                .get()
                .timestamp();
    }

    /** One batch holds one bucket of every series, three points each, some of them late. */
    private void send(int fromBatch, int toBatch) throws Exception {
        PointBatchWriter writer = new PointBatchWriter(wire);
        for (int batch = fromBatch; batch < toBatch; batch++) {
            writer.begin("crash");
            for (int point = 0; point < 3 * SERIES; point++) {
                int late = random.nextInt(50) == 0 ? 20_000 : 0;
                writer.add(
                        "m{host:h" + point % SERIES + ",zone:z" + point % 7 + "}",
                        PointKind.GAUGE,
                        0,
                        1_700_000_000_000L + batch * 10_000L + point % 10_000 - late,
                        random.nextDouble() * 100);
            }
            producer.send(new ProducerRecord<>(Topics.POINTS.name(PREFIX), writer.toBytes()));
            if (batch % 8 == 0) {
                producer.flush();
            }
        }
        producer.flush();
    }

    /** Waits until something is told at all. */
    private void awaitRows(int records) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> all(Topics.ROLLUPS.name(PREFIX)).size() >= records);
    }

    /** Waits until so many base buckets of the first series are told and readable. */
    private void awaitRollups(int buckets) {
        RollupBatchReader reader = new RollupBatchReader(wire);
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    Set<Long> starts = new HashSet<>();
                    for (ConsumerRecord<byte[], byte[]> record : all(Topics.ROLLUPS.name(PREFIX))) {
                        reader.read(record.value());
                        for (int row = 0; row < reader.size() && reader.intervalSeconds() == 10; row++) {
                            if (reader.seriesText(row).startsWith("m{host:h0,")) {
                                starts.add(reader.startSeconds(row));
                            }
                        }
                    }
                    return starts.size() >= buckets;
                });
    }

    private List<byte[]> ofStage(List<byte[]> bands, BandStage stage) {
        BandBatchReader reader = new BandBatchReader(wire);
        return bands.stream()
                .filter(bytes -> reader.read(bytes).stage() == stage)
                .toList();
    }

    private static List<String> hex(List<byte[]> records) {
        return records.stream().map(HexFormat.of()::formatHex).toList();
    }

    /** Everything committed on the one partition of a topic. */
    private List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }
}
