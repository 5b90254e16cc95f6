package io.tidemark.standalone.cli;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.alerting.configuration.ChangeLog;
import io.tidemark.alerting.configuration.ConfigurationReading;
import io.tidemark.alerting.template.MessageTemplates;
import io.tidemark.alerting.topology.AlertingTopology;
import io.tidemark.avro.BandStage;
import io.tidemark.config.ConfigVersion;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.MonitorDocument;
import io.tidemark.document.MonitorQueries;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchWriter;
import io.tidemark.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * What alerting's own topology makes of five minutes of four hosts, of which two in one data centre go bad, put on the topics of a
 * broker: the commands that explain read nothing else.
 */
final class AlertedCpu {
    private static final int MINUTES = 5;
    private static final Map<String, double[]> CPU = Map.of(
            "dc:x,host:a", new double[] {40, 40, 95, 95, 95},
            "dc:x,host:b", new double[] {40, 40, 95, 95, 95},
            "dc:x,host:c", new double[] {40, 40, 40, 40, 40},
            "dc:y,host:d", new double[] {50, 50, 50, 50, 50});

    private final String bootstrapServers;
    private final String prefix;
    private final Wire wire = Wire.singleObject();
    private final Instant begin = Instant.now().minus(Duration.ofMinutes(30)).truncatedTo(ChronoUnit.MINUTES);

    AlertedCpu(String bootstrapServers, String prefix) {
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
    }

    Instant end() {
        return begin.plus(Duration.ofMinutes(MINUTES));
    }

    void publish(Path monitor) throws IOException {
        MonitorDocument document = Documents.parse(DocumentKind.MONITOR, Files.readAllBytes(monitor))
                .fold(good -> (MonitorDocument) good.document(), bad -> {
                    throw new AssertionError(bad.faults().toString());
                });
        ChangeLog changes = new ChangeLog();
        new ConfigurationReading(changes)
                .changed(new ConfigVersion(
                        DocumentKind.MONITOR,
                        document.id(),
                        0,
                        0,
                        begin.minusSeconds(60),
                        Optional.of(document),
                        "",
                        ""));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "alerted");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        try (TopologyTestDriver driver = new TopologyTestDriver(
                        AlertingTopology.build(
                                prefix,
                                wire,
                                changes,
                                Duration.ofSeconds(1),
                                new MessageTemplates(),
                                new SimpleMeterRegistry()),
                        settings,
                        begin);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            var bands = driver.createInputTopic(
                    Topics.BANDS.name(prefix), new ByteArraySerializer(), new ByteArraySerializer());
            for (byte[] record : bands(MonitorQueries.of(document).get(0).id())) {
                bands.pipeInput(new byte[0], record, begin);
                producer.send(new ProducerRecord<>(Topics.BANDS.name(prefix), new byte[0], record));
            }
            for (var topic : List.of(Topics.ALERTS, Topics.NOTIFICATIONS, Topics.EVENTS)) {
                driver.createOutputTopic(topic.name(prefix), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList()
                        .forEach(record ->
                                producer.send(new ProducerRecord<>(topic.name(prefix), record.key(), record.value())));
            }
            producer.flush();
        }
    }

    private List<byte[]> bands(String watched) {
        List<byte[]> records = new java.util.ArrayList<>();
        records.add(new BandBatchWriter(wire).tick(begin.toEpochMilli(), BandStage.DIRECT));
        for (int minute = 0; minute < MINUTES; minute++) {
            long start = begin.plus(Duration.ofMinutes(minute)).getEpochSecond();
            for (Map.Entry<String, double[]> group : CPU.entrySet()) {
                BandBatchWriter batch = new BandBatchWriter(wire).begin(watched, 1, "", 60, BandStage.DIRECT);
                batch.add(group.getKey(), start, group.getValue()[minute], 0);
                batch.plain();
                records.add(batch.toBytes());
            }
            records.add(new BandBatchWriter(wire).tick((start + 60) * 1_000, BandStage.DIRECT));
        }
        return records;
    }
}
