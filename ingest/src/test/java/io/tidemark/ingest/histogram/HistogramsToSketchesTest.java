package io.tidemark.ingest.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketchProtoBinding;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: what is promised of the sketches: exact counts, exact averages, quantiles within the stated error. */
class HistogramsToSketchesTest {

    private static final long SEED = 20_260_101;

    @ParameterizedTest
    @ValueSource(ints = {-2, 0, 1, 3, 5, 8, 20})
    void anExponentialHistogramKeepsItsCountsAndItsQuantilesWithinTheErrorOfItsBase(int scale) throws Exception {
        Random random = new Random(SEED);
        double[] values =
                random.doubles(5_000).map(u -> Math.exp(8 * u - 4)).sorted().toArray();
        double base = Math.pow(2, Math.pow(2, -scale));
        int low = index(values[0], scale);
        double[] counts = new double[index(values[values.length - 1], scale) - low + 1];
        for (double value : values) {
            counts[index(value, scale) - low]++;
        }
        ExponentialBuckets histogram = ExponentialBuckets.of(
                scale,
                7,
                new ExponentialBuckets.Side(low, counts),
                ExponentialBuckets.Side.NONE,
                values.length + 7,
                Arrays.stream(values).sum());
        DDSketch sketch = read(histogram.toSketch());

        assertThat(sketch.getCount()).isEqualTo(values.length + 7);
        assertThat(histogram.toSketch().average())
                .isEqualTo(Arrays.stream(values).sum() / (values.length + 7), Offset.offset(1e-9));
        // A histogram over 2,048 buckets wide is made coarser: its error is that of the base it ends at.
        double ended = Math.max(base, Math.exp(Math.log(values[values.length - 1] / values[0]) / 1_024));
        double error = (ended - 1) / (ended + 1) + 1e-9;
        for (double quantile : new double[] {0.1, 0.5, 0.9, 0.99}) {
            double exact = values[(int) (quantile * (values.length - 1 + 7)) - 7];
            assertThat(sketch.getValueAtQuantile(quantile)).isBetween(exact * (1 - error), exact * (1 + error));
        }
    }

    @Test
    void boundsAreKeptAndTheAverageIsExact() throws Exception {
        BoundedBuckets histogram =
                new BoundedBuckets(new double[] {0.1, 0.5, 1}, new double[] {10, 80, 9, 1}, 100, 33.5);
        DDSketch sketch = read(histogram.toSketch());

        assertThat(sketch.getCount()).isEqualTo(100);
        assertThat(histogram.toSketch().average()).isEqualTo(0.335);
        assertThat(sketch.getValueAtQuantile(0.05)).isBetween(0.0, 0.1);
        assertThat(sketch.getValueAtQuantile(0.5)).isBetween(0.1, 0.5);
        assertThat(sketch.getValueAtQuantile(0.95)).isBetween(0.5, 1.0);
    }

    @Test
    void smallestAndLargestNarrowTheOuterBuckets() throws Exception {
        DDSketch sketch = read(new BoundedBuckets(new double[] {10}, new double[] {1, 1}, 2, 45).toSketch(5, 40));

        assertThat(sketch.getMinValue()).isBetween(5 * 0.98, 10.0);
        assertThat(sketch.getMaxValue()).isBetween(10.0, 40 * 1.02);
    }

    @Test
    void aHistogramWithoutBucketsLiesAtItsAverage() throws Exception {
        Counted counted = new BoundedBuckets(new double[0], new double[0], 4, 20).toSketch();

        assertThat(read(counted).getCount()).isEqualTo(4);
        assertThat(counted.average()).isEqualTo(5);
        assertThat(read(counted).getValueAtQuantile(0.5)).isEqualTo(5, Offset.offset(0.1));
    }

    @Test
    void totalsOfTwoScalesAreSubtractedAtTheCoarser() {
        ExponentialBuckets before = ExponentialBuckets.of(
                1, 0, new ExponentialBuckets.Side(0, new double[] {1, 2, 3, 4}), ExponentialBuckets.Side.NONE, 10, 20);
        ExponentialBuckets now = ExponentialBuckets.of(
                0, 1, new ExponentialBuckets.Side(0, new double[] {4, 8}), ExponentialBuckets.Side.NONE, 13, 26);

        assertThat(now.since(before).orElseThrow().count()).isEqualTo(3);
        assertThat(before.since(now)).as("it fell").isEmpty();
    }

    @Test
    void extremesDoNotBreakASketch() throws Exception {
        double[] bounds = {-Double.MAX_VALUE, 0, Double.MAX_VALUE};
        DDSketch sketch = read(new BoundedBuckets(bounds, new double[] {1, 1, 1, 1}, 4, Double.NaN).toSketch());

        assertThat(sketch.getCount()).isEqualTo(4);
    }

    private static int index(double value, int scale) {
        return (int) Math.ceil(Math.log(value) / Math.log(2) * Math.pow(2, scale)) - 1;
    }

    private static DDSketch read(Counted counted) throws Exception {
        return DDSketchProtoBinding.fromProto(
                UnboundedSizeDenseStore::new, com.datadoghq.sketch.ddsketch.proto.DDSketch.parseFrom(counted.sketch()));
    }
}
