package io.tidemark.standalone.trial;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.alerting.configuration.ChangeLog;
import io.tidemark.alerting.configuration.ConfigurationReading;
import io.tidemark.alerting.template.MessageTemplates;
import io.tidemark.alerting.topology.AlertingTopology;
import io.tidemark.avro.Notification;
import io.tidemark.avro.PointKind;
import io.tidemark.config.ConfigVersion;
import io.tidemark.detectors.assignment.ConfigurationLog;
import io.tidemark.detectors.assignment.Definitions;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.detectors.topology.DetectorTopology;
import io.tidemark.detectors.topology.TopologySettings;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.Document;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.MonitorDocument;
import io.tidemark.query.Grouping;
import io.tidemark.script.SeriesScript;
import io.tidemark.series.Series;
import io.tidemark.topics.Topics;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** Runs a trial: points and ticks into the detectors, their bands into alerting, messages out. */
public final class TrialRun implements AutoCloseable {

    /** Time passes in steps of this: what is due is told at most so much later than on a broker. */
    private static final int TICK_SECONDS = 10;

    private static final Duration MARGIN = Duration.ofSeconds(2);
    private static final Duration LATENESS = Duration.ofSeconds(5);

    /** Ticks after the end, for buckets that are still open then and messages on their way. */
    private static final int SETTLE_TICKS = 3;

    private final AlertTrial trial;
    private final Wire wire = Wire.singleObject();
    private final PointBatchWriter writer = new PointBatchWriter(wire);
    private final ChangeLog changes = new ChangeLog();
    private final ConfigurationLog detectorLog = new ConfigurationLog();
    private final ConfigurationLog monitorLog = new ConfigurationLog();
    private final TopologyTestDriver detectors;
    private final TopologyTestDriver alerting;
    private final TestInputTopic<byte[], byte[]> points;
    private final TestOutputTopic<byte[], byte[]> bandsOut;
    private final TestInputTopic<byte[], byte[]> bandsIn;
    private final TestOutputTopic<String, Notification> notifications;

    private TrialRun(AlertTrial trial) {
        this.trial = trial;
        Instant before = trial.start().minusSeconds(60);
        publish(before);
        detectors = driver("trial-detectors", DetectorTopology.of(settings()), before);
        points = detectors.createInputTopic(
                Topics.POINTS.name(Topics.PREFIX), new ByteArraySerializer(), new ByteArraySerializer());
        bandsOut = detectors.createOutputTopic(
                Topics.BANDS.name(Topics.PREFIX), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        alerting = driver(
                "trial-alerting",
                AlertingTopology.build(
                        Topics.PREFIX, wire, changes, MARGIN, new MessageTemplates(), new SimpleMeterRegistry()),
                before);
        bandsIn = alerting.createInputTopic(
                Topics.BANDS.name(Topics.PREFIX), new ByteArraySerializer(), new ByteArraySerializer());
        notifications = alerting.createOutputTopic(
                Topics.NOTIFICATIONS.name(Topics.PREFIX),
                new StringDeserializer(),
                wire.deserializer(Notification.class));
    }

    /** What is told during a trial, in the order of telling. */
    public static List<Told> of(AlertTrial trial) {
        try (TrialRun run = new TrialRun(trial)) {
            return run.run();
        }
    }

    private static TopologyTestDriver driver(String name, Topology topology, Instant start) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, name);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        return new TopologyTestDriver(topology, settings, start);
    }

    private TopologySettings settings() {
        return new TopologySettings(
                Topics.PREFIX,
                1,
                LATENESS,
                MARGIN,
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofDays(2),
                100_000,
                List.of(detectorLog, monitorLog),
                wire,
                new Tally());
    }

    /** All documents are known when the series begin. */
    private void publish(Instant at) {
        ConfigurationReading reading = new ConfigurationReading(changes);
        long offset = 0;
        for (Document document : trial.documents()) {
            DocumentKind kind = document.kind();
            if (kind != DocumentKind.DETECTOR) {
                reading.changed(new ConfigVersion(kind, document.id(), 0, offset, at, Optional.of(document), ""));
            }
            if (document instanceof DetectorDocument detector) {
                detectorLog.add(
                        new ConfigurationLog.Entry(document.id(), offset, at.toEpochMilli(), Definitions.of(detector)));
            } else if (document instanceof MonitorDocument monitor) {
                monitorLog.add(
                        new ConfigurationLog.Entry(document.id(), offset, at.toEpochMilli(), Definitions.of(monitor)));
            }
            offset++;
        }
    }

    private List<Told> run() {
        List<Told> told = new ArrayList<>();
        Instant now = trial.start().minusSeconds(30);
        tick(now, told);
        int[] sent = new int[trial.series().size()];
        Instant until = trial.end().plusSeconds((long) SETTLE_TICKS * TICK_SECONDS);
        while (now.isBefore(until)) {
            now = now.plusSeconds(TICK_SECONDS);
            for (int i = 0; i < sent.length; i++) {
                sent[i] = send(trial.series().get(i), sent[i], now);
            }
            tick(now, told);
        }
        return told;
    }

    /** Sends the points up to now: each stands in the first second of its bucket. */
    private int send(SeriesScript script, int from, Instant now) {
        int step = from;
        String text =
                Series.of(script.metric(), Grouping.tagsOfGroup(script.group())).text();
        while (step < script.steps().size()) {
            Instant at = trial.start().plus(script.every().multipliedBy(step));
            if (!at.isBefore(now)) {
                break;
            }
            SeriesScript.Step one = script.steps().get(step++);
            if (!one.isMissing()) {
                writer.begin("trial").add(text, PointKind.GAUGE, 0, at.toEpochMilli(), one.value());
                points.pipeInput(new TestRecord<>(null, writer.toBytes(), now));
            }
        }
        return step;
    }

    private void tick(Instant now, List<Told> told) {
        points.pipeInput(new TestRecord<>(null, writer.tick(now.toEpochMilli()), now));
        for (TestRecord<byte[], byte[]> band : bandsOut.readRecordsToList()) {
            bandsIn.pipeInput(new TestRecord<>(band.key(), band.value(), now));
        }
        notifications.readValuesToList().forEach(one -> told.add(Told.of(one, trial.zone())));
    }

    @Override
    public void close() {
        detectors.close();
        alerting.close();
    }
}
