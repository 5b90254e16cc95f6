package io.tidemark.detectors.rollup;

import io.tidemark.avro.PointKind;
import io.tidemark.detectors.store.ModelStore;

/**
 * Where things are in the blocks of a series; all are multiples of a cell, which is also the page that is written.
 *
 * <pre>
 * series   header | open minute, ten minutes, hour | the same, closed last | five base buckets, open or closed lately
 * more     header | eleven open base buckets                    (chained, for back-fill)
 * width    open bucket | closed last                            (a width that a query wishes for)
 * </pre>
 *
 * <p>A base bucket closes by its header alone: it is closed where its start is not after {@link #lastClosed} and not before
 * {@link #first}. Its cell stays as it is, so that a point costs one page and a closing bucket two.
 */
final class SeriesBlock {
    static final int CELLS = 12;
    static final int WIDTH_CELLS = 2;
    static final int[] WIDTHS = {60, 600, 3_600};
    static final int OPEN_LEVEL = 1;
    static final int CLOSED_LEVEL = 4;
    static final int BASE = 7;
    static final int BASES = CELLS - BASE;
    /** Of the base buckets here so many may be open: the other two are those that closed last, kept for corrections. */
    static final int OPEN_HERE = 3;

    static final int OPEN_IN_MORE = CELLS - 1;
    static final long NEVER = Long.MIN_VALUE;

    private static final int KIND = 0;
    private static final int LAST_CLOSED = 8;
    private static final int FIRST = 16;
    private static final int CHAINED = 24;
    private static final int SEEN = 32;
    private static final int MORE = 40;
    private static final int CLOSED_BEFORE = 48;
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
        put(handle, CLOSED_BEFORE, NEVER);
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

    /** Start of the base bucket that closed before {@link #lastClosed}, or {@link #NEVER}. */
    long closedBefore(int handle) {
        return get(handle, CLOSED_BEFORE);
    }

    /** Start of the first base bucket that was closed: nothing was told of what lies before. */
    long first(int handle) {
        return get(handle, FIRST);
    }

    /** Whether the base bucket with this start was closed, or its time passed without one. */
    boolean isClosed(int handle, long start) {
        return start <= lastClosed(handle) && start >= first(handle);
    }

    /** Whether a start lies before everything told of the series. */
    boolean isBackwards(int handle, long start) {
        return start < first(handle);
    }

    /** Notes that the base bucket with this start closed; its last point came at the tick {@code seenMillis}. */
    void close(int handle, long start, long seenMillis) {
        byte[] slab = store.slab(handle);
        int header = store.offset(handle);
        long before = Cell.getLong(slab, header + LAST_CLOSED);
        Cell.putLong(slab, header + CLOSED_BEFORE, before);
        Cell.putLong(slab, header + LAST_CLOSED, start);
        if (before == NEVER) {
            Cell.putLong(slab, header + FIRST, start);
        }
        Cell.putLong(slab, header + SEEN, Math.max(Cell.getLong(slab, header + SEEN), seenMillis));
        store.changed(handle, HEADER_PAGE);
    }

    /** How many open base buckets are in the chain. */
    int chained(int handle) {
        return (int) get(handle, CHAINED);
    }

    void chained(int handle, int count) {
        put(handle, CHAINED, count);
    }

    /** Tick at which a point came last, as far as it is in no open bucket. */
    long seen(int handle) {
        return get(handle, SEEN);
    }

    void seen(int handle, long tickMillis) {
        if (get(handle, SEEN) < tickMillis) {
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

    private long get(int handle, int field) {
        return Cell.getLong(store.slab(handle), store.offset(handle) + field);
    }

    private void put(int handle, int field, long value) {
        Cell.putLong(store.slab(handle), store.offset(handle) + field, value);
        store.changed(handle, HEADER_PAGE);
    }
}
