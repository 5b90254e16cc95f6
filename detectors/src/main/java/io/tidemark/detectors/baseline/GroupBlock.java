package io.tidemark.detectors.baseline;

import io.tidemark.detectors.store.ModelStore;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What is remembered of a group beside its model, 64 bytes:
 * {@code last row s | last value's row s | fingerprint | model block | flags | last value | last seen ms}.
 */
final class GroupBlock {
    static final int BYTES = 64;
    static final long NEVER = Long.MIN_VALUE;
    /** Its buckets arrive as time passes, so that a missing one is a gap; history that is filled in is not live. */
    static final long LIVE = 1;

    static final long COUNT = 2;

    /** It was paused since its last row: what passed meanwhile is no gap. */
    static final long PAUSED = 4;

    private static final int LAST_ROW = 0;
    private static final int LAST_VALUE_ROW = 8;
    private static final int FINGERPRINT = 16;
    private static final int MODEL = 24;
    private static final int FLAGS = 32;
    private static final int LAST_VALUE = 40;
    private static final int SEEN = 48;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ModelStore store;

    GroupBlock(ModelStore store) {
        this.store = store;
    }

    void begin(int group, long fingerprint, long seenMillis) {
        put(group, LAST_ROW, NEVER);
        put(group, LAST_VALUE_ROW, NEVER);
        put(group, FINGERPRINT, fingerprint);
        put(group, FLAGS, 0);
        put(group, LAST_VALUE, Double.doubleToRawLongBits(Double.NaN));
        put(group, SEEN, seenMillis);
    }

    long lastRow(int group) {
        return get(group, LAST_ROW);
    }

    void lastRow(int group, long start) {
        put(group, LAST_ROW, start);
    }

    long lastValueRow(int group) {
        return get(group, LAST_VALUE_ROW);
    }

    double lastValue(int group) {
        return Double.longBitsToDouble(get(group, LAST_VALUE));
    }

    void value(int group, long start, double value, boolean live, boolean count, long seenMillis) {
        put(group, LAST_VALUE_ROW, start);
        put(group, LAST_VALUE, Double.doubleToRawLongBits(value));
        put(group, FLAGS, (live ? LIVE : 0) | (count ? COUNT : 0));
        put(group, SEEN, seenMillis);
    }

    /** Until its next row. */
    void pause(int group) {
        put(group, FLAGS, get(group, FLAGS) & ~LIVE | PAUSED);
    }

    boolean is(int group, long flag) {
        return (get(group, FLAGS) & flag) != 0;
    }

    long seenMillis(int group) {
        return get(group, SEEN);
    }

    long fingerprint(int group) {
        return get(group, FINGERPRINT);
    }

    /** Handle of the model's block, or {@link ModelStore#NONE}. */
    int model(int group) {
        return (int) get(group, MODEL) - 1;
    }

    void model(int group, int handle) {
        put(group, MODEL, handle + 1L);
    }

    private long get(int group, int field) {
        return (long) LONG.get(store.slab(group), store.offset(group) + field);
    }

    private void put(int group, int field, long value) {
        LONG.set(store.slab(group), store.offset(group) + field, value);
        store.changed(group, 1);
    }
}
