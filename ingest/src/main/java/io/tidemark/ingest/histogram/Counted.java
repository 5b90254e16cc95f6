package io.tidemark.ingest.histogram;

import com.datadoghq.sketch.ddsketch.DDSketch;
import java.nio.ByteBuffer;

/**
 * A histogram as a point carries it.
 *
 * @param average of the values
 * @param sketch DDSketch protobuf message
 */
public record Counted(double average, byte[] sketch) {

    /** @param sum of the values; NaN where it is not known, and the sketch's own is taken */
    static Counted of(DDSketch sketch, double sum) {
        ByteBuffer buffer = sketch.serialize();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return new Counted((Double.isNaN(sum) ? sketch.getSum() : sum) / sketch.getCount(), bytes);
    }
}
