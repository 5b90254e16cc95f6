package io.tidemark.detectors.model.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.detectors.model.Block;
import org.junit.jupiter.api.Test;

class RefractoryTest {
    private static final double ROWS = 40;
    private static final double QUIET = 2;
    private final Refractory rest = new Refractory(ROWS, QUIET, 1.5);
    private final Block state = Block.allocate(Refractory.BYTES);

    private double next(double score) {
        return rest.next(state, 0, score);
    }

    @Test
    void theFirstPeakIsToldInFullAndItsRepetitionIsPressed() {
        assertEquals(6, next(6));
        assertEquals(QUIET + 0.3 * (5.5 - QUIET), next(5.5), 1e-6);
    }

    @Test
    void whatIsPressedKeepsItsOrder() {
        next(8);
        double lower = next(3);
        double higher = next(4);
        assertTrue(lower > QUIET && higher > lower && higher < 4, lower + " and " + higher);
    }

    @Test
    void aScoreThatRisesAboveThePeakIsToldInFull() {
        next(4);
        assertEquals(7, next(7));
    }

    @Test
    void thePeakFadesInALineUntilTheSameScoreCountsAgain() {
        next(6);
        for (int i = 1; i < ROWS / 2; i++) {
            next(0);
        }
        // Half of it is left.
        assertEquals(QUIET + 0.3 * (2.8 - QUIET), next(2.8), 1e-6);
        assertEquals(3.2, next(3.2), 1e-6);
    }

    @Test
    void afterTheRestEverythingIsToldAgain() {
        next(9);
        for (int i = 1; i < ROWS; i++) {
            next(0);
        }
        assertEquals(2.5, next(2.5));
    }

    @Test
    void ordinaryScoresAreNeverChangedAndMakeNoPeak() {
        assertEquals(1.4, next(1.4));
        assertEquals(1.6, next(1.6));
        assertEquals(1.5, next(1.5));
        next(9);
        assertEquals(QUIET, next(QUIET));
        assertEquals(0.5, next(0.5));
    }

    @Test
    void eachSeriesHasItsOwnPeakAndKeepsItWhereverItIsStored() {
        Block two = Block.allocate(2 * Refractory.BYTES);
        rest.next(two, 0, 9);
        assertEquals(5, rest.next(two, Refractory.BYTES, 5));
        Block restored = Block.allocate(2 * Refractory.BYTES);
        restored.copyFrom(two);
        assertTrue(new Refractory(ROWS, QUIET, 1.5).next(restored, 0, 5) < 5);
    }
}
