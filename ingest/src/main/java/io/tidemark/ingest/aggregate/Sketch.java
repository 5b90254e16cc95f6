package io.tidemark.ingest.aggregate;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import java.nio.ByteBuffer;

/**
 * A DDSketch with the bins of Datadog's Agent: bin i holds values from γ^(i−½) to γ^(i+½) with γ = 1 + 2·(1/128), values under
 * 1e-9 count as 0, at most 4,096 bins. Sketches merge only with sketches of the same mapping, so this is the one place that makes them. The sum is kept beside
 * the sketch, exactly.
 */
public final class Sketch {

    private static final double GAMMA = 1 + 2.0 / 128;
    private static final double SMALLEST = 1e-9;
    private static final int BINS_MAX = 4_096;

    /** Puts the bounds of bins half-way between powers of γ, where the Agent, which rounds, has them. */
    private static final double HALF_A_BIN = 0.5;

    /** The Agent numbers its bins so that the one of 1e-9 is 1: bin k holds γ^(k − bias). */
    private static final int AGENT_BIAS = 1 - (int) Math.floor(Math.log(SMALLEST) / Math.log1p(2.0 / 128));

    /** From here on the Agent's bins stand for infinity. */
    private static final int AGENT_INFINITE = Short.MAX_VALUE;

    /** How values become bins, and the smallest value that is not 0: for sketches that are to merge with these. */
    public static final LogarithmicMapping MAPPING = new LogarithmicMapping(GAMMA, HALF_A_BIN);

    public static final double SMALLEST_VALUE = SMALLEST;
    private static final int RECENT = 16;
    private static final double LARGEST = MAPPING.maxIndexableValue();

    private final DDSketch sketch = new DDSketch(
            MAPPING,
            () -> new CollapsingLowestDenseStore(BINS_MAX),
            () -> new CollapsingLowestDenseStore(BINS_MAX),
            SMALLEST);
    /** Values of weight 1 that are not in a bin yet: those that come together find the bins in the processor's cache. */
    private double[] recent;

    private int recentCount;
    private double sum;
    private double count;

    /** @return false where the sum would not stay finite, or the value is over what a sketch can index */
    public boolean add(double value, double weight) {
        double next = sum + value * weight;
        if (!Double.isFinite(next) || Math.abs(value) > LARGEST) {
            return false;
        }
        if (weight == 1) {
            keep(value);
        } else {
            sketch.accept(value, weight);
        }
        sum = next;
        count += weight;
        return true;
    }

    private void keep(double value) {
        if (recent == null) {
            recent = new double[RECENT];
        }
        recent[recentCount++] = value;
        if (recentCount == RECENT) {
            putIntoBins();
        }
    }

    private void putIntoBins() {
        for (int i = 0; i < recentCount; i++) {
            sketch.accept(recent[i]);
        }
        recentCount = 0;
    }

    /**
     * Adds values that an Agent has put into one of its bins: 0 for values near 0, negative numbers for negative values.
     *
     * @return false where the bin stands for infinity, or there is no value in it
     */
    public boolean addAgentBin(int bin, long values) {
        if (Math.abs((long) bin) >= AGENT_INFINITE || values < 1) {
            return false;
        }
        double middle =
                bin == 0 ? 0 : Math.signum(bin) * sketch.getIndexMapping().value(Math.abs(bin) - AGENT_BIAS);
        sketch.accept(middle, values);
        sum += middle * values;
        count += values;
        return true;
    }

    /** The exact sum, where bins have been added and the sender knows it. */
    public void setSum(double exact) {
        sum = exact;
    }

    public double average() {
        return sum / count;
    }

    /** The protobuf message. */
    public byte[] toBytes() {
        putIntoBins();
        ByteBuffer buffer = sketch.serialize();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
