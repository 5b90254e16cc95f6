package io.tidemark.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.avro.BandBatch;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.PointBatch;
import io.tidemark.avro.PointKind;
import io.tidemark.avro.RollupBatch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** The columnar codecs against Avro's own reader and writer, on random batches and on damaged bytes. */
class BatchCodecTest {

    private static final long SEED = 20261122;

    private final Wire wire = Wire.singleObject();

    @Test
    void pointBatchesAreTheBytesThatAvroWouldWrite() {
        SplittableRandom random = new SplittableRandom(SEED);
        PointBatchWriter writer = new PointBatchWriter(wire);
        for (int round = 0; round < 200; round++) {
            writer.begin("test");
            for (int i = random.nextInt(300); i > 0; i--) {
                String series = "m" + random.nextInt(20) + "{host:é" + random.nextInt(9) + "}";
                long at = random.nextLong(-10_000, 2_000_000_000_000L);
                if (random.nextInt(10) == 0) {
                    writer.addSketch(series, 10, at, random.nextDouble(), new byte[] {1, 2, (byte) random.nextInt()});
                } else {
                    writer.add(series, PointKind.values()[random.nextInt(3)], 10, at, random.nextDouble(-1e9, 1e9));
                }
            }
            assertAvroAgrees(writer.toBytes(), PointBatch.class);
        }
        assertAvroAgrees(writer.tick(1_700_000_000_123L), PointBatch.class);
    }

    @Test
    void aPointComesBackAsItWasWritten() {
        byte[] record = new PointBatchWriter(wire)
                .begin("statsd")
                .add("a{x:1}", PointKind.COUNT, 10, 1_000, 1.5)
                .addSketch("b", 10, 500, 2.5, new byte[] {9})
                .add("a{x:1}", PointKind.COUNT, 10, 2_000, -0.25)
                .toBytes();
        PointBatchReader read = new PointBatchReader(wire).read(record);
        assertThat(read.size()).isEqualTo(3);
        assertThat(read.seriesCount()).isEqualTo(2);
        assertThat(read.source()).isEqualTo("statsd");
        assertThat(read.seriesText(read.seriesIndex(2))).isEqualTo("a{x:1}");
        assertThat(read.kind(read.seriesIndex(0))).isEqualTo(PointKind.COUNT);
        assertThat(read.intervalSeconds(0)).isEqualTo(10);
        assertThat(read.timeMillis(1)).isEqualTo(500);
        assertThat(read.timeMillis(2)).isEqualTo(2_000);
        assertThat(read.value(2)).isEqualTo(-0.25);
        assertThat(read.sketch(1)).contains(new byte[] {9});
        assertThat(read.sketch(0)).isEmpty();
        assertThat(read.tickMillis()).isEmpty();
    }

    @Test
    void aSeriesIsToldFromOthersWithoutItsText() {
        byte[] record = new PointBatchWriter(wire)
                .begin("")
                .add("load{host:a}", PointKind.GAUGE, 0, 1, 1)
                .add("gr\u00f6\u00dfe", PointKind.GAUGE, 0, 1, 1)
                .toBytes();
        PointBatchReader read = new PointBatchReader(wire).read(record);
        assertThat(read.isSeries(0, "load{host:a}")).isTrue();
        assertThat(read.isSeries(0, "load{host:b}")).isFalse();
        assertThat(read.isSeries(0, "load{host:a")).isFalse();
        assertThat(read.isSeries(1, "load{host:a}")).isFalse();
        assertThat(read.seriesText(1)).isEqualTo("gr\u00f6\u00dfe");
        assertThat(read.seriesText(0)).isEqualTo("load{host:a}");
    }

    @Test
    void rowsOfASeriesThatFollowOneAnotherNameItOnce() {
        RollupBatchWriter rollups = new RollupBatchWriter(wire).begin(10, false);
        for (String name : List.of("a", "a", "b", "a")) {
            rollups.add(name, PointKind.GAUGE, 0, 0, 1, 1, 1, 1, 1, null);
        }
        RollupBatchReader read = new RollupBatchReader(wire).read(rollups.toBytes());
        assertThat(IntStream.range(0, 4).mapToObj(read::seriesText)).containsExactly("a", "a", "b", "a");
        RollupBatch decoded = wire.deserializer(RollupBatch.class).deserialize("t", rollups.toBytes());
        assertThat(decoded.getSeries()).hasSize(3);
    }

    /** Batches that begin as the one before did, and go on alike, shorter, longer, with another kind, or in another order. */
    @Test
    void aWriterThatIsUsedAgainWritesWhatANewOneWould() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> names = IntStream.range(0, 8).mapToObj(i -> "name" + i).toList();
        RollupBatchWriter rollups = new RollupBatchWriter(wire);
        PointBatchWriter points = new PointBatchWriter(wire);
        for (int round = 0; round < 3_000; round++) {
            int length = random.nextInt(names.size() + 1);
            int changed = random.nextInt(2 * names.size());
            RollupBatchWriter newRollups = new RollupBatchWriter(wire).begin(10, false);
            PointBatchWriter newPoints = new PointBatchWriter(wire).begin("s");
            rollups.begin(10, false);
            points.begin("s");
            for (int i = 0; i < length; i++) {
                String name = i == changed ? "other" + random.nextInt(2) : names.get(i);
                PointKind kind = i == changed && random.nextBoolean() ? PointKind.COUNT : PointKind.GAUGE;
                int interval = i == changed ? random.nextInt(2) : 0;
                for (RollupBatchWriter writer : List.of(rollups, newRollups)) {
                    writer.add(name, kind, interval, i, 1, 1, 1, 1, 1, null);
                }
                for (PointBatchWriter writer : List.of(points, newPoints)) {
                    writer.add(name, kind, interval, i, 1);
                }
            }
            assertThat(rollups.toBytes()).as("round %d", round).isEqualTo(newRollups.toBytes());
            assertThat(points.toBytes()).as("round %d", round).isEqualTo(newPoints.toBytes());
        }
    }

    @Test
    void rollupAndBandBatchesAreTheBytesThatAvroWouldWrite() {
        SplittableRandom random = new SplittableRandom(SEED);
        RollupBatchWriter rollups = new RollupBatchWriter(wire);
        BandBatchWriter bands = new BandBatchWriter(wire);
        for (int round = 0; round < 100; round++) {
            rollups.begin(60, random.nextBoolean());
            bands.begin("detector-" + round, round, "sarima/1", 60, BandStage.GROUPED);
            for (int i = random.nextInt(100); i > 0; i--) {
                double v = random.nextDouble();
                rollups.add("m" + i, PointKind.GAUGE, 0, i * 60L, 6, v, v, v, v, i % 7 == 0 ? new byte[] {1} : null);
                bands.add("host:" + random.nextInt(5), i * 60L, i % 9 == 0 ? Double.NaN : v, i % 256);
                if (i % 3 == 0) {
                    bands.plain();
                } else {
                    bands.band(v, v - 1, v + 1, 0.5, 3, 1, v, Double.NaN);
                }
            }
            assertAvroAgrees(rollups.toBytes(), RollupBatch.class);
            assertAvroAgrees(bands.toBytes(), BandBatch.class);
        }
        assertAvroAgrees(rollups.tick(5), RollupBatch.class);
        assertAvroAgrees(bands.tick(5, BandStage.DIRECT), BandBatch.class);
    }

    @Test
    void bytesThatAvroWroteInSeveralBlocksAreRead() {
        // Other writers may split arrays into blocks, and may state a block's size by a negative count.
        AvroOutput out = new AvroOutput();
        out.reset(wire.header(PointBatch.getClassSchema()));
        out.putString("x");
        out.putNullableLong(null);
        out.putLong(-1); // one entry, its size follows
        out.putLong(4);
        out.putString("m");
        out.putLong(0);
        out.putLong(0);
        out.putLong(0);
        for (int column = 0; column < 2; column++) {
            out.putLong(1);
            out.putLong(0);
            out.putLong(1);
            out.putLong(0);
            out.putLong(0);
        }
        out.putLong(2);
        out.putDoubles(new double[] {1}, 1);
        out.putDoubles(new double[] {2}, 1);
        out.putLong(0);
        out.putLong(0);
        PointBatchReader read = new PointBatchReader(wire).read(out.toBytes());
        assertThat(read.size()).isEqualTo(2);
        assertThat(read.value(1)).isEqualTo(2);
    }

    @Test
    void damagedBytesAreRefusedAndNeverAllocateByClaim() {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] good = new PointBatchWriter(wire)
                .begin("s")
                .add("a{x:1}", PointKind.COUNT, 10, 1_000, 1.5)
                .addSketch("b", 10, 500, 2.5, new byte[] {9, 9, 9})
                .toBytes();
        PointBatchReader reader = new PointBatchReader(wire);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 3));
            for (int flips = random.nextInt(3); flips > 0 && bad.length > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                reader.read(bad);
            } catch (MalformedRecordException e) {
                assertThat(e.reason()).isIn("malformed", "unknown_schema");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void anArrayThatClaimsMoreThanIsLeftIsRefused() {
        AvroOutput out = new AvroOutput();
        out.reset(wire.header(PointBatch.getClassSchema()));
        out.putString("");
        out.putNullableLong(null);
        out.putLong(Integer.MAX_VALUE);
        assertThatThrownBy(() -> new PointBatchReader(wire).read(out.toBytes()))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("claims 2147483647 items; 0 bytes are left");
    }

    @Test
    void aRowThatPointsOutsideTheDictionaryIsRefused() {
        AvroOutput out = new AvroOutput();
        out.reset(wire.header(PointBatch.getClassSchema()));
        out.putString("");
        out.putNullableLong(null);
        out.putLong(0); // no series
        out.putLong(1);
        out.putLong(0); // a point of series 0
        out.putLong(0);
        out.putLong(1);
        out.putLong(0);
        out.putLong(0);
        out.putLong(1);
        out.putDoubles(new double[] {1}, 1);
        out.putLong(0);
        out.putLong(0);
        assertThatThrownBy(() -> new PointBatchReader(wire).read(out.toBytes()))
                .hasMessage("row 0 points at entry 0 of series (it has 0)");
    }

    @Test
    void aForgottenBandIsTheProgrammersError() {
        BandBatchWriter bands = new BandBatchWriter(wire).begin("d", 0, "m", 60, BandStage.DIRECT);
        bands.add("*", 0, 1, 0);
        assertThatThrownBy(bands::toBytes).isInstanceOf(IllegalStateException.class);
    }

    /** Avro's own reader takes the bytes, and Avro's own writer gives them back. */
    private <T extends SpecificRecord> void assertAvroAgrees(byte[] record, Class<T> type) {
        T decoded = wire.deserializer(type).deserialize("t", record);
        assertThat(wire.serializer(type).serialize("t", decoded)).isEqualTo(record);
    }
}
