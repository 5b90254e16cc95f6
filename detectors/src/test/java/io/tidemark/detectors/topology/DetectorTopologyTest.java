package io.tidemark.detectors.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.avro.Anomaly;
import io.tidemark.avro.PointKind;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.topics.Topics;
import io.tidemark.wire.RollupBatchReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DetectorTopologyTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/topology.txt");
    private static final String EACH =
            "{\"query\":\"avg:m{*} by {*}.rollup(avg, 10)\",\"interval\":10,\"model\":\"basic\",\"bounds\":4}";

    private final Stream stream = new Stream();

    @AfterEach
    void close() {
        stream.close();
    }

    /** Renew with {@code -Dgolden.renew=true}. */
    @Test
    void theTopologyReadsAsItsGoldenFile() throws IOException {
        String described = DetectorTopology.of(stream.settings()).describe().toString();
        if (Boolean.getBoolean("golden.renew")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, described);
        }
        assertThat(described).as("renew with -Dgolden.renew=true").isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void eachSeriesIsJudgedBesideItsRollup() {
        stream.detector("d", EACH);
        stream.ticksTo(10);
        stream.point("m{host:a}", 11, 1);
        stream.point("m{host:b}", 12, 3);
        stream.point("other{host:b}", 12, 3);
        stream.ticksTo(25);
        assertThat(stream.bands()).containsExactly("d|m{host:a}|10 1.0", "d|m{host:b}|10 3.0");
    }

    /** More buckets than go on in one part: none is lost or told twice, and a sum has all its addends. */
    @Test
    void aTickThatClosesVeryManyBucketsIsToldInParts() {
        int series = 3_500; // Of each a bucket of ten seconds and one of ten minutes, an hour and a minute: 14,000.
        stream.monitor(
                "1",
                "{\"name\":\"n\",\"type\":\"metric alert\",\"query\":\"avg(last_5m):sum:m{*} by {env}.rollup(sum, 60) > 4\"}");
        stream.ticksTo(3_550, 10);
        for (int i = 0; i < series; i++) {
            stream.point("m{env:prod,instance:" + i + "}", 3_595, 1);
        }
        stream.tick(3_700);
        stream.tick(3_800);
        assertThat(stream.bands())
                .filteredOn(row -> row.contains("|env:prod|3540 "))
                .hasSize(1)
                .first()
                .asString()
                .endsWith(" 3500.0");
        List<String> rollups = new ArrayList<>();
        RollupBatchReader reader = new RollupBatchReader(stream.wire);
        for (byte[] record : stream.bytes(Topics.ROLLUPS)) {
            reader.read(record);
            for (int row = 0; row < reader.size(); row++) {
                rollups.add(reader.intervalSeconds() + " " + reader.seriesText(row));
            }
        }
        assertThat(rollups).hasSize(4 * series).doesNotHaveDuplicates();
    }

    @Test
    void aMonitorsPlainQueryIsToldWithItsValueOnly() {
        stream.monitor(
                "1",
                "{\"name\":\"n\",\"type\":\"metric alert\",\"query\":\"avg(last_5m):sum:m{env:prod} by {host}.rollup(sum, 10) > 4\"}");
        stream.ticksTo(10);
        stream.point("m{env:prod,host:a,disk:x}", 11, 1);
        stream.point("m{env:prod,host:a,disk:y}", 12, 3);
        stream.point("m{env:test,host:a}", 12, 100);
        stream.ticksTo(40);
        assertThat(stream.bands()).anyMatch(row -> row.startsWith("query:") && row.endsWith("|host:a|10 4.0"));
    }

    @Test
    void arithmeticIsDoneGroupByGroup() {
        stream.detector(
                "ratio",
                "{\"query\":\"sum:errors{*} by {host}.as_count().rollup(sum, 10) / sum:hits{*} by {host}.as_count().rollup(sum, 10)\",\"interval\":10,\"model\":\"basic\",\"bounds\":4}");
        stream.ticksTo(10);
        stream.point("errors{host:a}", PointKind.COUNT, 10, 11, 1);
        stream.point("hits{host:a,page:x}", PointKind.COUNT, 10, 11, 3);
        stream.point("hits{host:a,page:y}", PointKind.COUNT, 10, 11, 5);
        stream.ticksTo(30);
        assertThat(stream.bands()).contains("ratio|host:a|10 0.125");
    }

    @Test
    void aLiveGroupWithoutAValueIsToldAsAGapUntilTheRetention() {
        stream.detector("d", EACH);
        stream.ticksTo(10);
        stream.point("m", 11, 1);
        stream.ticksTo(60);
        assertThat(stream.bands()).containsExactly("d|m|10 1.0", "d|m|20 NaN", "d|m|30 NaN");
        stream.ticksTo(5_000, 10);
        List<String> gaps = stream.bands();
        assertThat(gaps).hasSizeBetween(355, 362).allMatch(row -> row.endsWith("NaN"));
        stream.ticksTo(6_000, 10);
        assertThat(stream.bands()).as("nothing after the retention of an hour").isEmpty();
    }

    @Test
    void filledInHistoryIsJudgedInOrderAndTimeDoesNotRunAheadOfIt() {
        stream.detector("d", EACH);
        stream.ticksTo(10);
        stream.tick(1_000_000);
        for (int second = 100; second < 200; second += 10) {
            stream.point("m", second, second);
        }
        stream.ticksTo(1_000_004);
        stream.point("m", 200, 200);
        stream.ticksTo(1_000_060);
        List<String> rows = stream.bands();
        assertThat(rows).hasSize(11).noneMatch(row -> row.endsWith("NaN"));
        assertThat(rows.get(10)).isEqualTo("d|m|200 200.0");
    }

    @Test
    void aDeletedDetectorTellsNothingMoreAndItsStateIsGone() {
        stream.detector("d", EACH);
        stream.ticksTo(10);
        stream.point("m", 11, 1);
        stream.ticksTo(25);
        assertThat(stream.bands()).isNotEmpty();
        stream.deleteDetector("d");
        stream.ticksTo(28);
        stream.point("m", 28, 1);
        stream.ticksTo(60);
        assertThat(stream.bands()).isEmpty();
        stream.detector("d", EACH);
        stream.ticksTo(63);
        stream.point("m", 71, 1);
        stream.ticksTo(85);
        assertThat(stream.bands()).as("begins anew").containsExactly("d|m|70 1.0");
    }

    @Test
    void timeIsToldToTheSumsOfGroupsWhileAQueryHasGroups() {
        stream.detector("each", EACH);
        stream.ticksTo(20);
        assertThat(stream.groupedTicks())
                .as("once: who starts does not know what was told before")
                .containsExactly(1L);

        stream.detector("by-zone", "{\"query\":\"sum:m{*} by {zone}\",\"interval\":10}");
        stream.ticksTo(31);
        stream.point("m{zone:a}", 31, 3);
        stream.ticksTo(51);
        assertThat(stream.groupedTicks()).startsWith(22L, 23L).endsWith(50L, 51L);
        stream.point("m{zone:a}", 51, 4);
        stream.ticksTo(75);
        assertThat(stream.bands()).contains("by-zone|zone:a|50 4.0");

        stream.deleteDetector("by-zone");
        stream.ticksTo(90);
        assertThat(stream.groupedTicks())
                .as("the last one tells those who sum that it ended")
                .containsExactly(76L, 77L);
        stream.detector("by-zone", "{\"query\":\"sum:m{*} by {zone}\",\"interval\":10}");
        stream.ticksTo(101);
        stream.point("m{zone:a}", 101, 5);
        stream.ticksTo(125);
        assertThat(stream.bands())
                .as("begins anew: no gap since the last one")
                .contains("by-zone|zone:a|100 5.0")
                .noneMatch(band -> band.startsWith("by-zone") && band.contains("NaN"));
    }

    @Test
    void aDetectorThatIsSwitchedOffTellsNothingAndGoesOnWithWhatItHadLearnt() {
        stream.detector("d", EACH);
        stream.ticksTo(10);
        feed(10, 400);
        float learnt = last(stream.warmth());
        stream.detector("d", EACH.replace("{\"query", "{\"enabled\":false,\"query"));
        stream.ticksTo(420);
        stream.bands();
        feed(430, 500);
        assertThat(stream.bands()).isEmpty();
        stream.detector("d", EACH);
        feed(510, 540);
        List<String> rows = stream.bands();
        assertThat(rows).as("nothing is told of the time between").isNotEmpty().noneMatch(row -> row.endsWith("NaN"));
        assertThat(rows.get(0)).startsWith("d|m|5");
        feed(550, 570);
        assertThat(last(stream.warmth())).isGreaterThanOrEqualTo(learnt);
    }

    @Test
    void aChangedThresholdKeepsWhatWasLearntAndAChangedQueryDoesNot() {
        stream.detector("d", EACH);
        stream.ticksTo(10);
        feed(10, 400);
        float learnt = last(stream.warmth());
        stream.detector("d", EACH.replace("\"bounds\":4", "\"bounds\":6"));
        feed(410, 440);
        float kept = last(stream.warmth());
        stream.detector("d", EACH.replace("m{*}", "m{!host:none}"));
        feed(450, 480);
        float anew = last(stream.warmth());
        assertThat(kept).isGreaterThanOrEqualTo(learnt);
        assertThat(anew).isLessThan(learnt);
    }

    @Test
    void aVersionJudgesFromItsEffectiveTimeOn() {
        stream.detector("d", EACH);
        stream.detector(
                "d",
                EACH.replace("{\"query", "{\"effective_from\":\"1970-01-01T00:01:00Z\",\"query")
                        .replace("avg:m", "max:m"));
        stream.ticksTo(10);
        for (int second = 30; second < 90; second += 10) {
            stream.point("m", second, 1);
        }
        stream.ticksTo(110);
        assertThat(stream.bands())
                .containsExactly("d|m|30 1.0", "d|m|40 1.0", "d|m|50 1.0", "d|m|60 1.0", "d|m|70 1.0", "d|m|80 1.0");
    }

    @Test
    void anAnomalyIsToldWithASentenceWhoseNumbersFollowFromIt() {
        stream.detector("d", EACH);
        stream.ticksTo(10);
        Random random = new Random(3);
        for (int second = 10; second < 6_000; second += 10) {
            stream.point("m{host:a}", second, 100 + random.nextGaussian());
            stream.tick(second + 9);
        }
        stream.point("m{host:a}", 6_000, 500);
        stream.ticksTo(6_020);
        List<Anomaly> anomalies = stream.anomalies();
        assertThat(anomalies).isNotEmpty();
        Anomaly last = anomalies.get(anomalies.size() - 1);
        assertThat(last.getValue()).isEqualTo(500);
        assertThat(last.getExplanation())
                .startsWith("500 is ")
                .contains(" above the band ")
                .endsWith(".");
        assertThat(last.getConfigVersion()).isZero();
        assertThat(stream.bands()).anyMatch(row -> row.equals("d|m{host:a}|6000 500.0 anomalous"));
    }

    /** Goal: what came at the same hour of the days before is told. Method: each hour has its own value, and one is empty. */
    @Test
    void anAnomalySaysWhatCameAtTheSameHourOfTheDaysBefore() {
        stream.detector(
                "d",
                "{\"query\":\"avg:m{*} by {*}.rollup(avg, 600)\",\"interval\":600,\"model\":\"basic\",\"bounds\":4}");
        stream.ticksTo(10);
        int spike = 9 * 86_400 + 5 * 3_600 + 1_200;
        for (int second = 30; second < spike; second += 600) {
            int hour = second / 3_600;
            if (hour != 6 * 24 + 5) {
                stream.point("m", second, 100 + hour % 24 / 100.0 + hour / 24 / 10.0 + (second / 600 % 2) / 1_000.0);
            }
            stream.tick(second + 575);
        }
        stream.anomalies();
        stream.point("m", spike + 30, 500);
        stream.ticksTo(spike + 700, 60);
        List<Anomaly> anomalies = stream.anomalies();
        assertThat(anomalies).hasSize(1);
        List<Double> past = anomalies.get(0).getPast();
        assertThat(past).hasSize(7);
        for (int day = 1; day <= 7; day++) {
            double there = past.get(day - 1);
            if (9 - day == 6) {
                assertThat(there).isNaN();
            } else {
                assertThat(there).isCloseTo(100 + 5 / 100.0 + (9 - day) / 10.0, within(0.01));
            }
        }
        assertThat(anomalies.get(0).getExplanation()).contains("the same hour of the days before: 100.8", "none");
    }

    @Test
    void pointsAsJsonAreTakenFromAnyKafkaTool() {
        stream.detector("d", EACH);
        stream.ticksTo(10);
        json(null, "{\"metric\":\"m\",\"tags\":[\"host:A\"],\"points\":[[11,1.5],[12,2.5]]}");
        json("m{host:b}", "{\"value\":7,\"timestamp\":13}");
        stream.ticksTo(25);
        assertThat(stream.bands()).containsExactly("d|m{host:a}|10 2.0", "d|m{host:b}|10 7.0");
    }

    @Test
    void whatCannotBeReadIsPutAsideWithItsBytesAndTheRestGoesOn() {
        stream.detector("d", EACH);
        stream.ticksTo(10);
        stream.raw(null, new byte[] {1, 2, 3});
        stream.raw(null, null);
        json(null, "{\"metric\":\"m\",\"points\":[[1,\"x\"]]}");
        json(null, "{\"metric\":\"m\",\"points\":");
        stream.point("m{broken", 11, 1);
        stream.point("m", 11, 1);
        stream.ticksTo(25);
        assertThat(stream.bands()).containsExactly("d|m|10 1.0");
        assertThat(stream.deadLetters())
                .hasSize(5)
                .allMatch(letter -> letter.getTopic().equals("t.points") && letter.getOffset() >= 0)
                .anyMatch(letter -> letter.getDetail().contains("points[0][1] is \"x\" (expected a finite number)"));
        assertThat(stream.tally.get(Tally.Of.DEAD_LETTERS)).isEqualTo(5);
    }

    @Test
    void timePassesInAnIdlePartitionBecauseItsTaskAppendsTicks() {
        stream.detector("d", EACH);
        stream.tick(1);
        stream.wallClockPasses(Duration.ofSeconds(10));
        stream.point("m", 11, 1);
        for (int i = 0; i < 15; i++) {
            stream.wallClockPasses(Duration.ofSeconds(1));
        }
        assertThat(stream.bands()).containsExactly("d|m|10 1.0");
    }

    @Test
    void twoRunsGiveTheSameBytes() {
        List<String> first = bytesOfARun(false);
        assertThat(first).hasSizeGreaterThan(100);
        assertThat(bytesOfARun(false)).isEqualTo(first);
    }

    /** Only the order of rows within a record may differ, so rows are compared. */
    @Test
    void pointsShuffledWithinTheLatenessGiveTheSameBands() {
        assertThat(rowsOfARun(true)).containsExactlyInAnyOrderElementsOf(rowsOfARun(false));
    }

    private static List<String> bytesOfARun(boolean shuffled) {
        try (Stream run = new Stream()) {
            feedRun(run, shuffled);
            List<String> bytes = new ArrayList<>();
            for (var topic : List.of(Topics.ROLLUPS, Topics.BANDS, Topics.ANOMALIES)) {
                run.bytes(topic)
                        .forEach(b ->
                                bytes.add(topic.shortName() + HexFormat.of().formatHex(b)));
            }
            return bytes;
        }
    }

    private static List<String> rowsOfARun(boolean shuffled) {
        try (Stream run = new Stream()) {
            feedRun(run, shuffled);
            return run.bands();
        }
    }

    private static void feedRun(Stream run, boolean shuffled) {
        run.detector("each", EACH);
        run.detector(
                "sums",
                "{\"query\":\"sum:m{*} by {zone}.rollup(sum, 10)\",\"interval\":10,\"model\":\"basic\",\"bounds\":4}");
        run.ticksTo(10);
        Random random = new Random(17);
        List<Runnable> points = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            double second = 10 + i * 0.1;
            String series = "m{host:h" + random.nextInt(7) + ",zone:z" + random.nextInt(2) + "}";
            double value = random.nextInt(1000);
            points.add(() -> run.point(series, second, value));
        }
        Random order = new Random(18);
        for (int from = 0; from < points.size(); from += 20) {
            List<Runnable> part = new ArrayList<>(points.subList(from, from + 20));
            if (shuffled) {
                Collections.shuffle(part, order);
            }
            part.forEach(Runnable::run);
            run.tick(12 + from * 0.1);
        }
        run.ticksTo(150);
    }

    private void feed(int fromSecond, int toSecond) {
        for (int second = fromSecond; second <= toSecond; second += 10) {
            stream.point("m", second, second % 7);
            stream.ticksTo(second + 9);
        }
        stream.ticksTo(toSecond + 8);
    }

    private void json(String key, String value) {
        stream.raw(key == null ? null : key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    private static float last(List<Float> values) {
        return values.get(values.size() - 1);
    }
}
