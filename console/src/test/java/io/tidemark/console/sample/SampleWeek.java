package io.tidemark.console.sample;

import io.tidemark.avro.Alert;
import io.tidemark.avro.AlertState;
import io.tidemark.avro.Anomaly;
import io.tidemark.avro.Attempt;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.Channel;
import io.tidemark.avro.Event;
import io.tidemark.avro.EventType;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.avro.Outcome;
import io.tidemark.avro.PointKind;
import io.tidemark.topics.Topic;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchWriter;
import io.tidemark.wire.BandFlags;
import io.tidemark.wire.RollupBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.apache.avro.specific.SpecificRecord;

/**
 * One week up to an instant: connections, request time on two hosts, orders. Each has a daily season; connections surge three
 * times, the request time of one host climbs in the last twenty minutes. Two alerts were told, one was held back.
 */
public final class SampleWeek {

    /** Where records go. */
    public interface Sink {
        void send(Topic topic, String key, byte[] value);
    }

    public static final long SEED = 20_260_301;
    public static final String DETECTOR = "db-connections";
    public static final int SURGES = 3;

    private static final int MINUTE = 60;
    private static final int WEEK_MINUTES = 7 * 24 * 60;
    private static final int FLUSH_ROWS = 500;

    private final Wire wire = Wire.singleObject();
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Sink sink;
    private final String prefix;
    private final long endSeconds;
    private int anomalies;

    public SampleWeek(Sink sink, String prefix, Instant end) {
        this.sink = sink;
        this.prefix = prefix;
        this.endSeconds = Math.floorDiv(end.getEpochSecond(), (long) MINUTE) * MINUTE;
    }

    /** Writes everything; returns the number of anomalous buckets. */
    public int write() {
        Shape connections = new Shape(
                DETECTOR,
                "*",
                "postgresql.connections{db:shop,host:db-1}",
                minute -> 120 + 60 * daily(minute),
                4,
                minute -> surge(minute, 1_900, 40, 95) + surge(minute, 5_200, 25, -70) + surge(minute, 9_310, 30, 120));
        series(connections);
        for (String host : List.of("web-1", "web-2")) {
            series(new Shape(
                    "request-time",
                    "host:" + host,
                    "shop.request.time{env:prod,host:" + host + "}",
                    minute -> 0.18 + 0.09 * daily(minute - 90),
                    0.012,
                    minute -> host.equals("web-2") && minute > WEEK_MINUTES - 20
                            ? 0.02 * (minute - WEEK_MINUTES + 20)
                            : 0));
        }
        series(new Shape(
                "orders", "*", "shop.orders{env:prod}", minute -> 40 + 35 * daily(minute + 120), 3, minute -> 0));
        decisions();
        return anomalies;
    }

    /** One series with its band, at one minute. */
    private record Shape(
            String detector,
            String group,
            String series,
            DoubleUnaryOperator expected,
            double noise,
            DoubleUnaryOperator trouble) {}

    private void series(Shape shape) {
        RollupBatchWriter rollups = new RollupBatchWriter(wire);
        BandBatchWriter bands = new BandBatchWriter(wire);
        rollups.begin(MINUTE, false);
        bands.begin(shape.detector(), 3, "sarima/1", MINUTE, BandStage.DIRECT);
        long start = endSeconds - (long) WEEK_MINUTES * MINUTE;
        for (int minute = 0; minute < WEEK_MINUTES; minute++) {
            long at = start + (long) minute * MINUTE;
            double expected = shape.expected().applyAsDouble(minute);
            double scale = shape.noise() * (1 + 0.4 * Math.abs(daily(minute)));
            double value = expected + scale * gauss() + shape.trouble().applyAsDouble(minute);
            double half = 4.5 * scale;
            boolean out = Math.abs(value - expected) > half;
            double score = Math.min(12, Math.pow(Math.abs(value - expected) / scale, 2) / 4.6);
            rollups.add(
                    shape.series(), PointKind.GAUGE, 0, at, 6, value * 6, value - scale, value + scale, value, null);
            bands.add(shape.group(), at, value, out ? BandFlags.ANOMALOUS : 0)
                    .band(
                            expected,
                            expected - half,
                            expected + half,
                            scale,
                            score,
                            minute < 1440 ? minute / 1440.0 : 1,
                            expected,
                            Double.NaN);
            if (out) {
                anomalies++;
                anomaly(shape, at, value, expected, half, scale, score);
            }
            if (rollups.size() == FLUSH_ROWS || minute == WEEK_MINUTES - 1) {
                sink.send(Topics.ROLLUPS, shape.series(), rollups.toBytes());
                sink.send(Topics.BANDS, shape.detector() + "\n" + shape.group(), bands.toBytes());
                rollups.begin(MINUTE, false);
                bands.begin(shape.detector(), 3, "sarima/1", MINUTE, BandStage.DIRECT);
            }
        }
        hours(shape, start);
    }

    private void hours(Shape shape, long start) {
        for (int width : new int[] {600, 3600}) {
            RollupBatchWriter wide = new RollupBatchWriter(wire).begin(width, false);
            for (long at = Math.floorDiv(start, (long) width) * width; at + width <= endSeconds; at += width) {
                double value = shape.expected().applyAsDouble((at - start) / 60.0);
                wide.add(
                        shape.series(),
                        PointKind.GAUGE,
                        0,
                        at,
                        width / 10,
                        value * width / 10,
                        value,
                        value,
                        value,
                        null);
            }
            sink.send(Topics.ROLLUPS, shape.series(), wide.toBytes());
        }
    }

    private void anomaly(Shape shape, long at, double value, double expected, double half, double scale, double score) {
        String side = value > expected ? "above" : "below";
        send(
                Topics.ANOMALIES,
                shape.detector() + "\n" + shape.group(),
                Anomaly.newBuilder()
                        .setDetector(shape.detector())
                        .setGroup(shape.group())
                        .setQuery("avg:" + shape.series())
                        .setBucketStart(Instant.ofEpochSecond(at))
                        .setIntervalSeconds(MINUTE)
                        .setValue(value)
                        .setExpected(expected)
                        .setLower(expected - half)
                        .setUpper(expected + half)
                        .setScale(scale)
                        .setScore(score)
                        .setChannel(Channel.INCIDENT)
                        .setExplanation(String.format(
                                java.util.Locale.ROOT,
                                "The value %.1f is %.1f standard deviations %s what is usual at this time of day (%.1f).",
                                value,
                                Math.abs(value - expected) / scale,
                                side,
                                expected))
                        .setModel("sarima/1")
                        .setConfigVersion(3)
                        .build());
    }

    private void decisions() {
        long start = endSeconds - (long) WEEK_MINUTES * MINUTE;
        alert(
                "a1",
                start + 5_210 * 60L,
                AlertState.OK,
                AlertState.ALERT,
                "connections",
                "Unusual number of connections",
                "*",
                List.of("nightly"));
        told("n1", "a1", start + 5_210 * 60L, NotificationKind.TRIGGERED, NotificationState.HELD, "oncall@example.org");
        alert(
                "a2",
                start + 5_240 * 60L,
                AlertState.ALERT,
                AlertState.OK,
                "connections",
                "Unusual number of connections",
                "*",
                List.of("nightly"));
        alert(
                "a3",
                start + 9_318 * 60L,
                AlertState.OK,
                AlertState.ALERT,
                "connections",
                "Unusual number of connections",
                "*",
                List.of());
        told("n2", "a3", start + 9_318 * 60L, NotificationKind.TRIGGERED, NotificationState.SENT, "oncall@example.org");
        told("n3", "a3", start + 9_318 * 60L, NotificationKind.TRIGGERED, NotificationState.SENT, "shop@example.org");
        alert(
                "a4",
                start + 9_355 * 60L,
                AlertState.ALERT,
                AlertState.OK,
                "connections",
                "Unusual number of connections",
                "*",
                List.of());
        told("n4", "a4", start + 9_355 * 60L, NotificationKind.RECOVERED, NotificationState.SENT, "oncall@example.org");
        alert(
                "a5",
                endSeconds - 8 * 60L,
                AlertState.OK,
                AlertState.WARN,
                "latency",
                "Pages are slow",
                "host:web-2",
                List.of());
        alert(
                "a6",
                endSeconds - 5 * 60L,
                AlertState.WARN,
                AlertState.ALERT,
                "latency",
                "Pages are slow",
                "host:web-2",
                List.of());
        told(
                "n5",
                "a6",
                endSeconds - 5 * 60L,
                NotificationKind.TRIGGERED,
                NotificationState.PENDING,
                "oncall@example.org");
        event("e1", endSeconds - 45 * 60L, "Deployed shop 4.11.0", "Rolled out to web-1 and web-2.", EventType.SUCCESS);
        event(
                "e2",
                endSeconds - 5 * 3600L,
                "Refused detector cpu",
                "detectors[0].model is \"sarimaa\" (expected one of auto, robust-zscore, sarima, seasonal-trend). Did you mean sarima?",
                EventType.WARNING);
        event(
                "e3",
                endSeconds - 60L,
                "<img src=x onerror=alert(1)>",
                "<script>document.title='bad'</script>",
                EventType.ERROR);
    }

    private void alert(
            String id,
            long at,
            AlertState from,
            AlertState to,
            String monitor,
            String name,
            String group,
            List<String> downtimes) {
        boolean connections = monitor.equals("connections");
        send(
                Topics.ALERTS,
                monitor + "\n" + group,
                Alert.newBuilder()
                        .setId(id)
                        .setMonitorId(monitor)
                        .setMonitorName(name)
                        .setGroup(group)
                        .setAt(Instant.ofEpochSecond(at))
                        .setFrom(from)
                        .setTo(to)
                        .setValue(connections ? (to == AlertState.OK ? 0.0 : 1.0) : 0.47)
                        .setThreshold(connections ? 0.8 : 0.4)
                        .setReason(
                                connections
                                        ? (to == AlertState.OK
                                                ? "0 % of the last 15 minutes were out of band; recovery is at or below 0 %."
                                                : "100 % of the last 15 minutes were out of band, at or above the alert threshold of 80 %.")
                                        : "The average over the last 5 minutes is 0.47 s, above the threshold of 0.4 s.")
                        .setQuery(
                                connections
                                        ? "avg(last_4h):anomalies(detector('" + DETECTOR + "')) >= 0.8"
                                        : "avg(last_5m):avg:shop.request.time{*} by {host} > 0.4")
                        .setPriority(connections ? 2 : null)
                        .setConfigVersion(1)
                        .setDowntimes(downtimes)
                        .build());
    }

    private void told(String id, String alert, long at, NotificationKind kind, NotificationState state, String whom) {
        send(
                Topics.NOTIFICATIONS,
                id,
                Notification.newBuilder()
                        .setId(id)
                        .setThread("t")
                        .setAlertId(alert)
                        .setMonitorId("connections")
                        .setGroup("*")
                        .setKind(kind)
                        .setChannel("email")
                        .setRecipient(whom)
                        .setSubject("[Alert] Unusual number of connections")
                        .setBody("Look at the pool.")
                        .setFacts(List.of(new Fact("Expected", "143")))
                        .setDecidedAt(Instant.ofEpochSecond(at))
                        .setState(state)
                        .setHeldBy(state == NotificationState.HELD ? List.of("nightly") : List.of())
                        .setAttempts(
                                state == NotificationState.SENT
                                        ? List.of(
                                                new Attempt(Instant.ofEpochSecond(at + 2), Outcome.DELIVERED, "250 OK"))
                                        : List.of())
                        .build());
    }

    private void event(String id, long at, String title, String text, EventType type) {
        send(
                Topics.EVENTS,
                id,
                Event.newBuilder()
                        .setId(id)
                        .setAt(Instant.ofEpochSecond(at))
                        .setTitle(title)
                        .setText(text)
                        .setAlertType(type)
                        .setSource("api")
                        .setTags(List.of("env:prod"))
                        .build());
    }

    @SuppressWarnings("unchecked")
    private <T extends SpecificRecord> void send(Topic topic, String key, T record) {
        sink.send(topic, key, wire.serializer((Class<T>) record.getClass()).serialize(topic.name(prefix), record));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private double gauss() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private static double daily(double minute) {
        double day = 2 * Math.PI * minute / 1440;
        return 0.8 * Math.sin(day - 1.6) + 0.35 * Math.sin(2 * day + 0.4);
    }

    private static double surge(double minute, double start, double length, double height) {
        double along = (minute - start) / length;
        return along < 0 || along > 1 ? 0 : height * Math.sin(Math.PI * along);
    }
}
