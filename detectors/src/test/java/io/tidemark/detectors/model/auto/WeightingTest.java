package io.tidemark.detectors.model.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class WeightingTest {
    private static final int[] INTERVALS = {1, 10, 60, 120, 300, 3_600, 86_400};

    @Test
    void everyWeightKeepsTheOrderOfScoresAndZero() {
        for (int interval : INTERVALS) {
            Weighting weighting = new Weighting(interval);
            keepsOrder(interval + " s onset", weighting::onset);
            keepsOrder(interval + " s surprise", weighting::surprise);
            keepsOrder(interval + " s seasonal", weighting::seasonal);
            keepsOrder(interval + " s sustained", weighting::sustained);
            keepsOrder(interval + " s incident", weighting::incident);
        }
    }

    private static void keepsOrder(String what, DoubleUnaryOperator weight) {
        assertEquals(0, weight.applyAsDouble(0), what);
        double before = 0;
        for (int i = 1; i <= 3_000; i++) {
            double now = weight.applyAsDouble(0.01 * i);
            assertTrue(now > before, what + " at " + 0.01 * i + ": " + now + " after " + before);
            assertTrue(now - before < 0.06, what + " jumps at " + 0.01 * i);
            before = now;
        }
    }

    @Test
    void aLoneViewOfAMinuteSaysLittleAndOfFiveMinutesWhatItSays() {
        assertTrue(new Weighting(60).surprise(1.2) < 0.2);
        assertEquals(1.2, new Weighting(300).surprise(1.2), 1e-9);
        assertTrue(new Weighting(300).onset(2) < new Weighting(300).surprise(2));
        assertEquals(new Weighting(60).onset(2), new Weighting(60).surprise(2), 1e-9);
    }

    @Test
    void oneLoudViewCannotOutshoutAgreement() {
        Weighting weighting = new Weighting(60);
        double alone = weighting.incident(weighting.surprise(30));
        double agreed = weighting.behaviour(1_000) * weighting.agreement(5, 5);
        assertTrue(alone < agreed, alone + " against " + agreed);
    }

    @Test
    void agreementOfEqualsIsTheirScoreAndOfOneAloneAQuarter() {
        Weighting weighting = new Weighting(60);
        assertEquals(4, weighting.agreement(4, 4), 1e-9);
        assertEquals(1, weighting.agreement(4, 0), 1e-9);
        assertEquals(weighting.agreement(3, 7), weighting.agreement(7, 3), 1e-9);
        // Beyond ten a view says no more.
        assertEquals(weighting.agreement(10, 2), weighting.agreement(25, 2), 1e-9);
    }

    @Test
    void behaviourWeighsLessWithAge() {
        Weighting weighting = new Weighting(60);
        assertEquals(weighting.behaviour(0), weighting.behaviour(7_999), 1e-9);
        assertTrue(weighting.behaviour(16_000) < weighting.behaviour(8_000));
        assertTrue(weighting.behaviour(Integer.MAX_VALUE) > 0.5);
    }
}
