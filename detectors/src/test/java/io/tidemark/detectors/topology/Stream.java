package io.tidemark.detectors.topology;

import io.tidemark.avro.Anomaly;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.DeadLetter;
import io.tidemark.avro.PointKind;
import io.tidemark.detectors.assignment.ConfigurationLog;
import io.tidemark.detectors.assignment.Definition;
import io.tidemark.detectors.assignment.Definitions;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.ExclusionDocument;
import io.tidemark.document.MonitorDocument;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.BandFlags;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The whole stream on one partition, without a broker; time passes when a test says so. */
final class Stream implements AutoCloseable {
    final Wire wire = Wire.singleObject();
    final Tally tally = new Tally();
    private final ConfigurationLog detectors = new ConfigurationLog();
    private final ConfigurationLog monitors = new ConfigurationLog();
    private final ConfigurationLog exclusions = new ConfigurationLog();
    private final Map<String, List<byte[]>> kept = new HashMap<>();
    private final List<byte[]> untaken = new ArrayList<>();
    private final KeptHistory history = new KeptHistory();
    private final PointBatchWriter writer = new PointBatchWriter(wire);
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> points;
    private long offset;
    private long nowMillis;

    Stream() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9");
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 1 << 20);
        driver = new TopologyTestDriver(DetectorTopology.of(settings()), properties, Instant.EPOCH);
        points = driver.createInputTopic(name(Topics.POINTS), new ByteArraySerializer(), new ByteArraySerializer());
    }

    TopologySettings settings() {
        return new TopologySettings(
                "t.",
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofDays(2),
                1_000,
                List.of(detectors, monitors, exclusions),
                wire,
                tally,
                history);
    }

    /** A detector's document, known from two seconds after the latest tick on. */
    void detector(String id, String json) {
        List<Definition> wanted = Documents.parse(DocumentKind.DETECTOR, id, json.getBytes(StandardCharsets.UTF_8))
                .fold(accepted -> Definitions.of((DetectorDocument) accepted.document()), refused -> {
                    throw new AssertionError(refused.faults());
                });
        detectors.add(new ConfigurationLog.Entry(id, offset++, nowMillis, wanted));
    }

    void monitor(String id, String json) {
        List<Definition> wanted = Documents.parse(DocumentKind.MONITOR, id, json.getBytes(StandardCharsets.UTF_8))
                .fold(accepted -> Definitions.of((MonitorDocument) accepted.document()), refused -> {
                    throw new AssertionError(refused.faults());
                });
        monitors.add(new ConfigurationLog.Entry(id, offset++, nowMillis, wanted));
    }

    /** A definition that no document can say more shortly. */
    void definition(Definition definition) {
        detectors.add(new ConfigurationLog.Entry(definition.id(), offset++, nowMillis, List.of(definition)));
    }

    /** An exclusion's document, or its deletion where the text is empty. */
    void exclusion(String id, String json) {
        Optional<ExclusionDocument> document = json.isEmpty()
                ? Optional.empty()
                : Documents.parse(DocumentKind.EXCLUSION, id, json.getBytes(StandardCharsets.UTF_8))
                        .fold(accepted -> Optional.of((ExclusionDocument) accepted.document()), refused -> {
                            throw new AssertionError(refused.faults());
                        });
        exclusions.add(new ConfigurationLog.Entry(id, offset++, nowMillis, List.of(), document));
    }

    /** Answers what was asked for so far from what was told so far, and appends the answers to the log. */
    int answerFromWhatIsKept() {
        bytes(Topics.ROLLUPS);
        keep(Topics.BANDS);
        int answers = history.answer(settings(), kept(Topics.ROLLUPS), kept(Topics.BANDS));
        wallClockPasses(Duration.ofSeconds(1));
        return answers;
    }

    void deleteDetector(String id) {
        detectors.add(new ConfigurationLog.Entry(id, offset++, nowMillis, List.of()));
    }

    void point(String series, double seconds, double value) {
        point(series, PointKind.GAUGE, 0, seconds, value);
    }

    void point(String series, PointKind kind, int interval, double seconds, double value) {
        writer.begin("test").add(series, kind, interval, Math.round(seconds * 1000), value);
        raw(null, writer.toBytes());
    }

    void raw(byte[] key, byte[] value) {
        points.pipeInput(new TestRecord<>(key, value, Instant.ofEpochMilli(nowMillis)));
    }

    void tick(double seconds) {
        nowMillis = Math.round(seconds * 1000);
        raw(null, writer.tick(nowMillis));
    }

    /** A tick each second up to this one. */
    void ticksTo(int seconds) {
        ticksTo(seconds, 1);
    }

    /** A tick every so many seconds up to this one. */
    void ticksTo(int seconds, int step) {
        for (long second = nowMillis / 1000 + step; second <= seconds; second += step) {
            tick(second);
        }
    }

    void wallClockPasses(Duration time) {
        driver.advanceWallClockTime(time);
    }

    /** Bands since the last call: {@code detector|group|start value flags}. */
    List<String> bands() {
        List<String> rows = new ArrayList<>();
        BandBatchReader reader = new BandBatchReader(wire);
        for (byte[] record : untaken(Topics.BANDS)) {
            reader.read(record);
            for (int i = 0; i < reader.size(); i++) {
                rows.add(reader.detector() + "|" + reader.group(i) + "|" + reader.startSeconds(i) + " "
                        + reader.value(i) + (reader.has(i, BandFlags.ANOMALOUS) ? " anomalous" : ""));
            }
        }
        return rows;
    }

    /** Everything in each band since the last call: {@code group|start value expected lower upper scale score warm flags}. */
    List<String> wholeBands() {
        List<String> rows = new ArrayList<>();
        BandBatchReader reader = new BandBatchReader(wire);
        for (byte[] record : untaken(Topics.BANDS)) {
            reader.read(record);
            for (int i = 0; i < reader.size(); i++) {
                rows.add(reader.group(i) + "|" + reader.startSeconds(i) + " " + reader.value(i) + " "
                        + reader.expected(i) + " " + reader.lower(i) + " " + reader.upper(i) + " " + reader.scale(i)
                        + " " + reader.score(i) + " " + reader.warm(i) + " " + reader.flags(i));
            }
        }
        return rows;
    }

    /** Warmth of the model in each band since the last call. */
    List<Float> warmth() {
        List<Float> warm = new ArrayList<>();
        BandBatchReader reader = new BandBatchReader(wire);
        for (byte[] record : untaken(Topics.BANDS)) {
            reader.read(record);
            for (int i = 0; i < reader.size(); i++) {
                warm.add(reader.warm(i));
            }
        }
        return warm;
    }

    /** Times told for the sums of groups since the last call, in seconds. */
    List<Long> groupedTicks() {
        List<Long> ticks = new ArrayList<>();
        BandBatchReader reader = new BandBatchReader(wire);
        for (byte[] record : untaken(Topics.BANDS)) {
            reader.read(record);
            if (reader.stage() == BandStage.GROUPED && reader.tickMillis().isPresent()) {
                ticks.add(reader.tickMillis().getAsLong() / 1000);
            }
        }
        return ticks;
    }

    List<Anomaly> anomalies() {
        return bytes(Topics.ANOMALIES).stream()
                .map(b -> wire.deserializer(Anomaly.class).deserialize("", b))
                .toList();
    }

    List<DeadLetter> deadLetters() {
        return bytes(Topics.DEAD_LETTERS).stream()
                .map(b -> wire.deserializer(DeadLetter.class).deserialize("", b))
                .toList();
    }

    List<byte[]> bytes(io.tidemark.topics.Topic topic) {
        List<byte[]> records = output(topic);
        kept.computeIfAbsent(name(topic), unused -> new ArrayList<>()).addAll(records);
        return records;
    }

    /** Bands are kept, though a test has not looked at them yet. */
    private void keep(io.tidemark.topics.Topic topic) {
        untaken.addAll(bytes(topic));
    }

    private List<byte[]> untaken(io.tidemark.topics.Topic topic) {
        keep(topic);
        List<byte[]> taken = List.copyOf(untaken);
        untaken.clear();
        return taken;
    }

    private List<byte[]> kept(io.tidemark.topics.Topic topic) {
        return kept.getOrDefault(name(topic), List.of());
    }

    private List<byte[]> output(io.tidemark.topics.Topic topic) {
        return driver
                .createOutputTopic(name(topic), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .stream()
                .map(TestRecord::value)
                .toList();
    }

    private static String name(io.tidemark.topics.Topic topic) {
        return topic.name("t.");
    }

    @Override
    public void close() {
        driver.close();
    }
}
