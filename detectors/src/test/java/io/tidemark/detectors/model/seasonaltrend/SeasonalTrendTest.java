package io.tidemark.detectors.model.seasonaltrend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.model.ModelContract;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.Models;
import io.tidemark.detectors.model.Sensitivity;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeasonalTrendTest extends ModelContract {
    private static final int MINUTES_5 = 300;

    private final Model model = Models.create(
            ModelSettings.ofInterval(MINUTES_5).withModel("robust").withSensitivity(new Sensitivity.Bounds(5)));
    private final Block state = Block.allocate(model.stateBytes());
    private final Judgement out = new Judgement();
    private final SplittableRandom random = new SplittableRandom(5);
    private int bucket;

    @Override
    protected String modelName() {
        return "robust";
    }

    @Override
    protected int stateBytesMax() {
        return 2_048;
    }

    private double next(double change, double driftPerDay) {
        double phase = bucket * 2 * Math.PI / 288;
        double noise = -6;
        for (int k = 0; k < 12; k++) {
            noise += random.nextDouble();
        }
        double value = 100 + 30 * Math.sin(phase) + driftPerDay * bucket / 288 + noise + change;
        model.next(state, 1_700_006_400L + (long) MINUTES_5 * bucket, value, out);
        bucket++;
        return value;
    }

    @Test
    void itTakesTheSeriesApart() {
        model.reset(state);
        for (int i = 0; i < 21 * 288; i++) {
            next(0, 0);
        }
        double worst = 0;
        for (int i = 0; i < 288; i++) {
            double season = 30 * Math.sin(bucket * 2 * Math.PI / 288);
            next(0, 0);
            worst = Math.max(worst, Math.abs(out.season - season - (100 - out.trend)));
        }
        assertTrue(worst < 3, "trend and season together miss by " + worst);
        assertEquals(1, out.scale, 0.4);
    }

    @Test
    void aLongAnomalyIsToldToItsEnd() {
        model.reset(state);
        for (int i = 0; i < 21 * 288; i++) {
            next(0, 0);
        }
        int told = 0;
        for (int i = 0; i < 96; i++) { // eight hours
            next(25, 0);
            told += out.anomalous ? 1 : 0;
        }
        assertTrue(told >= 90, told + " of 96");
        int after = 0;
        for (int i = 0; i < 288; i++) {
            next(0, 0);
            after += out.anomalous ? 1 : 0;
        }
        assertTrue(after <= 2, "and nothing of it is left behind, but told " + after);
    }

    @Test
    void aSlowDriftIsFollowed() {
        model.reset(state);
        for (int i = 0; i < 14 * 288; i++) {
            next(0, 0.5);
        }
        int told = 0;
        double missed = 0;
        for (int i = 0; i < 28 * 288; i++) {
            double value = next(0, 0.5);
            told += out.anomalous ? 1 : 0;
            missed += (value - out.expected) / (28 * 288);
        }
        assertTrue(told <= 3, "told " + told);
        assertTrue(Math.abs(missed) < 1, "lags by " + missed);
    }
}
