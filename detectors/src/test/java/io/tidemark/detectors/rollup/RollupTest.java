package io.tidemark.detectors.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.PointKind;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.store.ObjectStore;
import io.tidemark.detectors.tally.Tally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are written as {@code series width@start count/sum/min/max/last}, corrections with a {@code !}. */
class RollupTest {
    private static final Rollup.Limits LIMITS = new Rollup.Limits(5_000, 86_400_000);

    private final Tally tally = new Tally();
    private final ClosedBuckets closed = new ClosedBuckets();
    private ModelStore store = Rollup.newStore();
    private ObjectStore<Sketch> sketches = Rollup.newSketchStore();
    private WantedWidths wanted = WantedWidths.NONE;
    private Rollup rollup = newRollup();
    private final List<String> told = new ArrayList<>();

    @Test
    void aBucketIsToldOnceItIsOverAndTheLatenessHasPassed() {
        tick(3);
        point("a", 2.0, 1);
        point("a", 7.5, 4);
        tick(12);
        tick(14);
        assertThat(told).isEmpty();
        tick(15);
        assertThat(told).containsExactly("a 10@0 2/5.0/1.0/4.0/4.0");
    }

    @Test
    void aBucketThatIsStillBeingFilledStaysOpenHoweverOldItIs() {
        tick(1_000);
        point("a", 1, 1);
        tick(1_004);
        point("a", 2, 2);
        tick(1_008);
        assertThat(told).isEmpty();
        tick(1_009);
        assertThat(told)
                .as(
                        "the wider buckets are over as well, and as quiet: they wait for their points, not for the narrow one")
                .containsExactly("a 10@0 2/3.0/1.0/2.0/2.0", "a 60@0 2/3.0/1.0/2.0/2.0", "a 600@0 2/3.0/1.0/2.0/2.0");
    }

    @Test
    void anOlderOpenBucketHoldsNewerOnesBack() {
        tick(30);
        point("a", 15, 2);
        tick(33);
        point("a", 5, 1);
        tick(35);
        assertThat(told).isEmpty();
        tick(38);
        assertThat(told).containsExactly("a 10@0 1/1.0/1.0/1.0/1.0", "a 10@10 1/2.0/2.0/2.0/2.0");
    }

    @Test
    void aLatePointIsToldAsACorrectionOfItsBucket() {
        point("a", 1, 1);
        tick(15);
        told.clear();
        point("a", 9, 5);
        assertThat(told).isEmpty();
        tick(16);
        assertThat(told).containsExactly("a 10@0! 2/6.0/1.0/5.0/5.0");
        assertThat(tally.get(Tally.Of.LATE_POINTS)).isEqualTo(1);
        tick(70);
        assertThat(told).as("the minute holds it too").contains("a 60@0 2/6.0/1.0/5.0/5.0");
    }

    @Test
    void aPointFarTooLateIsCountedAndChangesNothing() {
        for (int i = 0; i < 5; i++) {
            point("a", i * 10, i);
        }
        tick(60);
        told.clear();
        assertThat(rollup.point(series("a"), 5_000, 9, null)).isEqualTo(Rollup.Taken.TOO_LATE);
        tick(61);
        assertThat(told).isEmpty();
        assertThat(tally.get(Tally.Of.TOO_LATE_POINTS)).isEqualTo(1);
    }

    @Test
    void historyBeforeEverythingToldIsToldAsCorrections() {
        point("a", 1_000, 1);
        tick(1_015);
        told.clear();
        point("a", 100, 7);
        point("a", 111, 8);
        tick(1_021);
        assertThat(told).containsExactly("a 10@100! 1/7.0/7.0/7.0/7.0", "a 10@110! 1/8.0/8.0/8.0/8.0");
    }

    @Test
    void minutesAndHoursCloseFromTheirBaseBuckets() {
        for (int second = 0; second < 3_600; second += 10) {
            point("a", second, 1);
            tick(second + 10);
        }
        tick(3_605);
        tick(3_610);
        assertThat(told).filteredOn(row -> row.contains(" 60@")).hasSize(60).allMatch(row -> row.contains(" 6/6.0"));
        assertThat(told).filteredOn(row -> row.contains(" 600@")).hasSize(6).allMatch(row -> row.contains(" 60/60.0"));
        assertThat(told).filteredOn(row -> row.contains(" 3600@")).containsExactly("a 3600@0 360/360.0/1.0/1.0/1.0");
    }

    @Test
    void aSeriesHasAtMostThatManyBucketsOpen() {
        for (int i = 0; i < 1_000; i++) {
            point("a", i * 10, i);
            assertThat(store.size()).isLessThan(16);
        }
        assertThat(tally.get(Tally.Of.FORCED_CLOSES)).isEqualTo(1_000 - Rollup.OPEN_BUCKETS_MAX);
        tick(20_000);
        assertThat(told)
                .filteredOn(row -> row.startsWith("a 10@"))
                .hasSize(1_000)
                .doesNotHaveDuplicates();
        assertThat(told.stream()
                        .filter(row -> row.startsWith("a 10@"))
                        .map(RollupTest::start)
                        .toList())
                .isSorted();
    }

    @Test
    void aWidthWishedForIsToldFromItsFirstWholeBucketOn() {
        point("a", 0, 1);
        tick(16);
        wanted = new WantedWidths() {
            @Override
            public long epoch() {
                return 1;
            }

            @Override
            public int[] of(RolledSeries series) {
                return new int[] {300};
            }
        };
        rollup = newRollup();
        for (int second = 20; second < 700; second += 10) {
            point("a", second, 1);
            tick(second + 16);
        }
        assertThat(told).filteredOn(row -> row.contains(" 300@")).containsExactly("a 300@300 30/30.0/1.0/1.0/1.0");
    }

    @Test
    void aSeriesThatIsSilentForLongIsForgotten() {
        point("a", 5, 1);
        tick(20);
        assertThat(store.size()).isEqualTo(2);
        tick(4_000);
        tick(4_000 + 86_401);
        assertThat(store.size()).as("only the clock is left").isEqualTo(1);
    }

    @Test
    void idleSeriesCostNothingAtATick() {
        DueList due = new DueList();
        for (int handle = 0; handle < 1_000; handle++) {
            due.note(handle, handle % 2 == 0 ? 100 : 1_000_000);
        }
        assertThat(due.take(99)).isEmpty();
        assertThat(due.take(100)).hasSize(500).isSorted();
        assertThat(due.take(100)).isEmpty();
    }

    /** The same points within the lateness, in any order, give the same rows; only the order of series may be another. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void pointsShuffledWithinTheLatenessGiveTheSameBuckets(long seed) {
        Random random = new Random(seed);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            points.add(new double[] {random.nextInt(4), i * 0.45, random.nextInt(100)});
        }
        List<String> sorted = run(points, 0);
        List<double[]> shuffled = new ArrayList<>(points);
        for (int from = 0; from + 8 <= shuffled.size(); from += 8) {
            Collections.shuffle(shuffled.subList(from, from + 8), random);
        }
        assertThat(run(shuffled, 0)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(sorted);
    }

    /**
     * What was told last of each bucket are the points that were taken, added up once more by a plain map: early, late, out of
     * order, from senders of intervals for which base buckets share cells.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyBucketEndsAsTheSumOfThePointsThatWereTaken(long seed) {
        int[] intervals = {1, 10, 50, 60, 300};
        Random random = new Random(seed);
        Map<String, String> wantedRows = new TreeMap<>();
        Map<String, double[]> buckets = new TreeMap<>();
        for (int second = 100_000; second < 108_000; second++) {
            for (int i = 0; i < intervals.length; i++) {
                if (second % intervals[i] == 0 || random.nextInt(60) == 0) {
                    int late = random.nextInt(30) == 0 ? random.nextInt(45) - 10 : 0;
                    double value = random.nextInt(100);
                    Rollup.Taken taken = rollup.point(series("s" + i), (second - late) * 1000L, value, null);
                    for (int width : new int[] {10, 60, 600, 3_600}) {
                        if (taken != Rollup.Taken.TOO_LATE) {
                            String key = "s" + i + " " + width + "@" + (second - late) / width * width;
                            double[] sum = buckets.computeIfAbsent(key, unused -> new double[2]);
                            sum[0]++;
                            sum[1] += value;
                        }
                    }
                }
            }
            if (random.nextInt(4) > 0) {
                tick(second + 1);
            }
        }
        tick(120_000);
        tick(120_100);
        buckets.forEach((key, sum) -> wantedRows.put(key, (long) sum[0] + "/" + sum[1]));
        Map<String, String> lastTold = new TreeMap<>();
        for (String row : told) {
            String[] fields = row.replace("!", "").split(" ");
            String[] values = fields[2].split("/");
            lastTold.put(fields[0] + " " + fields[1], values[0] + "/" + values[1]);
        }
        assertThat(tally.get(Tally.Of.TOO_LATE_POINTS))
                .as("some points came too late")
                .isPositive();
        assertThat(told).as("some buckets were corrected").anyMatch(row -> row.contains("!"));
        assertThat(lastTold).isEqualTo(wantedRows);
    }

    /** Restored from the changelog in the middle, whenever that is, the future is the same to the last row. */
    @ParameterizedTest
    @ValueSource(ints = {1, 97, 700, 1_503})
    void aRestoreAnywhereChangesNothing(int restoreAfter) {
        Random random = new Random(5);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            double late = random.nextInt(20) == 0 ? random.nextInt(40) : 0;
            points.add(new double[] {random.nextInt(5), Math.max(0, i * 0.45 - late), random.nextInt(100)});
        }
        assertThat(run(points, restoreAfter)).isEqualTo(run(points, 0));
    }

    private List<String> run(List<double[]> points, int restoreAfter) {
        store = Rollup.newStore();
        sketches = Rollup.newSketchStore();
        rollup = newRollup();
        told.clear();
        List<Map.Entry<byte[], byte[]>> changelog = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            double[] point = points.get(i);
            point("s" + (int) point[0], point[1], point[2]);
            if (i % 16 == 15) {
                tick((int) (i * 0.45) + 1);
            }
            if (i + 1 == restoreAfter) {
                store.drain((key, value) -> changelog.add(new java.util.AbstractMap.SimpleEntry<>(key, value)));
                store = Rollup.newStore();
                changelog.forEach(record -> store.restore(record.getKey(), record.getValue()));
                rollup = newRollup();
            }
        }
        tick(100_000);
        return List.copyOf(told);
    }

    private Rollup newRollup() {
        return new Rollup(store, sketches, LIMITS, wanted, tally, closed);
    }

    private RolledSeries series(String name) {
        return rollup.series(name, PointKind.GAUGE, 0);
    }

    private void point(String name, double seconds, double value) {
        rollup.point(series(name), Math.round(seconds * 1000), value, null);
        collect();
    }

    private void tick(int seconds) {
        rollup.tick(seconds * 1000L);
        collect();
    }

    private static Long start(String row) {
        return Long.valueOf(row.substring(row.indexOf('@') + 1, row.indexOf(' ', row.indexOf('@'))));
    }

    private void collect() {
        for (int i = 0; i < closed.size(); i++) {
            told.add(closed.series(i).text() + " " + closed.widthSeconds(i) + "@" + closed.startSeconds(i)
                    + (closed.correction(i) ? "! " : " ") + closed.count(i) + "/" + closed.sum(i) + "/" + closed.min(i)
                    + "/"
                    + closed.max(i) + "/" + closed.last(i));
        }
        closed.clear();
    }
}
