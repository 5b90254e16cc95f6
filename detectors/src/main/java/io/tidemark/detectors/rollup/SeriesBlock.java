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
    static long lastClosed(RolledSeries series) {
        return Cell.getLong(series.slab, series.block + LAST_CLOSED);
    }

    /** Start of the base bucket that closed before {@link #lastClosed}, or {@link #NEVER}. */
    static long closedBefore(RolledSeries series) {
        return Cell.getLong(series.slab, series.block + CLOSED_BEFORE);
    }

    /** Start of the first base bucket that was closed: nothing was told of what lies before. */
    static long first(RolledSeries series) {
        return Cell.getLong(series.slab, series.block + FIRST);
    }

    /** Whether the base bucket with this start was closed, or its time passed without one. */
    static boolean isClosed(RolledSeries series, long start) {
        return start <= lastClosed(series) && start >= first(series);
    }

    /** Whether a start lies before everything told of the series. */
    static boolean isBackwards(RolledSeries series, long start) {
        return start < first(series);
    }

    /** Notes that the base bucket with this start closed; its last point came at the tick {@code seenMillis}. */
    void close(RolledSeries series, long start, long seenMillis) {
        byte[] slab = series.slab;
        int header = series.block;
        long before = Cell.getLong(slab, header + LAST_CLOSED);
        Cell.putLong(slab, header + CLOSED_BEFORE, before);
        Cell.putLong(slab, header + LAST_CLOSED, start);
        if (before == NEVER) {
            Cell.putLong(slab, header + FIRST, start);
        }
        Cell.putLong(slab, header + SEEN, Math.max(Cell.getLong(slab, header + SEEN), seenMillis));
        store.changed(series.handle(), HEADER_PAGE);
    }

    /** How many open base buckets are in the chain. */
    static int chained(RolledSeries series) {
        return (int) Cell.getLong(series.slab, series.block + CHAINED);
    }

    void chained(RolledSeries series, int count) {
        put(series.handle(), CHAINED, count);
    }

    /** Tick at which a point came last, as far as it is in no open bucket. */
    static long seen(RolledSeries series) {
        return Cell.getLong(series.slab, series.block + SEEN);
    }

    void seen(RolledSeries series, long tickMillis) {
        if (seen(series) < tickMillis) {
            put(series.handle(), SEEN, tickMillis);
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
