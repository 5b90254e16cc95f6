package io.tidemark.detectors.topology;

import io.tidemark.detectors.assignment.ConfigurationLog;
import io.tidemark.detectors.assignment.Definition;
import io.tidemark.detectors.assignment.Definitions;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.topics.Topic;
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
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** What the topology tells of a log of points and ticks when nothing goes wrong. */
public final class ReferenceRun implements AutoCloseable {
    private final String prefix;
    private final ConfigurationLog detectors = new ConfigurationLog();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> points;

    public ReferenceRun(String prefix, Duration lateness, Duration margin) {
        this.prefix = prefix;
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "reference");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9");
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 1 << 20);
        TopologySettings settings = new TopologySettings(
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
        points = driver.createInputTopic(
                Topics.POINTS.name(prefix), new ByteArraySerializer(), new ByteArraySerializer());
    }

    public void detector(String id, long offset, long timestampMillis, String json) {
        List<Definition> wanted = Documents.parse(DocumentKind.DETECTOR, id, json.getBytes(StandardCharsets.UTF_8))
                .fold(accepted -> Definitions.of((DetectorDocument) accepted.document()), refused -> {
                    throw new AssertionError(refused.faults());
                });
        detectors.add(new ConfigurationLog.Entry(id, offset, timestampMillis, wanted));
    }

    public void point(byte[] key, byte[] value) {
        points.pipeInput(key, value);
    }

    public List<byte[]> bytes(Topic topic) {
        return driver.createOutputTopic(topic.name(prefix), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList();
    }

    @Override
    public void close() {
        driver.close();
    }
}
