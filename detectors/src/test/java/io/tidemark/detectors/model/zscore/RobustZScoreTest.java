package io.tidemark.detectors.model.zscore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.model.ModelContract;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.ModelSettings.Direction;
import io.tidemark.detectors.model.ModelSettings.Kind;
import io.tidemark.detectors.model.Models;
import io.tidemark.detectors.model.Sensitivity;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RobustZScoreTest extends ModelContract {
    @Override
    protected String modelName() {
        return "basic";
    }

    @Override
    protected int stateBytesMax() {
        return 64;
    }

    private static ModelSettings bounded(double deviations) {
        return ModelSettings.ofInterval(10)
                .withModel("robust-zscore")
                .withSensitivity(new Sensitivity.Bounds(deviations));
    }

    private static Judgement after(ModelSettings settings, double spread, double last) {
        Model model = Models.create(settings);
        Block state = Block.allocate(model.stateBytes());
        model.reset(state);
        SplittableRandom random = new SplittableRandom(7);
        Judgement out = new Judgement();
        for (int i = 0; i < 2_000; i++) {
            model.next(state, 10L * i, 50 + spread * (random.nextDouble() - 0.5), out);
        }
        model.next(state, 20_000, last, out);
        return out;
    }

    @Test
    void theBandOfThreeBoundsIsThreeDeviationsWideOnEachSide() {
        Judgement out = after(bounded(3), 6, 50);
        assertEquals(3 * out.scale, out.upper - out.expected, 1e-9);
        assertEquals(3 * out.scale, out.expected - out.lower, 1e-9);
        assertEquals(50, out.expected, 1);
        // A uniform spread of 6 has a mean deviation of 1.5, taken for that of a normal one: 1.88.
        assertEquals(1.88, out.scale, 0.5);
    }

    @Test
    void aSpikeIsToldWithItsSide() {
        Judgement up = after(bounded(3), 6, 80);
        assertTrue(up.anomalous && up.above && !up.below);
        Judgement down = after(bounded(3), 6, 20);
        assertTrue(down.anomalous && down.below && !down.above);
        assertTrue(up.score > 5, "score " + up.score);
    }

    @Test
    void onlyTheSideThatCountsIsTold() {
        assertFalse(after(bounded(3).withDirection(Direction.ABOVE), 6, 20).anomalous);
        assertTrue(after(bounded(3).withDirection(Direction.ABOVE), 6, 80).anomalous);
        assertFalse(after(bounded(3).withDirection(Direction.BELOW), 6, 80).anomalous);
        assertTrue(after(bounded(3).withDirection(Direction.BELOW), 6, 20).anomalous);
    }

    @Test
    void aDeviationBelowTheFloorIsNeverTold() {
        assertTrue(after(bounded(3), 0.001, 50.5).anomalous);
        assertFalse(after(bounded(3).withFloors(1, 0), 0.001, 50.5).anomalous);
        assertFalse(after(bounded(3).withFloors(0, 0.02), 0.001, 50.5).anomalous);
        assertTrue(after(bounded(3).withFloors(0, 0.02), 0.001, 51.5).anomalous);
    }

    @Test
    void theBandStaysInsideWhatTheDataCanBe() {
        Judgement out = after(bounded(20).withRange(0, 60), 6, 50);
        assertEquals(60, out.upper);
        Judgement count = after(bounded(100).withKind(Kind.COUNT), 6, 50);
        assertEquals(0, count.lower);
    }

    @Test
    void aCountIsAtLeastAsNoisyAsCountingIs() {
        Judgement gauge = after(bounded(3), 0.1, 55);
        assertTrue(gauge.anomalous);
        Judgement count = after(bounded(3).withKind(Kind.COUNT), 0.1, 55);
        assertFalse(count.anomalous, "5 more than 50 is within the square root of 50, three times");
        assertTrue(count.scale >= Math.sqrt(50) * 0.99);
    }

    /** Widths of the band over the buckets after the level has moved by fifty deviations, as multiples of the width before. */
    private static double[] widthsAfterAShift(ModelSettings settings, double noiseAfter) {
        Model model = Models.create(settings);
        Block state = Block.allocate(model.stateBytes());
        model.reset(state);
        SplittableRandom random = new SplittableRandom(11);
        Judgement out = new Judgement();
        double before = 0;
        double[] widths = new double[1_000];
        for (int i = 0; i < 4_000; i++) {
            boolean shifted = i >= 3_000;
            double noise = 2 * ModelContract.gauss(random);
            model.next(state, 10L * i, shifted ? 200 + noiseAfter * noise : 100 + noise, out);
            if (shifted) {
                widths[i - 3_000] = (out.upper - out.lower) / before;
            } else {
                before = i < 2_900 ? out.upper - out.lower : before;
            }
        }
        return widths;
    }

    @Test
    void aShiftOfTheLevelDoesNotWidenTheBandByItsSize() {
        for (ModelSettings settings :
                new ModelSettings[] {bounded(3), ModelSettings.ofInterval(10).withModel("robust-zscore")}) {
            double[] widths = widthsAfterAShift(settings, 1);
            for (int i = 0; i < widths.length; i++) {
                assertTrue(widths[i] < 4, widths[i] + " times as wide " + i + " buckets after the shift");
                assertTrue(i < 300 || widths[i] < 2, widths[i] + " times as wide " + i + " buckets after the shift");
            }
        }
    }

    @Test
    void aLevelThatIsNoisierGetsAWiderBand() {
        double[] widths = widthsAfterAShift(bounded(3), 5);
        assertEquals(5, widths[999], 1.5);
        assertEquals(5, widths[300], 2.5);
    }

    @Test
    void aConstantThatBeginsToVaryIsKnownSoon() {
        Model model = Models.create(bounded(3));
        Block state = Block.allocate(model.stateBytes());
        model.reset(state);
        SplittableRandom random = new SplittableRandom(12);
        Judgement out = new Judgement();
        for (int i = 0; i < 1_200; i++) {
            model.next(state, 10L * i, i < 1_000 ? 0 : random.nextInt(9), out);
        }
        assertEquals(2.6, out.scale, 1.5);
        assertEquals(4, out.expected, 2);
    }
}
