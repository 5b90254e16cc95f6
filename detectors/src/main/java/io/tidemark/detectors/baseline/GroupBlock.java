package io.tidemark.detectors.baseline;

import io.tidemark.detectors.store.ModelStore;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What is remembered of a group beside its model, 64 bytes:
 * {@code last row s | last value's row s | fingerprint | model block, flags | first row s | last value | last seen ms |
 * mean of the running hour, values in it}.
 */
final class GroupBlock {
    static final int BYTES = 64;
    static final long NEVER = Long.MIN_VALUE;
    /** Its buckets arrive as time passes, so that a missing one is a gap; history that is filled in is not live. */
    static final long LIVE = 1;

    static final long COUNT = 2;

    /** It was paused since its last row: what passed meanwhile is no gap. */
    static final long PAUSED = 4;

    /** Its model is being replayed elsewhere; until it arrives, what is told here is kept for it. */
    static final long RELEARNING = 8;

    /** What its model knows begins before its first row: it was warmed by rollups kept from earlier. */
    static final long WARMED = 16;

    private static final int LAST_ROW = 0;
    private static final int LAST_VALUE_ROW = 8;
    private static final int FINGERPRINT = 16;
    private static final int MODEL = 24;
    private static final int FLAGS = 28;
    private static final int FIRST_ROW = 32;
    private static final int LAST_VALUE = 40;
    private static final int SEEN = 48;
    private static final int HOUR_MEAN = 56;
    private static final int HOUR_VALUES = 60;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ModelStore store;

    GroupBlock(ModelStore store) {
        this.store = store;
    }

    void begin(int group, long fingerprint, long seenMillis) {
        put(group, LAST_ROW, NEVER);
        put(group, LAST_VALUE_ROW, NEVER);
        put(group, FINGERPRINT, fingerprint);
        putInt(group, FLAGS, 0);
        put(group, FIRST_ROW, NEVER);
        hour(group, 0, 0);
        put(group, LAST_VALUE, Double.doubleToRawLongBits(Double.NaN));
        put(group, SEEN, seenMillis);
    }

    long lastRow(int group) {
        return get(group, LAST_ROW);
    }

    void lastRow(int group, long start) {
        put(group, LAST_ROW, start);
    }

    /** Start of the first bucket that it was told with; {@link #NEVER} before that. */
    long firstRow(int group) {
        return get(group, FIRST_ROW);
    }

    void firstRow(int group, long start) {
        put(group, FIRST_ROW, start);
    }

    long lastValueRow(int group) {
        return get(group, LAST_VALUE_ROW);
    }

    double lastValue(int group) {
        return Double.longBitsToDouble(get(group, LAST_VALUE));
    }

    void value(int group, long start, double value, boolean live, boolean count, long seenMillis) {
        byte[] slab = store.slab(group);
        int at = store.offset(group);
        int kept = (int) INT.get(slab, at + FLAGS) & (int) (RELEARNING | WARMED);
        LONG.set(slab, at + LAST_VALUE_ROW, start);
        LONG.set(slab, at + LAST_VALUE, Double.doubleToRawLongBits(value));
        INT.set(slab, at + FLAGS, kept | (int) ((live ? LIVE : 0) | (count ? COUNT : 0)));
        LONG.set(slab, at + SEEN, seenMillis);
        store.changed(group, 1);
    }

    /** Until its next row. */
    void pause(int group) {
        set(group, LIVE, false);
        set(group, PAUSED, true);
    }

    void set(int group, long flag, boolean on) {
        int flags = getInt(group, FLAGS);
        putInt(group, FLAGS, on ? flags | (int) flag : flags & ~(int) flag);
    }

    boolean is(int group, long flag) {
        return (getInt(group, FLAGS) & flag) != 0;
    }

    long seenMillis(int group) {
        return get(group, SEEN);
    }

    long fingerprint(int group) {
        return get(group, FINGERPRINT);
    }

    /** Handle of the model's block, or {@link ModelStore#NONE}. */
    int model(int group) {
        return getInt(group, MODEL) - 1;
    }

    void model(int group, int handle) {
        putInt(group, MODEL, handle + 1);
    }

    /** Mean of the values of the hour that is running. */
    float hourMean(int group) {
        return Float.intBitsToFloat(getInt(group, HOUR_MEAN));
    }

    int hourValues(int group) {
        return getInt(group, HOUR_VALUES);
    }

    void hour(int group, float mean, int values) {
        byte[] slab = store.slab(group);
        int at = store.offset(group);
        INT.set(slab, at + HOUR_MEAN, Float.floatToRawIntBits(mean));
        INT.set(slab, at + HOUR_VALUES, values);
        store.changed(group, 1);
    }

    private long get(int group, int field) {
        return (long) LONG.get(store.slab(group), store.offset(group) + field);
    }

    private int getInt(int group, int field) {
        return (int) INT.get(store.slab(group), store.offset(group) + field);
    }

    private void putInt(int group, int field, int value) {
        INT.set(store.slab(group), store.offset(group) + field, value);
        store.changed(group, 1);
    }

    private void put(int group, int field, long value) {
        LONG.set(store.slab(group), store.offset(group) + field, value);
        store.changed(group, 1);
    }
}
