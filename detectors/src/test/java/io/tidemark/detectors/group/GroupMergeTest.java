package io.tidemark.detectors.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.PointKind;
import io.tidemark.detectors.assignment.ConfigurationLog;
import io.tidemark.detectors.assignment.Definition;
import io.tidemark.detectors.assignment.Definitions;
import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.rollup.ClosedBuckets;
import io.tidemark.detectors.rollup.Rollup;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a group's value has the same bits however the records of the source partitions interleave. Method: several tasks roll
 * up series with values such as 0.1, whose sum depends on the order of adding; their partial sums are merged in many orders
 * that keep only the order within a source, as Kafka does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupMergeTest {
    private static final int SOURCES = 5;
    private static final int SECONDS = 120;
    private static final long LATENESS_MILLIS = 2_000;

    private final ConfigurationLog configuration = configuration();
    private final List<List<byte[]>> batchesOfSource = batches();
    private final Map<String, List<String>> oneAfterTheOther = merged(new Random(0) {
        @Override
        public int nextInt(int bound) {
            return 0; // Always the first source that has something left.
        }
    });

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void anyInterleavingOfTheSourcesGivesTheSameBits(long seed) {
        assertThat(merged(new Random(seed))).as("seed %d", seed).isEqualTo(oneAfterTheOther);
    }

    @Test
    void everyBucketOfEveryGroupIsToldOnce() {
        assertThat(oneAfterTheOther).containsOnlyKeys("avg|zone:z0", "avg|zone:z1", "sum|zone:z0", "sum|zone:z1");
        oneAfterTheOther.values().forEach(rows -> {
            assertThat(rows).hasSize(SECONDS / 10);
            assertThat(rows.stream().map(row -> row.split(" ")[0])).doesNotHaveDuplicates();
        });
    }

    /** The values of this test would show another order: added from the last source to the first, sums have other bits. */
    @Test
    void theSumsOfTheSourcesDependOnTheOrderOfAdding() {
        Map<PartialKey, List<Partial>> partials = new TreeMap<>(java.util.Comparator.comparing(PartialKey::toString));
        for (List<byte[]> batches : batchesOfSource) {
            batches.forEach(bytes -> PartialBatch.parse(bytes)
                    .partials()
                    .forEach((key, partial) -> partials.computeIfAbsent(key, unused -> new ArrayList<>())
                            .add(partial)));
        }
        long different = partials.values().stream()
                .filter(parts -> sum(parts, false) != sum(parts, true))
                .count();
        assertThat(different).isGreaterThan(5);
    }

    private static double sum(List<Partial> parts, boolean backwards) {
        Partial sum = new Partial();
        for (int i = 0; i < parts.size(); i++) {
            sum.add(parts.get(backwards ? parts.size() - 1 - i : i));
        }
        return sum.value(io.tidemark.query.Aggregator.SUM);
    }

    /** Rows by query and group, each {@code start bits}, in the order in which they closed. */
    private Map<String, List<String>> merged(Random random) {
        Map<String, List<String>> rows = new TreeMap<>();
        InForce inForce = new InForce(List.of(configuration), 0);
        GroupMerge merge = new GroupMerge(
                GroupMerge.newStore(),
                inForce,
                LATENESS_MILLIS,
                new Tally(),
                (unit, group, start, value, count) -> rows.computeIfAbsent(
                                unit.id() + "|" + group, unused -> new ArrayList<>())
                        .add(start + " " + Long.toHexString(Double.doubleToRawLongBits(value))));
        int[] next = new int[SOURCES];
        List<Integer> left = new ArrayList<>();
        for (int source = 0; source < SOURCES; source++) {
            left.add(source);
        }
        while (!left.isEmpty()) {
            int at = random.nextInt(left.size());
            int source = left.get(at);
            if (merge.take(PartialBatch.parse(batchesOfSource.get(source).get(next[source]++)))) {
                inForce.tick(merge.nowMillis());
                merge.closeDue();
            }
            if (next[source] == batchesOfSource.get(source).size()) {
                left.remove(at);
            }
        }
        return rows;
    }

    /** What each task tells the first partition. */
    private List<List<byte[]>> batches() {
        List<List<byte[]>> batches = new ArrayList<>();
        for (int source = 0; source < SOURCES; source++) {
            batches.add(batchesOf(source));
        }
        return batches;
    }

    private List<byte[]> batchesOf(int source) {
        Random random = new Random(source);
        ClosedBuckets closed = new ClosedBuckets();
        InForce inForce = new InForce(List.of(configuration), 0);
        Rollup rollup = new Rollup(
                Rollup.newStore(),
                Rollup.newSketchStore(),
                new Rollup.Limits(LATENESS_MILLIS, 86_400_000),
                inForce,
                new Tally(),
                closed);
        // One partition for all groups; that a task has a number of its own decides where its sums stand.
        TaskSums sums = new TaskSums(source, 1);
        List<byte[]> batches = new ArrayList<>();
        for (int second = 0; second < SECONDS + 20; second++) {
            for (int host = 0; host < 6 && second < SECONDS; host++) {
                String series = "m{host:" + source + host + ",zone:z" + host % 2 + "}";
                rollup.point(
                        rollup.series(series, PointKind.GAUGE, 0),
                        second * 1000L,
                        0.1 * random.nextInt(1_000) / 3,
                        null);
            }
            long tick = second * 1000L + 100L * source;
            inForce.tick(tick);
            rollup.tick(tick);
            for (int row = 0; row < closed.size(); row++) {
                sums.add(inForce, closed, row);
            }
            closed.clear();
            for (PartialBatch batch : sums.take(0, tick)) {
                batches.add(new PartialBatch(source, SOURCES, batch.tickMillis(), batch.partials()).toBytes());
            }
        }
        return batches;
    }

    private static ConfigurationLog configuration() {
        ConfigurationLog log = new ConfigurationLog();
        for (String aggregator : List.of("sum", "avg")) {
            String json = "{\"query\":\"" + aggregator + ":m{*} by {zone}.rollup(" + aggregator
                    + ", 10)\",\"interval\":10,\"model\":\"basic\",\"bounds\":4}";
            List<Definition> wanted = Documents.parse(
                            DocumentKind.DETECTOR, aggregator, json.getBytes(StandardCharsets.UTF_8))
                    .fold(accepted -> Definitions.of((DetectorDocument) accepted.document()), refused -> {
                        throw new AssertionError(refused.faults());
                    });
            log.add(new ConfigurationLog.Entry(aggregator, log.size(), 0, wanted));
        }
        return log;
    }
}
