package io.tidemark.detectors.model.auto;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.Gain;
import io.tidemark.detectors.model.MinMax;

/**
 * The shape of one short cycle, as distances from the slow level: an hour at first, or whatever {@link PeriodFinder} found.
 *
 * <p>The cycle has up to {@link #SLOTS} slots of whole buckets. The k-th visit of a slot has gain 1/k, later ones a gain that
 * makes a memory of about two days, or of eight cycles where these are longer; what enters is clipped at three scales.
 *
 * <p>Layout at {@code at}: period in seconds (double; 0: none), buckets learnt since it was adopted (int), scale (float), slots
 * (floats), visits (bytes).
 */
final class ShortCycle {
    static final int SLOTS = 60;
    static final int BYTES = 16 + 5 * SLOTS;
    private static final int AGE = 8;
    private static final int SCALE = 12;
    private static final int VALUES = 16;
    private static final int VISITS = VALUES + 4 * SLOTS;
    private static final double MEMORY_SECONDS = 2 * 86_400;
    private static final double GAIN_MOST = 0.12;
    private static final double CLIP = 3;
    private static final int AGE_MAX = 1 << 30;

    private final int at;
    private final int interval;
    private int slot;
    private double bucketsPerSlot;
    private double lastPeriod;
    /** Buckets of a slot of a cycle of {@code lastPeriod}. */
    private double perSlot;

    ShortCycle(int at, int interval) {
        this.at = at;
        this.interval = interval;
    }

    double period(Block s) {
        return s.getDouble(at);
    }

    /** Buckets learnt with this period. */
    int age(Block s) {
        return s.getInt(at + AGE);
    }

    /** True once every slot has been seen. */
    boolean knows(Block s) {
        double period = period(s);
        return period > 0 && age(s) * (double) interval >= period;
    }

    /** Forgets the shape; from now on the cycle is so long (0: there is none). */
    void adopt(Block s, double periodSeconds) {
        for (int i = 0; i < BYTES; i += 4) {
            s.putInt(at + i, 0);
        }
        s.putDouble(at, periodSeconds);
    }

    void moveTo(Block s, long second) {
        double period = period(s);
        if (period <= 0) {
            slot = 0;
            bucketsPerSlot = 1;
            return;
        }
        if (period != lastPeriod) { // most series have the same, and divisions are dear
            lastPeriod = period;
            perSlot = Math.ceil(MinMax.max(1, period / interval) / SLOTS);
        }
        double phase = (second - Math.floor(second / period) * period) / interval;
        slot = MinMax.max(0, MinMax.min(SLOTS - 1, (int) ((phase + 1e-6) / perSlot)));
        bucketsPerSlot = perSlot;
    }

    /** What this time of the cycle adds to the slow level. */
    double part(Block s) {
        return s.getFloat(at + VALUES + 4 * slot);
    }

    /** Learns how far a value was from the slow level. */
    void learn(Block s, double distance, double floor) {
        double period = period(s);
        if (period <= 0) {
            return;
        }
        double old = part(s);
        int visits = s.getByte(at + VISITS + slot);
        double scale = MinMax.max(s.getFloat(at + SCALE), floor);
        double residual = distance - old;
        double limit = visits >= 3 * bucketsPerSlot ? CLIP * scale : Double.MAX_VALUE;
        double clipped = MinMax.max(-limit, MinMax.min(limit, residual));
        double least = MinMax.min(GAIN_MOST, period / MEMORY_SECONDS) / bucketsPerSlot;
        s.putFloat(at + VALUES + 4 * slot, (float) (old + Gain.of(least, visits) * clipped));
        int age = age(s);
        double rate = Gain.of(0.005, age);
        double spread = 1.25 * MinMax.min(Math.abs(clipped), age < 100 ? Double.MAX_VALUE : CLIP * scale);
        s.putFloat(at + SCALE, (float) (s.getFloat(at + SCALE) + rate * (spread - s.getFloat(at + SCALE))));
        if (visits < 255) {
            s.putByte(at + VISITS + slot, visits + 1);
        }
        s.putInt(at + AGE, MinMax.min(AGE_MAX, age + 1));
    }

    /** Takes over a sibling's cycle, with its shape times {@code ratio}. */
    void borrow(Block s, Block sibling, double ratio) {
        for (int i = 0; i < BYTES; i += 4) {
            s.putInt(at + i, sibling.getInt(at + i));
        }
        s.putFloat(at + SCALE, SlowProfile.bounded(Math.abs(ratio) * sibling.getFloat(at + SCALE)));
        for (int i = 0; i < SLOTS; i++) {
            int slotAt = at + VALUES + 4 * i;
            s.putFloat(slotAt, SlowProfile.bounded(ratio * sibling.getFloat(slotAt)));
        }
    }

    /** Takes over the mean of some buckets of the past. */
    void recall(Block s, long second, double distance, int buckets) {
        moveTo(s, second);
        int visits = s.getByte(at + VISITS + slot);
        s.putFloat(at + VALUES + 4 * slot, (float) (part(s) + (distance - part(s)) / (visits + 1)));
        s.putByte(at + VISITS + slot, MinMax.min(255, visits + 1));
        s.putInt(at + AGE, age(s) + buckets);
    }
}
