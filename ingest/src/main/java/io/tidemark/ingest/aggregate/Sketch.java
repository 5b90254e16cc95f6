package io.tidemark.ingest.aggregate;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import java.nio.ByteBuffer;

/**
 * A DDSketch with the accuracy of Datadog's Agent: γ = 1 + 2·(1/128), values under 1e-9 count as 0, at most 4,096 bins.
 * Sketches merge only with sketches of the same mapping, so this is the one place that makes them. The sum is kept beside
 * the sketch, exactly.
 */
public final class Sketch {

    private static final double GAMMA = 1 + 2.0 / 128;
    private static final double SMALLEST = 1e-9;
    private static final int BINS_MAX = 4_096;

    private final DDSketch sketch = new DDSketch(
            new LogarithmicMapping(GAMMA, 0),
            () -> new CollapsingLowestDenseStore(BINS_MAX),
            () -> new CollapsingLowestDenseStore(BINS_MAX),
            SMALLEST);
    private double sum;
    private double count;

    /** @return false where the sum would not stay finite, or the value is over what a sketch can index */
    public boolean add(double value, double weight) {
        double next = sum + value * weight;
        if (!Double.isFinite(next) || Math.abs(value) > sketch.getIndexMapping().maxIndexableValue()) {
            return false;
        }
        sketch.accept(value, weight);
        sum = next;
        count += weight;
        return true;
    }

    public double average() {
        return sum / count;
    }

    /** The protobuf message. */
    public byte[] toBytes() {
        ByteBuffer buffer = sketch.serialize();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
