package io.tidemark.ingest.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketchProtoBinding;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SketchTest {

    private static final long SEED = 20260101;

    /** The Agent's numbering of bins, worked out from its settings: relative error 1/128, smallest value 1e-9. */
    private static int agentBin(double value) {
        double logOfGamma = Math.log1p(2.0 / 128);
        int bias = 1 - (int) Math.floor(Math.log(1e-9) / logOfGamma);
        int bin = (int) Math.rint(Math.log(Math.abs(value)) / logOfGamma) + bias;
        return value == 0 ? 0 : value < 0 ? -bin : bin;
    }

    @Test
    void whatAnAgentPutIntoItsBinsIsTheSketchThatTheValuesWouldHaveGivenHere() throws Exception {
        Random random = new Random(SEED);
        Sketch ofAgent = new Sketch();
        Sketch ofValues = new Sketch();
        double sum = 0;
        for (int i = 0; i < 20_007; i++) {
            double value = i % 50 == 0 ? 0 : Math.exp(random.nextGaussian() * 4) * (i % 7 == 0 ? -1 : 1);
            sum += value;
            assertThat(ofAgent.addAgentBin(agentBin(value), 1)).isTrue();
            assertThat(ofValues.add(value, 1)).isTrue();
        }
        ofAgent.setSum(sum);

        assertThat(ofAgent.toBytes()).as("seed %d", SEED).isEqualTo(ofValues.toBytes());
        assertThat(ofAgent.average()).isCloseTo(ofValues.average(), within(1e-9));
    }

    @Test
    void aQuantileIsWithinTheAgentsOwnError() throws Exception {
        Random random = new Random(SEED);
        double[] values = random.doubles(5_000, 0.001, 2_000).toArray();
        Sketch sketch = new Sketch();
        for (double value : values) {
            sketch.addAgentBin(agentBin(value), 1);
        }
        Arrays.sort(values);
        DDSketch read = DDSketchProtoBinding.fromProto(
                UnboundedSizeDenseStore::new, com.datadoghq.sketch.ddsketch.proto.DDSketch.parseFrom(sketch.toBytes()));

        for (double quantile : new double[] {0.01, 0.5, 0.75, 0.95, 0.99}) {
            double exact = values[(int) (quantile * (values.length - 1))];
            assertThat(read.getValueAtQuantile(quantile)).isCloseTo(exact, within(exact / 128));
        }
        assertThat(read.getCount()).isEqualTo(5_000);
    }

    @Test
    void binsOfInfinityAndBinsWithoutValuesAreNotTaken() {
        Sketch sketch = new Sketch();

        assertThat(sketch.addAgentBin(Short.MAX_VALUE, 1)).isFalse();
        assertThat(sketch.addAgentBin(-Short.MAX_VALUE, 1)).isFalse();
        assertThat(sketch.addAgentBin(Integer.MIN_VALUE, 1)).isFalse();
        assertThat(sketch.addAgentBin(1_338, 0)).isFalse();
        assertThat(sketch.addAgentBin(Short.MAX_VALUE - 1, 1)).isTrue();
    }
}
