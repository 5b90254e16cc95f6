package io.tidemark.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.Alert;
import io.tidemark.avro.AlertState;
import io.tidemark.avro.Anomaly;
import io.tidemark.avro.Attempt;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.Channel;
import io.tidemark.avro.CheckStatus;
import io.tidemark.avro.DeadLetter;
import io.tidemark.avro.Event;
import io.tidemark.avro.EventPriority;
import io.tidemark.avro.EventType;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.avro.Outcome;
import io.tidemark.avro.PointKind;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.avro.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes written by this release, kept for ever: a later release must still read them, and must notice when it writes
 * others. A schema may only change together with a new file of golden bytes; the old file stays.
 */
class GoldenBytesTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
    private static final Path GOLDEN = FOLDER.resolve("0.2.hex");
    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_000L);

    private final Wire wire = Wire.singleObject();

    @Test
    void thisReleaseWritesTheBytesThatItPromised() throws IOException {
        StringBuilder written = new StringBuilder();
        records()
                .forEach((name, bytes) -> written.append(name)
                        .append(' ')
                        .append(HexFormat.of().formatHex(bytes))
                        .append('\n'));
        if (Boolean.getBoolean("golden.renew")) {
            Files.writeString(GOLDEN, written);
        }
        assertThat(written.toString())
                .as("a schema changed: keep the old file, add one for the new release (-Dgolden.renew=true writes it)")
                .isEqualTo(Files.readString(GOLDEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1.hex", "0.2.hex"})
    void bytesOfReleasesSoFarAreRead(String release) throws IOException {
        Map<String, byte[]> golden = new LinkedHashMap<>();
        for (String line : Files.readAllLines(FOLDER.resolve(release))) {
            String[] parts = line.split(" ");
            golden.put(parts[0], HexFormat.of().parseHex(parts[1]));
        }
        assertThat(new PointBatchReader(wire).read(golden.get("PointBatch")).value(1))
                .isEqualTo(42.5);
        assertThat(new RollupBatchReader(wire).read(golden.get("RollupBatch")).max(0))
                .isEqualTo(3.0);
        assertThat(new BandBatchReader(wire).read(golden.get("BandBatch")).upper(0))
                .isEqualTo(12f);
        assertThat(wire.deserializer(Anomaly.class)
                        .deserialize("", golden.get("Anomaly"))
                        .getChannel())
                .isEqualTo(Channel.INCIDENT);
        assertThat(wire.deserializer(Alert.class)
                        .deserialize("", golden.get("Alert"))
                        .getTo())
                .isEqualTo(AlertState.ALERT);
        assertThat(wire.deserializer(Notification.class)
                        .deserialize("", golden.get("Notification"))
                        .getAttempts())
                .hasSize(1);
    }

    private Map<String, byte[]> records() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put(
                "PointBatch",
                new PointBatchWriter(wire)
                        .begin("golden")
                        .add("system.cpu.user{env:prod,host:a}", PointKind.GAUGE, 0, AT.toEpochMilli(), 12.5)
                        .add("web.page_views", PointKind.RATE, 10, AT.toEpochMilli() + 10_000, 42.5)
                        .addSketch("latency", 10, AT.toEpochMilli(), 1.5, new byte[] {1, 2, 3})
                        .toBytes());
        all.put("Tick", new PointBatchWriter(wire).tick(AT.toEpochMilli()));
        all.put(
                "RollupBatch",
                new RollupBatchWriter(wire)
                        .begin(60, false)
                        .add("m{host:a}", PointKind.GAUGE, 0, AT.getEpochSecond(), 2, 4.0, 1.0, 3.0, 3.0, null)
                        .toBytes());
        all.put(
                "BandBatch",
                new BandBatchWriter(wire)
                        .begin("cpu", 7, "sarima/1", 60, BandStage.DIRECT)
                        .add("host:a", AT.getEpochSecond(), 13, BandFlags.ANOMALOUS | BandFlags.ABOVE)
                        .band(10, 8, 12, 1, 3.2, 1, 9, 1)
                        .toBytes());
        all.put("Anomaly", wire.serializer(Anomaly.class).serialize("", anomaly()));
        all.put("Alert", wire.serializer(Alert.class).serialize("", alert()));
        all.put("Notification", wire.serializer(Notification.class).serialize("", notification()));
        all.put(
                "Event",
                wire.serializer(Event.class)
                        .serialize(
                                "",
                                new Event(
                                        "id",
                                        AT,
                                        "deployed",
                                        "v2",
                                        EventType.SUCCESS,
                                        EventPriority.LOW,
                                        "a",
                                        "api",
                                        "key",
                                        List.of("env:prod"))));
        all.put(
                "ServiceCheck",
                wire.serializer(ServiceCheck.class)
                        .serialize(
                                "",
                                new ServiceCheck("db.up", CheckStatus.CRITICAL, AT, "a", "no answer", List.of("x:y"))));
        all.put(
                "DeadLetter",
                wire.serializer(DeadLetter.class)
                        .serialize(
                                "",
                                new DeadLetter(
                                        "malformed",
                                        "what",
                                        AT,
                                        "detectors",
                                        "points",
                                        3,
                                        9L,
                                        null,
                                        ByteBuffer.wrap(new byte[] {1}))));
        return all;
    }

    private static Anomaly anomaly() {
        return Anomaly.newBuilder()
                .setDetector("cpu")
                .setGroup("host:a")
                .setQuery("avg:system.cpu.user{*} by {host}")
                .setBucketStart(AT)
                .setIntervalSeconds(60)
                .setValue(13)
                .setExpected(10)
                .setLower(8)
                .setUpper(12)
                .setScale(1)
                .setScore(3.2)
                .setChannel(Channel.INCIDENT)
                .setTrend(9.0)
                .setSeason(1.0)
                .setExplanation("Expected 8 to 12, saw 13.")
                .setModel("sarima/1")
                .setConfigVersion(7)
                .setView(View.SURPRISE)
                .setIncident(3.2)
                .setBehaviour(1.5)
                .setSeasonSeconds(86_400)
                .setBorrowed(true)
                .setPast(List.of(10.5, Double.NaN))
                .build();
    }

    private static Alert alert() {
        return Alert.newBuilder()
                .setId("0011")
                .setMonitorId("m1")
                .setMonitorName("CPU")
                .setGroup("host:a")
                .setAt(AT)
                .setFrom(AlertState.OK)
                .setTo(AlertState.ALERT)
                .setValue(95.0)
                .setThreshold(90.0)
                .setReason("avg over 5 minutes is 95 > 90")
                .setQuery("avg(last_5m):avg:system.cpu.user{*} by {host} > 90")
                .setPriority(2)
                .setTags(List.of("team:a"))
                .setConfigVersion(3)
                .setDowntimes(List.of("d1"))
                .build();
    }

    private static Notification notification() {
        return Notification.newBuilder()
                .setId("0022")
                .setThread("t1")
                .setAlertId("0011")
                .setMonitorId("m1")
                .setGroup("host:a")
                .setKind(NotificationKind.TRIGGERED)
                .setChannel("email")
                .setRecipient("a@example.org")
                .setSubject("[Alert] CPU")
                .setBody("high")
                .setDecidedAt(AT)
                .setState(NotificationState.SENT)
                .setAttempts(List.of(new Attempt(AT, Outcome.DELIVERED, "250 OK")))
                .setMonitorName("CPU")
                .setTags(List.of("team:a"))
                .setZone("Europe/Paris")
                .build();
    }
}
