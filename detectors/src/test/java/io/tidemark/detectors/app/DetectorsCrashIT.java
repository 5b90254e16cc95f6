package io.tidemark.detectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.BandStage;
import io.tidemark.avro.PointKind;
import io.tidemark.detectors.store.checkpoint.CheckpointPeek;
import io.tidemark.detectors.topology.ReferenceRun;
import io.tidemark.detectors.topology.ToldRecord;
import io.tidemark.detectors.topology.TopologySettings;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.testkit.process.ChildJvm;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.RollupBatchReader;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: with kill -9 in the middle, state and output are what they would be without. Method: the detectors run in a JVM of
 * their own under exactly_once_v2 and are killed while points arrive; then what they had read when they were stopped, the log
 * of points and ticks and the log of partial sums, is run through the same topology without a broker. Each stage must have
 * told the same records in the same order: keys and all bytes, none missing, none twice. State that did not reach
 * its changelog in the right transaction shows as another sum, a missing or a doubled row. Once they start again beside a checkpoint that is
 * damaged, once without their folder, from the changelogs alone; and once from their checkpoints, with all records gone that these stand for.
 */
class DetectorsCrashIT {
    static final Duration LATENESS = Duration.ofSeconds(1);
    static final Duration MARGIN = Duration.ofMillis(100);

    private static final String PREFIX = "crash.";
    private static final int SERIES = 100;
    private static final Duration CHECKPOINT_EVERY = Duration.ofMillis(300);
    private static final String DETECTORS =
            "{\"query\":\"avg:m{*} by {*}.rollup(avg, 10)\",\"interval\":10,\"model\":\"basic\",\"bounds\":3}";
    private static final String GROUPED =
            "{\"query\":\"sum:m{*} by {zone}.rollup(sum, 20)\",\"interval\":20,\"model\":\"basic\",\"bounds\":3}";

    private final Wire wire = Wire.singleObject();
    private final Random random = new Random(41);
    private final List<ChildJvm> children = new ArrayList<>();

    @TempDir
    Path folder;

    private volatile int batches;
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
    void killedInTheMiddleTheyTellWhatTheyWouldHaveToldWithout() throws Exception {
        long eachAt = document("each", DETECTORS);
        long groupedAt = document("grouped", GROUPED);
        ChildJvm child = child();
        ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
        sender.scheduleAtFixedRate(this::send, 0, 100, TimeUnit.MILLISECONDS);
        awaitBuckets(20);
        child.kill();
        damageTheLargestCheckpoint();
        child = child();
        child.awaitLine(line -> line.contains("[checkpoint-failed]"), Duration.ofSeconds(60));
        awaitBuckets(firstSeriesStarts().size() + 10);
        child.kill();
        Utils.delete(state().toFile()); // Nothing but what is in Kafka.
        child = child();
        awaitBuckets(firstSeriesStarts().size() + 20);
        child.kill();
        forgetWhatIsInCheckpoints();
        child = child();
        awaitBuckets(firstSeriesStarts().size() + 20);
        // A group needs more time for its first anomaly than the kills need on a fast machine.
        awaitAnomalyOf("each");
        awaitAnomalyOf("grouped");
        sender.shutdown();
        assertThat(sender.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        awaitBuckets(batches - 2);
        child.stop();

        String partials = PREFIX + TopologySettings.PARTIALS;
        List<ToldRecord> points = consumed(Topics.POINTS.name(PREFIX));
        List<ToldRecord> sums = consumed(partials);
        try (ReferenceRun ofPoints = reference(eachAt, groupedAt);
                ReferenceRun ofSums = reference(eachAt, groupedAt)) {
            ofPoints.points(points);
            ofSums.partialSums(sums);
            assertSame("rollups", all(Topics.ROLLUPS.name(PREFIX)), ofPoints.told(Topics.ROLLUPS.name(PREFIX)));
            assertSame("partial sums", all(partials), ofPoints.told(partials));
            assertThat(all(Topics.DEAD_LETTERS.name(PREFIX)))
                    .hasSameSizeAs(ofPoints.told(Topics.DEAD_LETTERS.name(PREFIX)));
            List<ToldRecord> bands = all(Topics.BANDS.name(PREFIX));
            assertSame(
                    "bands of series",
                    ofStage(bands, BandStage.DIRECT),
                    ofStage(ofPoints.told(Topics.BANDS.name(PREFIX)), BandStage.DIRECT));
            assertSame(
                    "bands of groups",
                    ofStage(bands, BandStage.GROUPED),
                    ofStage(ofSums.told(Topics.BANDS.name(PREFIX)), BandStage.GROUPED));
            List<ToldRecord> anomalies = all(Topics.ANOMALIES.name(PREFIX));
            assertSame(
                    "anomalies of series",
                    ofDetector(anomalies, "each"),
                    ofDetector(ofPoints.told(Topics.ANOMALIES.name(PREFIX)), "each"));
            assertSame(
                    "anomalies of groups",
                    ofDetector(anomalies, "grouped"),
                    ofDetector(ofSums.told(Topics.ANOMALIES.name(PREFIX)), "grouped"));
        }
    }

    private static ReferenceRun reference(long eachAt, long groupedAt) {
        ReferenceRun reference = new ReferenceRun(PREFIX, LATENESS, MARGIN);
        reference.detector("each", 0, eachAt, DETECTORS);
        reference.detector("grouped", 1, groupedAt, GROUPED);
        return reference;
    }

    private static void assertSame(String what, List<ToldRecord> told, List<ToldRecord> expected) {
        assertThat(told).as(what + ": a comparison of nothing proves nothing").isNotEmpty();
        List<ToldRecord> untimed = told.stream().map(ToldRecord::untimed).toList();
        assertThat(ToldRecord.difference(
                        untimed, expected.stream().map(ToldRecord::untimed).toList()))
                .as(what)
                .isEmpty();
        System.out.println(what + ": " + told.size() + " records, the same");
    }

    private Path state() {
        return folder.resolve("state");
    }

    /** One bit, early enough that it is no end which was not written whole. */
    private void damageTheLargestCheckpoint() throws Exception {
        try (Stream<Path> files = Files.walk(state())) {
            Path largest = files.filter(file -> file.toString().endsWith(".checkpoint"))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(largest);
            bytes[bytes.length / 4] ^= 1;
            Files.write(largest, bytes);
        }
    }

    private void forgetWhatIsInCheckpoints() throws Exception {
        Map<TopicPartition, RecordsToDelete> inCheckpoints = new HashMap<>();
        try (var admin = kafka.admin();
                Stream<Path> files = Files.walk(state())) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".checkpoint")).toList()) {
                String topic =
                        "crash-detectors-" + file.getFileName().toString().replace(".checkpoint", "-changelog");
                String id = admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic)
                        .topicId()
                        .toString();
                // A topic that is only compacted does not let records be deleted.
                var deletable = new AlterConfigOp(
                        new ConfigEntry("cleanup.policy", "compact,delete"), AlterConfigOp.OpType.SET);
                admin.incrementalAlterConfigs(
                                Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(deletable)))
                        .all()
                        .get();
                CheckpointPeek.offset(file, id)
                        .ifPresent(offset -> inCheckpoints.put(
                                new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset + 1)));
            }
            assertThat(inCheckpoints)
                    .as("checkpoints of rollups, of models, of groups")
                    .hasSizeGreaterThan(3);
            admin.deleteRecords(inCheckpoints).all().get();
        }
    }

    private ChildJvm child() {
        ChildJvm child = ChildJvm.of(
                        DetectorsChild.class.getName(),
                        kafka.bootstrapServers(),
                        PREFIX,
                        state().toString(),
                        Long.toString(CHECKPOINT_EVERY.toMillis()))
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

    /** One batch holds one bucket of every series, three points each, some of them late, some far off. */
    private void send() {
        PointBatchWriter writer = new PointBatchWriter(wire);
        writer.begin("crash");
        for (int point = 0; point < 3 * SERIES; point++) {
            int late = random.nextInt(50) == 0 ? 20_000 : 0;
            double value = random.nextInt(2_000) == 0 ? 10_000 : random.nextDouble() * 100;
            writer.add(
                    "m{host:h" + point % SERIES + ",zone:z" + point % 7 + "}",
                    PointKind.GAUGE,
                    0,
                    1_700_000_000_000L + batches * 10_000L + point % 10_000 - late,
                    value);
        }
        producer.send(new ProducerRecord<>(Topics.POINTS.name(PREFIX), writer.toBytes()));
        batches++;
    }

    /** Waits until so many base buckets of the first series are told and readable. */
    private void awaitBuckets(int buckets) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> firstSeriesStarts().size() >= buckets);
    }

    private void awaitAnomalyOf(String detector) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> !ofDetector(all(Topics.ANOMALIES.name(PREFIX)), detector)
                        .isEmpty());
    }

    private Set<Long> firstSeriesStarts() {
        RollupBatchReader reader = new RollupBatchReader(wire);
        Set<Long> starts = new HashSet<>();
        for (ToldRecord record : all(Topics.ROLLUPS.name(PREFIX))) {
            reader.read(record.value());
            for (int row = 0; row < reader.size() && reader.intervalSeconds() == 10; row++) {
                if (reader.seriesText(row).startsWith("m{host:h0,")) {
                    starts.add(reader.startSeconds(row));
                }
            }
        }
        return starts;
    }

    private List<ToldRecord> ofStage(List<ToldRecord> bands, BandStage stage) {
        BandBatchReader reader = new BandBatchReader(wire);
        return bands.stream()
                .filter(record -> reader.read(record.value()).stage() == stage)
                .toList();
    }

    private static List<ToldRecord> ofDetector(List<ToldRecord> anomalies, String detector) {
        return anomalies.stream()
                .filter(record -> record.key().startsWith(detector + "\n"))
                .toList();
    }

    /** What the detectors have read of a topic, by their committed offset. */
    private List<ToldRecord> consumed(String topic) throws Exception {
        try (var admin = kafka.admin()) {
            long end = admin.listConsumerGroupOffsets("crash-detectors")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(topic, 0))
                    .offset();
            return upTo(topic, end);
        }
    }

    private List<ToldRecord> all(String topic) {
        return upTo(topic, Long.MAX_VALUE);
    }

    /** Everything committed on the one partition of a topic, before an offset. */
    private List<ToldRecord> upTo(String topic, long endOffset) {
        List<ToldRecord> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end =
                    Math.min(endOffset, consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.offset() < end) {
                        records.add(ToldRecord.of(record.key(), record.value(), record.timestamp()));
                    }
                }
            }
        }
        return records;
    }
}
