package io.tidemark.alerting.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.alerting.configuration.ChangeLog;
import io.tidemark.alerting.configuration.ConfigurationReading;
import io.tidemark.alerting.template.MessageTemplates;
import io.tidemark.alerting.topology.AlertingTopology;
import io.tidemark.avro.Alert;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.CheckStatus;
import io.tidemark.avro.DeadLetter;
import io.tidemark.avro.Event;
import io.tidemark.avro.EventType;
import io.tidemark.avro.Notification;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.config.ConfigVersion;
import io.tidemark.document.Document;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.MonitorDocument;
import io.tidemark.document.MonitorQueries;
import io.tidemark.script.SeriesScript;
import io.tidemark.topics.Topic;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchWriter;
import io.tidemark.wire.BandFlags;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * The alerting topology in virtual time: documents and scripted series in, messages out.
 *
 * <p>Time moves by whole buckets: a tick says that a bucket has ended, then its rows arrive. {@link #expect} compares all
 * messages since the last call with a list of lines: what is missing fails, and so does what is unexpected.
 */
public final class Scene implements AutoCloseable {

    public static final Duration MARGIN = Duration.ofSeconds(2);

    private final Wire wire = Wire.singleObject();
    private final ChangeLog changes = new ChangeLog();
    private final ConfigurationReading reading = new ConfigurationReading(changes);
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> bands;
    private final TestOutputTopic<String, Notification> notifications;
    private final TestOutputTopic<String, Alert> alerts;
    private final TestOutputTopic<String, Event> events;
    private final TestOutputTopic<String, DeadLetter> deadLetters;
    private final Map<String, MonitorDocument> monitors = new LinkedHashMap<>();
    private final Map<String, List<String>> watchedBy = new LinkedHashMap<>();
    private final List<byte[]> sent = new ArrayList<>();
    private final ZoneId zone;
    private final BandStage stage;
    private final TestInputTopic<byte[], byte[]> checks;
    private final TestInputTopic<byte[], byte[]> eventsIn;
    private Instant now;
    private Instant settled = Instant.EPOCH;
    private long offset;

    public Scene(String start, String zone) {
        this(start, zone, BandStage.DIRECT);
    }

    Scene(String start, String zone, BandStage stage) {
        this(start, zone, stage, AlertingTopology.Together.PLAIN);
    }

    Scene(String start, String zone, BandStage stage, AlertingTopology.Together together) {
        this.zone = ZoneId.of(zone);
        this.stage = stage;
        this.now = java.time.LocalDateTime.parse(start).atZone(this.zone).toInstant();
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "scene");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        driver = new TopologyTestDriver(
                AlertingTopology.build(
                        Topics.PREFIX,
                        wire,
                        changes,
                        MARGIN,
                        new MessageTemplates(),
                        new SimpleMeterRegistry(),
                        together),
                settings,
                now);
        bands = driver.createInputTopic(
                Topics.BANDS.name(Topics.PREFIX), new ByteArraySerializer(), new ByteArraySerializer());
        checks = driver.createInputTopic(
                Topics.SERVICE_CHECKS.name(Topics.PREFIX), new ByteArraySerializer(), new ByteArraySerializer());
        eventsIn = driver.createInputTopic(
                Topics.EVENTS.name(Topics.PREFIX), new ByteArraySerializer(), new ByteArraySerializer());
        notifications = output(Topics.NOTIFICATIONS, Notification.class);
        alerts = output(Topics.ALERTS, Alert.class);
        events = output(Topics.EVENTS, Event.class);
        deadLetters = output(Topics.DEAD_LETTERS, DeadLetter.class);
    }

    private <T extends org.apache.avro.specific.SpecificRecord> TestOutputTopic<String, T> output(
            Topic topic, Class<T> type) {
        return driver.createOutputTopic(topic.name(Topics.PREFIX), new StringDeserializer(), wire.deserializer(type));
    }

    // --- documents

    /** Publishes a document, and lets the margin pass so that it is known. */
    public Scene given(DocumentKind kind, String id, String json) {
        return given(kind, id, json, "");
    }

    /** The same, written by somebody. */
    public Scene given(DocumentKind kind, String id, String json, String author) {
        return posted(kind, id, json.replace('\'', '"'), author);
    }

    /** As it stands in a file. */
    Scene posted(DocumentKind kind, String id, String json) {
        return posted(kind, id, json, "");
    }

    private Scene posted(DocumentKind kind, String id, String json, String author) {
        Document document = Documents.parse(kind, id, json.getBytes(StandardCharsets.UTF_8))
                .fold(accepted -> accepted.document(), refused -> {
                    throw new AssertionError(refused.faults().toString());
                });
        if (document instanceof MonitorDocument monitor) {
            monitors.put(id, monitor);
            watchedBy.clear();
        }
        reading.changed(new ConfigVersion(kind, id, 0, offset++, now, Optional.of(document), json, author));
        return tickAfter(MARGIN);
    }

    public Scene deleted(DocumentKind kind, String id) {
        return deleted(kind, id, "");
    }

    Scene deleted(DocumentKind kind, String id, String author) {
        reading.changed(new ConfigVersion(kind, id, 0, offset++, now, Optional.empty(), "", author));
        return tickAfter(MARGIN);
    }

    // --- time and series

    Scene tickAfter(Duration later) {
        now = now.plus(later);
        return tick();
    }

    /** Moves the wall clock to a local time of the scene's zone, tick by tick of a minute. */
    public Scene until(String local) {
        Instant to = java.time.LocalDateTime.parse(local).atZone(zone).toInstant();
        while (now.plusSeconds(60).isBefore(to)) {
            tickAfter(Duration.ofSeconds(60));
        }
        now = to;
        return tick();
    }

    private Scene tick() {
        return send(new BandBatchWriter(wire).tick(now.toEpochMilli(), stage));
    }

    private Scene send(byte[] record) {
        sent.add(record);
        bands.pipeInput(new byte[0], record, now);
        return this;
    }

    /** Plays scripts side by side from the scene's time on; a monitor's rows are those of its metric's script. */
    public Scene play(String... scripts) {
        List<SeriesScript> series = new ArrayList<>();
        for (String script : scripts) {
            series.add(SeriesScript.parse(script));
        }
        long width = series.get(0).every().toSeconds();
        long start = Math.floorDiv(now.getEpochSecond() + width - 1, width) * width;
        int longest = series.stream().mapToInt(s -> s.steps().size()).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            now = Instant.ofEpochSecond(start + width * (i + 1));
            tick();
            rows(series, i, start + width * i);
        }
        return this;
    }

    /** A check answers. @param answer OK, WARNING, CRITICAL, UNKNOWN */
    Scene check(String name, String answer, String... tags) {
        ServiceCheck check = ServiceCheck.newBuilder()
                .setCheck(name)
                .setStatus(CheckStatus.valueOf(answer))
                .setAt(now)
                .setTags(List.of(tags))
                .build();
        checks.pipeInput(new byte[0], wire.serializer(ServiceCheck.class).serialize("", check), now);
        return this;
    }

    Scene happens(String title, EventType type, String... tags) {
        Event event = Event.newBuilder()
                .setId("event-" + offset++)
                .setAt(now)
                .setTitle(title)
                .setAlertType(type)
                .setSource("test")
                .setTags(List.of(tags))
                .build();
        eventsIn.pipeInput(new byte[0], wire.serializer(Event.class).serialize("", event), now);
        return this;
    }

    /** Ticks each second for a while. */
    public Scene seconds(int count) {
        for (int i = 0; i < count; i++) {
            tickAfter(Duration.ofSeconds(1));
        }
        return this;
    }

    /** A bucket of before, told anew because late points came. */
    Scene correct(String script, Duration before) {
        SeriesScript one = SeriesScript.parse(script);
        row(one, one.steps().get(0), now.minus(before).getEpochSecond(), BandFlags.CORRECTION);
        return this;
    }

    /** As detectors do it: what belongs to one query and instant is one record. */
    private void rows(List<SeriesScript> series, int step, long start) {
        Map<String, BandBatchWriter> records = new LinkedHashMap<>();
        for (SeriesScript one : series) {
            if (step < one.steps().size() && !one.steps().get(step).isMissing()) {
                for (String watched : watchedBy.computeIfAbsent(one.metric(), this::watched)) {
                    add(
                            records.computeIfAbsent(watched + one.hasBand(), any -> begin(one, watched)),
                            one,
                            one.steps().get(step),
                            start,
                            0);
                }
            }
        }
        records.values().forEach(record -> send(record.toBytes()));
    }

    private void row(SeriesScript series, SeriesScript.Step step, long start, int flags) {
        for (String watched : watched(series.metric())) {
            BandBatchWriter record = begin(series, watched);
            add(record, series, step, start, flags);
            send(record.toBytes());
        }
    }

    private BandBatchWriter begin(SeriesScript series, String watched) {
        return new BandBatchWriter(wire)
                .begin(
                        watched,
                        1,
                        series.hasBand() ? "robust-zscore/1" : "",
                        (int) series.every().toSeconds(),
                        stage);
    }

    private static void add(
            BandBatchWriter record, SeriesScript series, SeriesScript.Step step, long start, int flags) {
        int out = step.above() ? BandFlags.ANOMALOUS | BandFlags.ABOVE : 0;
        out |= step.below() ? BandFlags.ANOMALOUS | BandFlags.BELOW : 0;
        record.add(series.group(), start, step.value(), out | flags);
        if (series.hasBand()) {
            record.band(10, 8, 12, 1, 3, 1, Double.NaN, Double.NaN);
        } else {
            record.plain();
        }
    }

    private List<String> watched(String metric) {
        return monitors.values().stream()
                .filter(monitor -> monitor.query().contains(metric))
                .flatMap(monitor -> MonitorQueries.of(monitor).stream())
                .map(MonitorQueries.Derived::id)
                .distinct()
                .toList();
    }

    /** Bytes that are no record of this topic. */
    Scene garbage(byte[] bytes) {
        return send(bytes);
    }

    // --- what came of it

    /** All messages since the last call, one a line: local time, state, kind, group, recipient, downtimes. */
    Scene expect(String... lines) {
        List<String> came = new ArrayList<>();
        for (Notification one : notifications()) {
            String time = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss")
                    .format(one.getDecidedAt().atZone(zone));
            String held = one.getHeldBy().isEmpty() ? "" : " by " + String.join(",", one.getHeldBy());
            String group = one.getGroup().isEmpty() ? "" : " " + one.getGroup();
            came.add(time + " " + one.getState() + held + " " + one.getKind() + group + " -> " + one.getRecipient());
        }
        assertThat(came).as("messages, expected and unexpected").containsExactly(lines);
        return this;
    }

    /** Messages pass the task that sees all partitions with the next tick; it comes a millisecond later. */
    private void settle() {
        settled = settled.isBefore(now) ? now.plusMillis(1) : settled.plusMillis(1);
        send(new BandBatchWriter(wire).tick(settled.toEpochMilli(), stage));
    }

    public List<Notification> notifications() {
        settle();
        return notifications.readValuesToList();
    }

    List<Alert> alerts() {
        settle();
        return alerts.readValuesToList();
    }

    List<Event> events() {
        settle();
        return events.readValuesToList();
    }

    List<DeadLetter> deadLetters() {
        return deadLetters.readValuesToList();
    }

    /** Records that were sent so far, for playing them again. */
    public List<byte[]> sent() {
        return List.copyOf(sent);
    }

    /** Versions of documents so far. */
    public ChangeLog changes() {
        return changes;
    }

    @Override
    public void close() {
        driver.close();
    }
}
