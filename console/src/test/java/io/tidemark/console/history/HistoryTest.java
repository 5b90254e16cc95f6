package io.tidemark.console.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.avro.Alert;
import io.tidemark.avro.AlertState;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.avro.PointKind;
import io.tidemark.series.Series;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.BandBatchWriter;
import io.tidemark.wire.BandFlags;
import io.tidemark.wire.RollupBatchReader;
import io.tidemark.wire.RollupBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history on a real embedded QuestDB. */
final class HistoryTest {

    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Wire WIRE = Wire.singleObject();

    @TempDir
    private Path folder;

    private History history;

    @BeforeEach
    void open() {
        history = History.open(HistorySettings.in(folder), CLOCK);
    }

    @AfterEach
    void close() {
        history.close();
    }

    @Test
    void aRowReadTwiceIsKeptOnce() {
        byte[] batch = minutes("cpu{host:a}", 60, 1.0);
        history.writer().rollups(new RollupBatchReader(WIRE).read(batch));
        history.writer().commit();
        history.writer().rollups(new RollupBatchReader(WIRE).read(batch));
        history.writer().commit();

        assertThat(history.rollups("cpu{host:a}", lastHours(2), Width.MINUTE)).hasSize(60);
    }

    @Test
    void aCorrectionReplacesWhatWasSaidBefore() {
        history.writer().rollups(new RollupBatchReader(WIRE).read(minutes("cpu{host:a}", 3, 1.0)));
        history.writer().commit();
        history.writer().rollups(new RollupBatchReader(WIRE).read(minutes("cpu{host:a}", 3, 7.0)));
        history.writer().commit();

        assertThat(history.line("cpu{host:a}", lastHours(12), 1_000).last()).containsExactly(7.0, 7.0, 7.0);
    }

    @Test
    void manySeriesAreReadAtTheWidestWidthAndOnlyTheRestAtFinerOnes() {
        history.writer().rollups(new RollupBatchReader(WIRE).read(minutes("cpu{host:a}", 60, 1.0)));
        history.writer().rollups(new RollupBatchReader(WIRE).read(minutes("cpu{host:b}", 60, 1.0)));
        RollupBatchWriter tens = new RollupBatchWriter(WIRE).begin(600, false);
        for (long start = NOW.getEpochSecond() - 3_600; start < NOW.getEpochSecond() - 2_400; start += 600) {
            tens.add("cpu{host:a}", PointKind.GAUGE, 0, start, 10, 10, 1, 1, 1, null);
        }
        history.writer().rollups(new RollupBatchReader(WIRE).read(tens.toBytes()));
        history.writer().commit();
        java.util.Map<String, List<RollupRow>> read = new java.util.TreeMap<>();

        history.rollupsOf(
                List.of("cpu{host:a}", "cpu{host:b}", "cpu{host:none}"),
                new Span(NOW.minusSeconds(3_600), NOW),
                600,
                read::put);

        assertThat(read).containsOnlyKeys("cpu{host:a}", "cpu{host:b}");
        assertThat(read.get("cpu{host:a}")).hasSize(2 + 40);
        assertThat(read.get("cpu{host:a}").stream().mapToLong(RollupRow::count).sum())
                .isEqualTo(60);
    }

    @Test
    void whatWasCommittedIsThereAfterReopening() {
        history.writer().rollups(new RollupBatchReader(WIRE).read(minutes("cpu{host:a}", 60, 1.0)));
        history.writer().bands(new BandBatchReader(WIRE).read(band("cpu", "host:a", 60, BandFlags.ANOMALOUS)));
        history.writer().commit();
        assertThat(history.created()).isTrue();
        history.close();

        history = History.open(HistorySettings.in(folder), CLOCK);

        assertThat(history.created()).isFalse();
        assertThat(history.series("CPU host", 10))
                .extracting(SeriesEntry::series)
                .containsExactly("cpu{host:a}");
        assertThat(history.latestBands()).singleElement().satisfies(entry -> {
            assertThat(entry.getKey()).isEqualTo(new BandKey("cpu", "host:a"));
            assertThat(entry.getValue().value()).isEqualTo(60);
            assertThat(entry.getValue().anomalous()).isTrue();
        });
    }

    @Test
    void aRebuildStartsFromNothing() {
        history.writer().rollups(new RollupBatchReader(WIRE).read(minutes("cpu{host:a}", 60, 1.0)));
        history.writer().commit();
        history.close();

        history = History.open(HistorySettings.in(folder).rebuilt(), CLOCK);

        assertThat(history.created()).isTrue();
        assertThat(history.rollups("cpu{host:a}", lastHours(2), Width.MINUTE)).isEmpty();
        assertThat(history.seriesCount()).isZero();
    }

    @Test
    void anAnomalousBucketIsNotAveragedAway() {
        history.writer().bands(new BandBatchReader(WIRE).read(band("cpu", "*", 600, 0)));
        history.writer().bands(new BandBatchReader(WIRE).read(oneBand("cpu", "*", 300, 999, BandFlags.ANOMALOUS)));
        history.writer().commit();

        BandGraph graph = history.bands(new BandKey("cpu", "*"), lastHours(12), 100);
        assertThat(history.judgedSince(new BandKey("cpu", "*")))
                .contains(Instant.ofEpochSecond(history.bandRows(new BandKey("cpu", "*"), lastHours(12))
                        .get(0)
                        .startSeconds()));
        assertThat(history.judgedSince(new BandKey("cpu", "none"))).isEmpty();

        assertThat(graph.size()).isLessThanOrEqualTo(100);
        assertThat(graph.anomalous())
                .singleElement()
                .satisfies(row -> assertThat(row.value()).isEqualTo(999));
    }

    @Test
    void textOfUsersIsNeverTakenForSql() {
        String hostile = "x' or 1=1; drop table bands; --{host:a}";
        history.writer().rollups(new RollupBatchReader(WIRE).read(minutes("cpu{host:a}", 3, 1.0)));
        history.writer().commit();

        assertThat(history.line(hostile, lastHours(1), 100).size()).isZero();
        assertThat(history.bands(new BandKey(hostile, hostile), lastHours(1), 100)
                        .size())
                .isZero();
        assertThat(history.line("cpu{host:a}", lastHours(2), 1_000).size()).isEqualTo(3);
    }

    @Test
    void aNotificationIsShownAsItLastWas() {
        history.writer().notification(notification(NotificationState.PENDING));
        history.writer().commit();
        history.writer().notification(notification(NotificationState.SENT));
        history.writer().commit();

        assertThat(history.notifications(lastHours(1), 10)).singleElement().satisfies(row -> {
            assertThat(row.state()).isEqualTo("SENT");
            assertThat(row.subject()).isEqualTo("Größer als erwartet ≥ 5");
            assertThat(row.nextAttempt()).isEmpty();
        });
    }

    @Test
    void theStateOfAGroupIsItsNewestTransition() {
        history.writer().alert(alert("1", NOW.minusSeconds(600), AlertState.OK, AlertState.ALERT));
        history.writer().alert(alert("2", NOW.minusSeconds(60), AlertState.ALERT, AlertState.OK));
        history.writer().commit();

        assertThat(history.states())
                .singleElement()
                .satisfies(row -> assertThat(row.to()).isEqualTo("OK"));
        assertThat(history.alerts(lastHours(1), 10)).extracting(AlertRow::id).containsExactly("2", "1");
    }

    @Test
    void eventsComeBackAsTheyWere() {
        history.writer()
                .event(Event.newBuilder()
                        .setId("e1")
                        .setAt(NOW.minusSeconds(5))
                        .setTitle("deploy <b>")
                        .setTags(List.of("env:prod", "v:1"))
                        .build());
        history.writer().commit();

        assertThat(history.events(lastHours(1), 10)).singleElement().satisfies(event -> {
            assertThat(event.title()).isEqualTo("deploy <b>");
            assertThat(event.tags()).containsExactly("env:prod", "v:1");
            assertThat(event.at()).isEqualTo(NOW.minusSeconds(5));
        });
        assertThat(history.anomalies(lastHours(1), Optional.empty(), 10)).isEmpty();
        assertThat(history.suspended()).isEmpty();
    }

    @Test
    void coarseBucketsSumWhatIsInThem() {
        history.writer().rollups(new RollupBatchReader(WIRE).read(minutes("cpu{host:a}", 60, 2.0)));
        history.writer().commit();

        LineGraph graph = LineGraph.of(history.rollups("cpu{host:a}", lastHours(12), Width.MINUTE), 60, 1_800, "GAUGE");

        assertThat(graph.count()).containsExactly(30, 30);
        assertThat(graph.average(0)).isEqualTo(2.0, within(1e-12));
    }

    private static Span lastHours(int hours) {
        return new Span(NOW.minusSeconds(hours * 3600L), NOW);
    }

    private static byte[] minutes(String series, int rows, double value) {
        RollupBatchWriter writer = new RollupBatchWriter(WIRE).begin(60, false);
        for (int i = 0; i < rows; i++) {
            writer.add(
                    Series.parse(series).text(),
                    PointKind.GAUGE,
                    0,
                    NOW.getEpochSecond() - 3600 + i * 60L,
                    1,
                    value,
                    value,
                    value,
                    value,
                    null);
        }
        return writer.toBytes();
    }

    private static byte[] band(String detector, String group, int rows, int flags) {
        BandBatchWriter writer = new BandBatchWriter(WIRE).begin(detector, 1, "sarima/1", 60, BandStage.DIRECT);
        for (int i = 1; i <= rows; i++) {
            writer.add(group, NOW.getEpochSecond() - 60L * (rows - i + 1), i, flags)
                    .band(i, i - 1, i + 1, 1, 0.5f, 1, i, Float.NaN);
        }
        return writer.toBytes();
    }

    private static byte[] oneBand(String detector, String group, int minutesAgo, double value, int flags) {
        return new BandBatchWriter(WIRE)
                .begin(detector, 1, "sarima/1", 60, BandStage.DIRECT)
                .add(group, NOW.getEpochSecond() - minutesAgo * 60L, value, flags)
                .band(1, 0, 2, 1, 9, 1, 1, Float.NaN)
                .toBytes();
    }

    private static Notification notification(NotificationState state) {
        return Notification.newBuilder()
                .setId("n1")
                .setThread("t")
                .setAlertId("a")
                .setMonitorId("m")
                .setGroup("*")
                .setKind(NotificationKind.TRIGGERED)
                .setChannel("email")
                .setRecipient("a@example.org")
                .setSubject("Größer als erwartet ≥ 5")
                .setBody("text")
                .setDecidedAt(NOW.minusSeconds(10))
                .setState(state)
                .build();
    }

    private static Alert alert(String id, Instant at, AlertState from, AlertState to) {
        return Alert.newBuilder()
                .setId(id)
                .setMonitorId("m")
                .setMonitorName("Monitor")
                .setGroup("*")
                .setAt(at)
                .setFrom(from)
                .setTo(to)
                .setReason("because")
                .setQuery("avg:cpu{*}")
                .setConfigVersion(1)
                .build();
    }
}
