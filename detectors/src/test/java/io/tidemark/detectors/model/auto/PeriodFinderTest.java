package io.tidemark.detectors.model.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.ModelContract;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class PeriodFinderTest {
    private static final int MINUTE = 60;
    private final Block state = Block.allocate(PeriodFinder.BYTES);
    private final PeriodFinder finder = new PeriodFinder(0, MINUTE);
    private final SplittableRandom random = new SplittableRandom(5);

    /** The first period told within so many buckets, 0 if none; {@code buckets} is when. */
    private record Told(double seconds, int buckets) {}

    private Told first(int buckets, IntToDoubleFunction value) {
        for (int i = 0; i < buckets; i++) {
            double period = finder.next(state, value.applyAsDouble(i), 1, 1);
            if (period > 0) {
                return new Told(period, i + 1);
            }
        }
        return new Told(0, buckets);
    }

    private static double wave(int i, double period) {
        return 3 * Math.sin(2 * Math.PI * i / period);
    }

    private double noise(double size) {
        return size * ModelContract.gauss(random);
    }

    @Test
    void aClearPeriodIsFoundWithinTwoAndAHalfCycles() {
        for (int period : new int[] {20, 45, 60, 90, 120}) {
            PeriodFinder fresh = new PeriodFinder(0, MINUTE);
            Block own = Block.allocate(PeriodFinder.BYTES);
            double found = 0;
            int after = 0;
            for (; after < 4 * period + 64 && found == 0; after++) {
                found = fresh.next(own, wave(after, period) + noise(0.3), 1, 1);
            }
            assertEquals(period * MINUTE, found, 0.05 * period * MINUTE, "period " + period);
            assertTrue(after <= Math.max(64, 2.5 * period + 32), "period " + period + " after " + after);
        }
    }

    @Test
    void aPeriodLongerThanTheRingIsFoundInMeansOfBuckets() {
        int period = 600; // ten hours: 150 means of four
        Told told = first(20_000, i -> wave(i, period) + noise(0.3));
        assertEquals(period * MINUTE, told.seconds(), 0.03 * period * MINUTE);
    }

    @Test
    void whatDividesTheDayIsTakenToDivideItExactly() {
        // Ninety minutes are 12.86 buckets of seven minutes.
        PeriodFinder sevens = new PeriodFinder(0, 7 * MINUTE);
        double last = 0;
        for (int i = 0; i < 1_500; i++) {
            double period = sevens.next(state, wave(i, 90 / 7.0) + noise(0.3), 1, 1);
            last = period > 0 ? period : last;
        }
        assertEquals(90 * MINUTE, last, 1e-6);
    }

    @Test
    void noiseAndAConstantHaveNoPeriod() {
        assertEquals(0, first(30_000, i -> noise(1)).seconds());
        PeriodFinder other = new PeriodFinder(0, MINUTE);
        Block own = Block.allocate(PeriodFinder.BYTES);
        for (int i = 0; i < 30_000; i++) {
            assertEquals(0, other.next(own, 0, 1, 1));
        }
    }

    @Test
    void wholeDaysAreLeftToTheDay() {
        double day = 96;
        PeriodFinder quarters = new PeriodFinder(0, 900);
        for (int i = 0; i < 4_000; i++) {
            assertEquals(0, quarters.next(state, wave(i, day) + noise(0.2), 1, 1), "bucket " + i);
        }
    }

    @Test
    void aShortGapMovesOnAndALongOneBeginsAnew() {
        for (int i = 0; i < 150; i++) {
            finder.next(state, wave(i, 60), 1, 1);
        }
        assertEquals(150, state.getInt(0));
        finder.next(state, wave(160, 60), 1, 11);
        assertEquals(161, state.getInt(0));
        finder.next(state, 0, 1, PeriodFinder.RING + 1);
        assertEquals(0, state.getInt(0));
    }

    @Test
    void aFoundPeriodFillsTheCycleFromMemory() {
        Block both = Block.allocate(PeriodFinder.BYTES + ShortCycle.BYTES);
        int i = 0;
        double period = 0;
        for (; period == 0; i++) {
            period = finder.next(both, wave(i, 60), 1, 1);
        }
        ShortCycle cycle = new ShortCycle(PeriodFinder.BYTES, MINUTE);
        cycle.adopt(both, 60 * MINUTE);
        long second = 60L * (i - 1);
        finder.recall(both, second, 1, cycle);
        assertTrue(cycle.knows(both));
        for (int ahead = 1; ahead <= 60; ahead++) {
            cycle.moveTo(both, second + 60L * ahead);
            assertEquals(wave(i - 1 + ahead, 60), cycle.part(both), 0.3, "bucket " + ahead);
        }
    }
}
