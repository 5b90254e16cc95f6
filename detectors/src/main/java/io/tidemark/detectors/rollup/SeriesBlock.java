package io.tidemark.detectors.rollup;

import io.tidemark.avro.PointKind;
import io.tidemark.detectors.store.ModelStore;

/**
 * Where things are in the blocks of a series; all are multiples of a cell, which is also the page that is written.
 *
 * <pre>
 * series   header | open minute, ten minutes, hour | the same, closed last | two base buckets closed last | three open base buckets
 * more     header | eleven open base buckets                    (chained, for back-fill)
 * width    open bucket | closed last                            (a width that a query wishes for)
 * </pre>
 */
final class SeriesBlock {
    static final int CELLS = 12;
    static final int WIDTH_CELLS = 2;
    static final int[] WIDTHS = {60, 600, 3_600};
    static final int OPEN_LEVEL = 1;
    static final int CLOSED_LEVEL = 4;
    static final int CLOSED_BASE = 7;
    static final int CLOSED_BASES = 2;
    static final int OPEN_BASE = 9;
    static final int OPEN_HERE = CELLS - OPEN_BASE;
    static final int OPEN_IN_MORE = CELLS - 1;
    static final long NEVER = Long.MIN_VALUE;

    private static final int KIND = 0;
    private static final int LAST_CLOSED = 8;
    private static final int FIRST = 16;
    private static final int OPEN_COUNT = 24;
    private static final int SEEN = 32;
    private static final int MORE = 40;
    private static final int RING = 48;
    private static final long HEADER_PAGE = 1;

    private final ModelStore store;

    SeriesBlock(ModelStore store) {
        this.store = store;
    }

    /** A store for these blocks. */
    static ModelStore newStore() {
        return new ModelStore(Cell.BYTES, WIDTH_CELLS, CELLS);
    }

    void begin(int handle) {
        put(handle, LAST_CLOSED, NEVER);
        put(handle, FIRST, NEVER);
    }

    PointKind kind(int handle) {
        return PointKind.values()[(int) (get(handle, KIND) & 0xff)];
    }

    int pointIntervalSeconds(int handle) {
        return (int) (get(handle, KIND) >> 8);
    }

    void kind(int handle, PointKind kind, int intervalSeconds) {
        put(handle, KIND, (long) intervalSeconds << 8 | kind.ordinal());
    }

    /** Start of the newest base bucket that was closed, or {@link #NEVER}. */
    long lastClosed(int handle) {
        return get(handle, LAST_CLOSED);
    }

    void lastClosed(int handle, long start) {
        put(handle, LAST_CLOSED, start);
    }

    /** Start of the first base bucket that was closed: nothing was told of what lies before. */
    long first(int handle) {
        return get(handle, FIRST);
    }

    void first(int handle, long start) {
        put(handle, FIRST, start);
    }

    int openCount(int handle) {
        return (int) get(handle, OPEN_COUNT);
    }

    void openCount(int handle, int count) {
        put(handle, OPEN_COUNT, count);
    }

    /** Tick at which a point came last. */
    long seen(int handle) {
        return get(handle, SEEN);
    }

    void seen(int handle, long tickMillis) {
        if (get(handle, SEEN) != tickMillis) {
            put(handle, SEEN, tickMillis);
        }
    }

    /** The next block with open base buckets, or {@link ModelStore#NONE}. */
    int more(int handle) {
        return (int) get(handle, MORE) - 1;
    }

    void more(int handle, int next) {
        put(handle, MORE, next + 1L);
    }

    /** Which of the base buckets that closed last is the older one, and will be overwritten next. */
    int ring(int handle) {
        return (int) get(handle, RING);
    }

    void ring(int handle, int position) {
        put(handle, RING, position);
    }

    private long get(int handle, int field) {
        return Cell.getLong(store.slab(handle), store.offset(handle) + field);
    }

    private void put(int handle, int field, long value) {
        Cell.putLong(store.slab(handle), store.offset(handle) + field, value);
        store.changed(handle, HEADER_PAGE);
    }
}
