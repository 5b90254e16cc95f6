package io.tidemark.detectors.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What every model promises, whatever its algorithm. Extend it, and the model is held to it. */
public abstract class ModelContract {
    private static final long START = 1_700_000_000L - 1_700_000_000L % 86_400;
    private static final long SEED = 20_261_122L;

    protected abstract String modelName();

    /** The most state that this model may keep for a series. */
    protected abstract int stateBytesMax();

    protected ModelSettings settings() {
        return ModelSettings.ofInterval(60).withModel(modelName());
    }

    @Test
    void aRestoredSeriesHasTheSameFutureWhereverItWasStored() {
        Model one = Models.create(settings());
        Block whole = fresh(one);
        SplittableRandom random = new SplittableRandom(SEED);
        Judgement expected = new Judgement();
        Judgement actual = new Judgement();
        byte[] slab = new byte[10 * one.stateBytes() + 13];
        Block moved = new Block().wrap(slab, 0, one.stateBytes());
        moved.copyFrom(whole);
        Model other = Models.create(settings());
        for (int i = 0; i < 10_000; i++) {
            if (random.nextInt(500) == 0) {
                byte[] bytes = moved.toBytes();
                int offset = random.nextInt(slab.length - bytes.length + 1);
                System.arraycopy(bytes, 0, slab, offset, bytes.length);
                moved.wrap(slab, offset, bytes.length);
                other = Models.create(settings());
            }
            double value = random.nextInt(100) == 0 ? Double.NaN : wave(i, random);
            one.next(whole, START + 60L * i, value, expected);
            other.next(moved, START + 60L * i, value, actual);
            assertSame(expected, actual, "bucket " + i + ", seed " + SEED);
        }
        assertArrayEquals(whole.toBytes(), moved.toBytes());
    }

    @Test
    void everyByteThatChangesIsOnADirtyPage() {
        Model model = Models.create(settings());
        Block state = fresh(model);
        byte[] persisted = state.toBytes();
        state.clearDirty();
        SplittableRandom random = new SplittableRandom(SEED);
        Judgement out = new Judgement();
        for (int i = 0; i < 5_000; i++) {
            model.next(state, START + 60L * i, wave(i, random), out);
            if (i % 7 == 0) {
                byte[] now = state.toBytes();
                for (int page = 0; page * Block.PAGE_BYTES < now.length; page++) {
                    if ((state.dirtyPages() & 1L << page) != 0) {
                        int from = page * Block.PAGE_BYTES;
                        System.arraycopy(now, from, persisted, from, Math.min(Block.PAGE_BYTES, now.length - from));
                    }
                }
                state.clearDirty();
                assertArrayEquals(now, persisted, "after bucket " + i);
            }
        }
    }

    @Test
    void aResetBlockEqualsANewOne() {
        Model model = Models.create(settings());
        Block used = fresh(model);
        SplittableRandom random = new SplittableRandom(SEED);
        Judgement out = new Judgement();
        for (int i = 0; i < 3_000; i++) {
            model.next(used, START + 60L * i, wave(i, random), out);
        }
        model.reset(used);
        Block fresh = fresh(model);
        assertArrayEquals(fresh.toBytes(), used.toBytes());
        Judgement a = new Judgement();
        Judgement b = new Judgement();
        for (int i = 0; i < 1_000; i++) {
            double value = random.nextDouble() * 100;
            model.next(used, START + 60L * i, value, a);
            model.next(fresh, START + 60L * i, value, b);
            assertSame(b, a, "bucket " + i);
        }
    }

    @Test
    void oneModelServesManySeriesWithoutMixingThem() {
        Model shared = Models.create(settings());
        Block first = fresh(shared);
        Block second = fresh(shared);
        Model alone = Models.create(settings());
        Block lonely = fresh(alone);
        SplittableRandom random = new SplittableRandom(SEED);
        Judgement a = new Judgement();
        Judgement b = new Judgement();
        for (int i = 0; i < 3_000; i++) {
            double value = wave(i, random);
            shared.next(second, START + 3600L * i, -value * 7, a);
            shared.next(first, START + 60L * i, value, a);
            alone.next(lonely, START + 60L * i, value, b);
            assertSame(b, a, "bucket " + i);
        }
    }

    @Test
    void absentAndAbsurdValuesNeitherRaiseNorStay() {
        Model model = Models.create(settings());
        Block state = fresh(model);
        double[] absurd = {
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.MIN_VALUE,
            0,
            -0.0,
            1e300,
            -1e300,
            1e38,
            -1e38,
            1e-300
        };
        SplittableRandom random = new SplittableRandom(SEED);
        Judgement out = new Judgement();
        for (int i = 0; i < 4_000; i++) {
            double value = i % 40 == 39 ? absurd[random.nextInt(absurd.length)] : wave(i, random);
            model.next(state, START + 60L * i, value, out);
            assertSane(out, "bucket " + i + " value " + value);
        }
        for (int i = 4_000; i < 34_000; i++) {
            model.next(state, START + 60L * i, wave(i, random), out);
            assertSane(out, "bucket " + i);
        }
        assertFalse(Double.isNaN(out.expected));
        assertTrue(Math.abs(out.expected - 100) < 60, "back to the data's range but expects " + out.expected);
    }

    @Test
    void aBucketWithoutValueIsNeverAnAnomalyButStillHasABand() {
        Model model = Models.create(settings());
        Block state = fresh(model);
        SplittableRandom random = new SplittableRandom(SEED);
        Judgement out = new Judgement();
        for (int i = 0; i < 4_000; i++) {
            model.next(state, START + 60L * i, wave(i, random), out);
        }
        int seen = BlockHeader.seen(state);
        for (int i = 4_000; i < 5_000; i++) {
            model.next(state, START + 60L * i, Double.NaN, out);
            assertFalse(out.anomalous || out.above || out.below);
            assertEquals(0, out.score);
            assertTrue(out.lower <= out.expected && out.expected <= out.upper, "a band in bucket " + i);
        }
        assertEquals(seen, BlockHeader.seen(state), "nothing was learnt");
    }

    @Test
    void timeMayRepeatJumpAheadAndGoBack() {
        Model model = Models.create(settings());
        Block state = fresh(model);
        SplittableRandom random = new SplittableRandom(SEED);
        Judgement out = new Judgement();
        long time = START;
        for (int i = 0; i < 6_000; i++) {
            model.next(state, time, wave(i, random), out);
            assertSane(out, "bucket " + i);
            time += switch (random.nextInt(50)) {
                case 0 -> 0;
                case 1 -> -3600;
                case 2 -> 86_400L * random.nextInt(400);
                case 3 -> -86_400L * random.nextInt(400);
                default -> 60;
            };
        }
        for (long odd : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, Long.MIN_VALUE + 1, Long.MAX_VALUE - 1}) {
            model.next(state, odd, 100, out);
            assertSane(out, "at " + odd);
        }
    }

    @Test
    void aConstantSeriesIsQuietUntilItMoves() {
        Model model = Models.create(settings());
        Block state = fresh(model);
        Judgement out = new Judgement();
        for (int i = 0; i < 5_000; i++) {
            model.next(state, START + 60L * i, 42.125, out);
            assertFalse(out.anomalous, "constant, bucket " + i);
        }
        model.next(state, START + 60L * 5_000, 60, out);
        assertTrue(out.anomalous, "the first move of a constant series");
        assertTrue(out.above);
    }

    @Test
    void aShiftIsAcceptedWithinADay() {
        Model model = Models.create(settings());
        Block state = fresh(model);
        SplittableRandom random = new SplittableRandom(SEED);
        Judgement out = new Judgement();
        int i = 0;
        for (; i < 20_000; i++) {
            model.next(state, START + 60L * i, 100 + gauss(random), out);
        }
        boolean told = false;
        for (; i < 20_010; i++) {
            model.next(state, START + 60L * i, 150 + gauss(random), out);
            told |= out.anomalous;
        }
        assertTrue(told, "the shift is told");
        for (; i < 20_000 + 1_440; i++) {
            model.next(state, START + 60L * i, 150 + gauss(random), out);
        }
        assertTrue(Math.abs(out.expected - 150) < 5, "after a day it expects " + out.expected);
        assertTrue(out.upper - out.lower < 60, "and its band is " + out.lower + " to " + out.upper);
    }

    @Test
    void judgingOnlyTellsTheSameButLearnsNothing() {
        Model model = Models.create(settings());
        Block state = fresh(model);
        Block copy = fresh(model);
        Block scratch = fresh(model);
        SplittableRandom random = new SplittableRandom(SEED);
        Judgement out = new Judgement();
        Judgement told = new Judgement();
        for (int i = 0; i < 3_000; i++) {
            model.next(state, START + 60L * i, wave(i, random), out);
        }
        copy.copyFrom(state);
        model.next(copy, START + 60L * 3_000, 1e4, told);
        int seen = BlockHeader.seen(state);
        model.judgeOnly(state, scratch, START + 60L * 3_000, 1e4, out);
        assertSame(told, out, "judged");
        assertEquals(seen, BlockHeader.seen(state));
    }

    @Test
    void stateIsBoundedAndKnowsItsLayout() {
        Model model = Models.create(settings());
        assertTrue(model.stateBytes() <= stateBytesMax(), model.stateBytes() + " bytes");
        assertTrue(model.accepts(fresh(model)));
        assertFalse(model.accepts(Block.allocate(model.stateBytes())), "a block of zeroes is nobody's");
        assertFalse(model.accepts(Block.allocate(model.stateBytes() + 4)));
    }

    private static Block fresh(Model model) {
        Block state = Block.allocate(model.stateBytes());
        model.reset(state);
        return state;
    }

    /** A day's wave around 100 with noise. */
    private static double wave(int i, SplittableRandom random) {
        return 100 + 20 * Math.sin(i * 2 * Math.PI / 1440) + 2 * gauss(random);
    }

    /** Near enough to a normal deviate: the sum of twelve uniform ones less six. */
    public static double gauss(SplittableRandom random) {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += random.nextDouble();
        }
        return sum;
    }

    private static void assertSane(Judgement out, String where) {
        assertTrue(out.score >= 0 && out.score < 1e3, where + ": score " + out.score);
        assertTrue(out.warm >= 0 && out.warm <= 1, where + ": warm " + out.warm);
        if (!Double.isNaN(out.expected)) {
            assertTrue(
                    out.lower <= out.expected && out.expected <= out.upper,
                    where + ": " + out.lower + " .. " + out.expected + " .. " + out.upper);
            assertTrue(out.scale > 0, where + ": scale " + out.scale);
        }
    }

    private static void assertSame(Judgement expected, Judgement actual, String where) {
        assertEquals(expected.expected, actual.expected, where);
        assertEquals(expected.lower, actual.lower, where);
        assertEquals(expected.upper, actual.upper, where);
        assertEquals(expected.scale, actual.scale, where);
        assertEquals(expected.score, actual.score, where);
        assertEquals(expected.warm, actual.warm, where);
        assertEquals(expected.season, actual.season, where);
        assertEquals(expected.seasonSeconds, actual.seasonSeconds, where);
        assertEquals(expected.incident, actual.incident, where);
        assertEquals(expected.behaviour, actual.behaviour, where);
        assertEquals(expected.view, actual.view, where);
        assertEquals(expected.borrowed, actual.borrowed, where);
        assertEquals(expected.anomalous, actual.anomalous, where);
        assertEquals(expected.channel, actual.channel, where);
    }
}
