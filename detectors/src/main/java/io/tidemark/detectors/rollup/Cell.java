package io.tidemark.detectors.rollup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * One bucket in 64 bytes of a slab, little-endian:
 * {@code start s | count | sum | min | max | last | time of last ms | touched at ms}. Count 0: no bucket.
 */
final class Cell {
    static final int BYTES = 64;
    /** In place of the tick in a closed bucket: it was corrected and has to be told again. */
    static final long TELL_AGAIN = -1;

    private static final int START = 0;
    private static final int COUNT = 8;
    private static final int SUM = 16;
    private static final int MIN = 24;
    private static final int MAX = 32;
    private static final int LAST = 40;
    private static final int LAST_TIME = 48;
    private static final int TOUCHED = 56;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private Cell() {}

    static long getLong(byte[] slab, int at) {
        return (long) LONG.get(slab, at);
    }

    static void putLong(byte[] slab, int at, long value) {
        LONG.set(slab, at, value);
    }

    static long start(byte[] slab, int cell) {
        return getLong(slab, cell + START);
    }

    static long count(byte[] slab, int cell) {
        return getLong(slab, cell + COUNT);
    }

    static double sum(byte[] slab, int cell) {
        return (double) DOUBLE.get(slab, cell + SUM);
    }

    static double min(byte[] slab, int cell) {
        return (double) DOUBLE.get(slab, cell + MIN);
    }

    static double max(byte[] slab, int cell) {
        return (double) DOUBLE.get(slab, cell + MAX);
    }

    static double last(byte[] slab, int cell) {
        return (double) DOUBLE.get(slab, cell + LAST);
    }

    static long lastTimeMillis(byte[] slab, int cell) {
        return getLong(slab, cell + LAST_TIME);
    }

    static long touched(byte[] slab, int cell) {
        return getLong(slab, cell + TOUCHED);
    }

    static void touch(byte[] slab, int cell, long tickMillis) {
        putLong(slab, cell + TOUCHED, tickMillis);
    }

    static void clear(byte[] slab, int cell) {
        for (int at = cell; at < cell + BYTES; at += Long.BYTES) {
            putLong(slab, at, 0);
        }
    }

    static void copy(byte[] from, int fromCell, byte[] to, int toCell) {
        System.arraycopy(from, fromCell, to, toCell, BYTES);
    }

    /** Makes the cell that of an empty bucket. */
    static void open(byte[] slab, int cell, long start) {
        clear(slab, cell);
        putLong(slab, cell + START, start);
        DOUBLE.set(slab, cell + MIN, Double.POSITIVE_INFINITY);
        DOUBLE.set(slab, cell + MAX, Double.NEGATIVE_INFINITY);
        putLong(slab, cell + LAST_TIME, Long.MIN_VALUE);
    }

    /** Adds values; of two with one time the one that came later is the last. */
    static void add(
            byte[] slab, int cell, long count, double sum, double min, double max, double last, long lastTimeMillis) {
        putLong(slab, cell + COUNT, count(slab, cell) + count);
        DOUBLE.set(slab, cell + SUM, sum(slab, cell) + sum);
        DOUBLE.set(slab, cell + MIN, Math.min(min(slab, cell), min));
        DOUBLE.set(slab, cell + MAX, Math.max(max(slab, cell), max));
        if (lastTimeMillis >= lastTimeMillis(slab, cell)) {
            DOUBLE.set(slab, cell + LAST, last);
            putLong(slab, cell + LAST_TIME, lastTimeMillis);
        }
    }

    /** Adds another bucket's values. */
    static void merge(byte[] from, int fromCell, byte[] to, int toCell) {
        add(
                to,
                toCell,
                count(from, fromCell),
                sum(from, fromCell),
                min(from, fromCell),
                max(from, fromCell),
                last(from, fromCell),
                lastTimeMillis(from, fromCell));
    }
}
