package io.tidemark.detectors.topology;

import io.tidemark.detectors.assignment.ConfigurationLog;
import io.tidemark.detectors.assignment.Definition;
import io.tidemark.detectors.assignment.Definitions;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;

/** What the topology tells of a log of points and ticks, or of a log of partial sums, when nothing goes wrong. */
public final class ReferenceRun implements AutoCloseable {
    private final TopologySettings settings;
    private final ConfigurationLog detectors = new ConfigurationLog();
    private final TopologyTestDriver driver;

    public ReferenceRun(String prefix, Duration lateness, Duration margin) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "reference");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9");
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 1 << 20);
        settings = new TopologySettings(
                prefix,
                1,
                lateness,
                margin,
                Duration.ofDays(1),
                Duration.ofDays(1),
                Duration.ofDays(30),
                10_000,
                List.of(detectors, new ConfigurationLog()),
                Wire.singleObject(),
                new Tally());
        driver = new TopologyTestDriver(DetectorTopology.of(settings), properties, Instant.EPOCH);
    }

    public void detector(String id, long offset, long timestampMillis, String json) {
        List<Definition> wanted = Documents.parse(DocumentKind.DETECTOR, id, json.getBytes(StandardCharsets.UTF_8))
                .fold(accepted -> Definitions.of((DetectorDocument) accepted.document()), refused -> {
                    throw new AssertionError(refused.faults());
                });
        detectors.add(new ConfigurationLog.Entry(id, offset, timestampMillis, wanted));
    }

    /** Feeds a log of points and ticks. */
    public void points(List<ToldRecord> log) {
        feed(Topics.POINTS.name(settings.prefix()), log);
    }

    /** Feeds a log of partial sums: what the groups' task reads. */
    public void partialSums(List<ToldRecord> log) {
        feed(settings.partialsTopic(), log);
    }

    /** What was written to a topic since the last call. */
    public List<ToldRecord> told(String topic) {
        return driver
                .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .stream()
                .map(record -> ToldRecord.of(record.key(), record.value(), record.timestamp()))
                .toList();
    }

    @Override
    public void close() {
        driver.close();
    }

    private void feed(String topic, List<ToldRecord> log) {
        var input = driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
        for (ToldRecord record : log) {
            input.pipeInput(record.rawKey(), record.value(), record.timestampMillis());
        }
    }
}
