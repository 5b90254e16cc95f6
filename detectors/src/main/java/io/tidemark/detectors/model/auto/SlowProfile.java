package io.tidemark.detectors.model.auto;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.CivilClock;
import io.tidemark.detectors.model.Gain;
import io.tidemark.detectors.model.MinMax;

/**
 * What the series usually is at this time of day, slow and stubborn: the yardstick of the seasonal views.
 *
 * <p>Up to 96 slots of absolute values, kept as distances from the first value seen. The k-th visit of a slot has gain 1/k,
 * later visits {@link #GAIN} a cycle; what enters is clipped at three robust scales, so an anomaly of hours hardly moves it
 * and one of days moves it by 0.36 scales a day. A residual that keeps its sign beyond three scales for
 * {@link #SHIFT_SECONDS} is a new level: then an offset common to all slots follows it with gain 0.05.
 *
 * <p>Between slots the profile is read by linear interpolation over the width of a slot. Layout at {@code at}: 96 floats, then
 * 96 visit counts (bytes); in the head: scale, run, offset.
 */
final class SlowProfile {
    static final int SLOTS = 96;
    static final int BYTES = 5 * SLOTS;
    static final int HEAD_BYTES = 16;
    /** How long a residual must keep its sign beyond three scales to be taken for a new level. */
    static final int SHIFT_SECONDS = CivilClock.DAY;

    private static final int SHIFT_BUCKETS_MIN = 30;
    private static final double GAIN = 0.12;
    private static final double CLIP = 3;
    private static final int RUN = 4;
    private static final int OFFSET = 8;

    private final int head;
    private final int at;
    private final int slots;
    private final double slotSeconds;
    private final double bucketsPerSlot;
    private final double gain;
    private final int shiftBuckets;

    private int slot;
    private int beside;
    private double share;

    SlowProfile(int interval, int head, int at) {
        this.head = head;
        this.at = at;
        slots = MinMax.max(1, MinMax.min(SLOTS, CivilClock.DAY / interval));
        slotSeconds = (double) CivilClock.DAY / slots;
        bucketsPerSlot = MinMax.max(1, slotSeconds / interval);
        gain = GAIN / bucketsPerSlot;
        shiftBuckets = MinMax.max(SHIFT_BUCKETS_MIN, SHIFT_SECONDS / interval);
    }

    /** Buckets in a day. */
    double cycleBuckets() {
        return bucketsPerSlot * slots;
    }

    int shiftBuckets() {
        return shiftBuckets;
    }

    void moveTo(int secondOfDay) {
        double position = secondOfDay / slotSeconds;
        slot = MinMax.min(slots - 1, (int) position);
        double inside = position - slot;
        beside = inside < 0.5 ? (slot == 0 ? slots - 1 : slot - 1) : (slot + 1 == slots ? 0 : slot + 1);
        share = slots < 24 ? 1 : inside < 0.5 ? 0.5 + inside : 1.5 - inside;
    }

    /** True once this slot has been filled. */
    boolean knows(Block s) {
        return s.getByte(at + 4 * SLOTS + slot) >= MinMax.min(250, (int) Math.ceil(bucketsPerSlot));
    }

    /** The usual value of this slot alone, less the first value of the series. */
    double slotValue(Block s) {
        return s.getFloat(at + 4 * slot) + s.getFloat(head + OFFSET);
    }

    /** The usual value at this time, between slots. */
    double value(Block s) {
        return share * s.getFloat(at + 4 * slot)
                + (1 - share) * s.getFloat(at + 4 * beside)
                + s.getFloat(head + OFFSET);
    }

    double scale(Block s) {
        return s.getFloat(head);
    }

    /** Learns a value (less the first value of the series). */
    void learn(Block s, double value, int seen, double floor) {
        double residual = value - slotValue(s);
        double scale = MinMax.max(s.getFloat(head), floor);
        int countAt = at + 4 * SLOTS + slot;
        int visits = s.getByte(countAt);
        double limit = visits >= MinMax.max(3, MinMax.min(240, 2 * bucketsPerSlot)) ? CLIP * scale : Double.MAX_VALUE;
        double clipped = MinMax.max(-limit, MinMax.min(limit, residual));
        int run = s.getInt(head + RUN);
        run = residual > limit ? MinMax.max(1, run + 1) : residual < -limit ? MinMax.min(-1, run - 1) : 0;
        boolean shifted = Math.abs(run) > shiftBuckets;
        if (shifted) {
            s.putFloat(head + OFFSET, bounded(s.getFloat(head + OFFSET) + 0.05 * residual));
        } else {
            s.putFloat(at + 4 * slot, bounded(s.getFloat(at + 4 * slot) + Gain.of(gain, visits) * clipped));
        }
        if (visits < 255) {
            s.putByte(countAt, visits + 1);
        }
        double rate = seen < 50 ? 1.0 / (seen + 1) : 0.005;
        double spread = 1.25 * MinMax.min(Math.abs(clipped), seen < 100 ? Double.MAX_VALUE : CLIP * scale);
        s.putFloat(head, bounded(scale + rate * (spread - scale)));
        s.putInt(head + RUN, run);
    }

    /** Takes over a sibling's profile times {@code ratio}, plus {@code shift}; as if each slot had been seen on one day. */
    void borrow(Block s, Block sibling, double ratio, double shift) {
        float offset = sibling.getFloat(head + OFFSET);
        for (int i = 0; i < SLOTS; i++) {
            int slotAt = at + 4 * i;
            s.putFloat(slotAt, bounded(ratio * (sibling.getFloat(slotAt) + offset) + shift));
            int visitsAt = at + 4 * SLOTS + i;
            s.putByte(
                    visitsAt, MinMax.min(sibling.getByte(visitsAt), MinMax.min(255, (int) Math.ceil(bucketsPerSlot))));
        }
        s.putFloat(head, bounded(Math.abs(ratio) * sibling.getFloat(head)));
        s.putInt(head + RUN, 0);
        s.putFloat(head + OFFSET, 0);
    }

    static float bounded(double value) {
        return (float) MinMax.max(-1e30, MinMax.min(1e30, value));
    }
}
