package io.tidemark.detectors.baseline;

import io.tidemark.detectors.store.ModelStore;
import java.util.ArrayList;
import java.util.List;

/**
 * The mean value of each of the last 168 hours of a group, to show what came at the same time of the days before. They lie
 * behind the model in its block, three bytes an hour (a float without its last eight bits: four digits), in a ring by hours
 * since the epoch; 0 means that there was no value. The hour that is running is in {@link GroupBlock}, so that the ring's pages
 * change once an hour.
 */
final class PastHours {
    static final int HOURS = 168;
    static final int BYTES = 512;
    private static final int DAYS = 7;
    private static final int HOUR_SECONDS = 3_600;
    private static final int SLOT_BYTES = 3;
    private static final int PAGE_BYTES = 256;
    /** What a mean of zero is written as: the smallest there is. */
    private static final int ZERO = 1;

    private final ModelStore models;
    private final GroupBlock layout;

    PastHours(ModelStore models, GroupBlock layout) {
        this.models = models;
        this.layout = layout;
    }

    /** Where the ring begins in the block of a model with so many bytes. */
    static int offset(int stateBytes) {
        return (stateBytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }

    /** Adds a value; before {@link GroupBlock#value} notes its time. */
    void add(int group, int stateBytes, long start, double value) {
        long hour = Math.floorDiv(start, HOUR_SECONDS);
        long before = layout.lastValueRow(group);
        int values = layout.hourValues(group);
        float mean = layout.hourMean(group);
        if (before != GroupBlock.NEVER && Math.floorDiv(before, HOUR_SECONDS) != hour) {
            long last = Math.floorDiv(before, HOUR_SECONDS);
            put(group, stateBytes, last, values == 0 ? 0 : coded(mean));
            for (long empty = Math.max(last + 1, hour - HOURS); empty < hour; empty++) {
                put(group, stateBytes, empty, 0);
            }
            values = 0;
        }
        layout.hour(group, (float) (values == 0 ? value : mean + (value - mean) / (values + 1)), values + 1);
    }

    /** Means of the same hour of the seven days before, yesterday first; NaN for one without a value. */
    List<Double> sameHourBefore(int group, int stateBytes, long start) {
        long hour = Math.floorDiv(start, HOUR_SECONDS);
        long newest = layout.lastValueRow(group) == GroupBlock.NEVER
                ? hour - HOURS - 1
                : Math.floorDiv(layout.lastValueRow(group), HOUR_SECONDS);
        List<Double> days = new ArrayList<>(DAYS);
        for (int day = 1; day <= DAYS; day++) {
            long then = hour - 24L * day;
            boolean kept = then < newest && then >= newest - HOURS;
            days.add(
                    then == newest && layout.hourValues(group) > 0
                            ? (double) layout.hourMean(group)
                            : kept ? decoded(get(group, stateBytes, then)) : Double.NaN);
        }
        return days;
    }

    private static int coded(float mean) {
        int bits = Float.floatToRawIntBits(mean) >>> 8;
        return bits == 0 ? ZERO : bits;
    }

    private static double decoded(int code) {
        return code == 0 ? Double.NaN : code == ZERO ? 0 : Float.intBitsToFloat(code << 8);
    }

    private int at(int stateBytes, long hour) {
        return offset(stateBytes) + (int) Math.floorMod(hour, (long) HOURS) * SLOT_BYTES;
    }

    private int get(int group, int stateBytes, long hour) {
        int handle = layout.model(group);
        byte[] slab = models.slab(handle);
        int at = models.offset(handle) + at(stateBytes, hour);
        return slab[at] & 0xff | (slab[at + 1] & 0xff) << 8 | (slab[at + 2] & 0xff) << 16;
    }

    private void put(int group, int stateBytes, long hour, int code) {
        int handle = layout.model(group);
        byte[] slab = models.slab(handle);
        int in = at(stateBytes, hour);
        int at = models.offset(handle) + in;
        slab[at] = (byte) code;
        slab[at + 1] = (byte) (code >> 8);
        slab[at + 2] = (byte) (code >> 16);
        models.changed(handle, 1L << in / PAGE_BYTES | 1L << (in + SLOT_BYTES - 1) / PAGE_BYTES);
    }
}
