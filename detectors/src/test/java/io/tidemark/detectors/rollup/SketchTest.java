package io.tidemark.detectors.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SketchTest {

    @Test
    void itReadsWhatDatadogsLibraryWritesAndTellsItsQuantiles() {
        Random random = new Random(7);
        DDSketch theirs = DDSketches.logarithmicUnboundedDense(0.01);
        for (int i = 0; i < 10_000; i++) {
            theirs.accept(random.nextGaussian() * 100);
        }
        Sketch ours = Sketch.parse(bytes(theirs));

        assertThat(ours.count()).isEqualTo(10_000);
        for (double share : new double[] {0.01, 0.25, 0.5, 0.75, 0.95, 0.99}) {
            double expected = theirs.getValueAtQuantile(share);
            assertThat(ours.quantile(share)).isCloseTo(expected, within(Math.abs(expected) * 0.021 + 0.01));
        }
    }

    @Test
    void mergedSketchesCountTogetherAlsoWithAnotherAccuracy() {
        DDSketch fine = DDSketches.logarithmicUnboundedDense(0.01);
        DDSketch coarse = DDSketches.logarithmicUnboundedDense(0.02);
        for (int i = 1; i <= 500; i++) {
            fine.accept(i);
            coarse.accept(500 + i);
        }
        Sketch merged = Sketch.parse(bytes(fine));
        merged.add(Sketch.parse(bytes(coarse)));
        assertThat(merged.count()).isEqualTo(1_000);
        assertThat(merged.quantile(0.95)).isCloseTo(950, within(40.0));
        assertThat(merged.max()).isCloseTo(1_000, within(45.0));
    }

    @Test
    void whatIsWrittenIsReadBackExactly() {
        DDSketch theirs = DDSketches.logarithmicUnboundedDense(0.01);
        for (double value : new double[] {-5, -0.001, 0, 0, 3, 1e9}) {
            theirs.accept(value);
        }
        Sketch ours = Sketch.parse(bytes(theirs));
        byte[] written = ours.toBytes();
        assertThat(Sketch.parse(written).toBytes()).isEqualTo(written);
        assertThat(Sketch.parse(written).count()).isEqualTo(6);
    }

    @Test
    void bytesThatAreNoSketchAreRefused() {
        assertThatThrownBy(() -> Sketch.parse(new byte[] {0x0a, 0x7f})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sketch.parse(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(DDSketch sketch) {
        java.nio.ByteBuffer buffer = sketch.serialize();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
