package io.tidemark.detectors.rollup;

import io.tidemark.detectors.store.ModelStore;

/**
 * The base buckets of a series: five cells in its own block for those that are open or closed lately, and a chain of blocks for
 * the open ones that find no room there.
 *
 * <p>A bucket is at home in the cell that follows from its start, so that the usual case, ten seconds after ten seconds, looks
 * at one cell. Where that is taken it goes to another and the series counts it as away from home; while none is, a look at
 * home is enough.
 */
final class BaseBuckets {
    private static final int IN_BLOCK = -1;

    private final ModelStore store;
    private final SeriesBlock layout;

    /** The bucket found last: its block, the bytes of that, and where its cell is in them. */
    byte[] slab;

    int cell;
    private int block;
    /** Its number in the chain, or {@link #IN_BLOCK}. */
    private int chainNumber;

    BaseBuckets(ModelStore store, SeriesBlock layout) {
        this.store = store;
        this.layout = layout;
    }

    /** Counts what a series has, after a restore. */
    void resume(RolledSeries series) {
        int handle = series.handle();
        for (int i = 0; i < SeriesBlock.BASES; i++) {
            toCell(handle, i);
            if (isOpen(handle)) {
                count(series, 1);
            }
            series.corrected |= isKept(handle) && Cell.touched(slab, cell) == Cell.TELL_AGAIN;
        }
        for (int i = 0; i < layout.chained(handle); i++) {
            toChained(handle, i);
            count(series, 1);
        }
    }

    /** Moves to the open bucket with this start; false where there is none. */
    boolean find(RolledSeries series, long start) {
        if (series.open == 0) {
            return false;
        }
        int handle = series.handle();
        toCell(handle, home(start));
        if (isOpen(handle) && Cell.start(slab, cell) == start) {
            return true;
        }
        return series.awayFromHome > 0 && search(handle, start);
    }

    private boolean search(int handle, long start) {
        for (int i = 0; i < SeriesBlock.BASES; i++) {
            toCell(handle, i);
            if (isOpen(handle) && Cell.start(slab, cell) == start) {
                return true;
            }
        }
        for (int i = layout.chained(handle) - 1; i >= 0; i--) {
            toChained(handle, i);
            if (Cell.start(slab, cell) == start) {
                return true;
            }
        }
        return false;
    }

    /** Moves to the bucket with this start that closed last or before that; false where it is none of them. */
    boolean findClosed(RolledSeries series, long start) {
        for (int i = 0; i < SeriesBlock.BASES; i++) {
            toCell(series.handle(), i);
            if (Cell.start(slab, cell) == start && isKept(series.handle())) {
                return true;
            }
        }
        return false;
    }

    /** Moves to the oldest open bucket; false where none is open. */
    boolean oldest(RolledSeries series) {
        return oldest(series, false);
    }

    /** Moves to the oldest open bucket that is not history told backwards; false where there is none. */
    boolean oldestInOrder(RolledSeries series) {
        if (series.open == series.backwards) {
            return false;
        }
        int handle = series.handle();
        long next = layout.lastClosed(handle) + Rollup.BASE_SECONDS;
        toCell(handle, home(next));
        if (isOpen(handle) && Cell.start(slab, cell) == next) {
            return true;
        }
        return oldest(series, true);
    }

    private boolean oldest(RolledSeries series, boolean inOrder) {
        if (series.open == 0) {
            return false;
        }
        int handle = series.handle();
        int chained = layout.chained(handle);
        int found = -1;
        long foundStart = Long.MAX_VALUE;
        for (int i = 0; i < SeriesBlock.BASES + chained; i++) {
            go(handle, i);
            long start = Cell.start(slab, cell);
            if (start < foundStart
                    && (i >= SeriesBlock.BASES || isOpen(handle))
                    && !(inOrder && layout.isBackwards(handle, start))) {
                found = i;
                foundStart = start;
            }
        }
        if (found >= 0) {
            go(handle, found);
        }
        return found >= 0;
    }

    /** Moves to a new, empty bucket. */
    void add(RolledSeries series, long start) {
        int handle = series.handle();
        int chained = layout.chained(handle);
        if (series.open - chained < SeriesBlock.OPEN_HERE) {
            toFreeCell(handle, start);
        } else {
            if (chained % SeriesBlock.OPEN_IN_MORE == 0) {
                chain(handle, chained / SeriesBlock.OPEN_IN_MORE);
            }
            layout.chained(handle, chained + 1);
            toChained(handle, chained);
        }
        Cell.open(slab, cell, start);
        changed();
        count(series, 1);
    }

    /** The open bucket found last is closed now: it stays, and stays found, for corrections. */
    void close(RolledSeries series) {
        int handle = series.handle();
        long start = Cell.start(slab, cell);
        count(series, -1);
        layout.close(handle, start, Cell.touched(slab, cell));
        if (chainNumber != IN_BLOCK) {
            byte[] from = slab;
            int fromCell = cell;
            int number = chainNumber;
            toFreeCell(handle, start);
            Cell.copy(from, fromCell, slab, cell);
            changed();
            int toBlock = block;
            int toCell = cell;
            toChained(handle, number);
            takeOut(handle);
            block = toBlock;
            slab = store.slab(toBlock);
            cell = toCell;
            chainNumber = IN_BLOCK;
        }
    }

    /** Takes the open bucket found last away. */
    void remove(RolledSeries series) {
        count(series, -1);
        layout.seen(series.handle(), Cell.touched(slab, cell));
        if (chainNumber == IN_BLOCK) {
            Cell.clear(slab, cell);
            changed();
        } else {
            takeOut(series.handle());
        }
    }

    /** Says that the bucket found last was written. */
    void changed() {
        store.changed(block, 1L << (cell - store.offset(block)) / Cell.BYTES);
    }

    /** The last one of the chain goes where the one found last is. */
    private void takeOut(int handle) {
        int last = layout.chained(handle) - 1;
        int number = chainNumber;
        toChained(handle, last);
        byte[] lastSlab = slab;
        int lastCell = cell;
        if (number != last) {
            toChained(handle, number);
            Cell.copy(lastSlab, lastCell, slab, cell);
            changed();
            toChained(handle, last);
        }
        Cell.clear(lastSlab, lastCell);
        changed();
        layout.chained(handle, last);
        if (last % SeriesBlock.OPEN_IN_MORE == 0) {
            unchain(handle, last / SeriesBlock.OPEN_IN_MORE);
        }
    }

    private void count(RolledSeries series, int one) {
        long start = Cell.start(slab, cell);
        series.open += one;
        if (chainNumber != IN_BLOCK || cell != cellOf(series.handle(), home(start))) {
            series.awayFromHome += one;
        }
        if (layout.isBackwards(series.handle(), start)) {
            series.backwards += one;
        }
    }

    private static int home(long start) {
        return (int) Math.floorMod(start / Rollup.BASE_SECONDS, (long) SeriesBlock.BASES);
    }

    private boolean isOpen(int handle) {
        return Cell.count(slab, cell) != 0 && !layout.isClosed(handle, Cell.start(slab, cell));
    }

    private boolean isKept(int handle) {
        long start = Cell.start(slab, cell);
        return Cell.count(slab, cell) != 0
                && (start == layout.lastClosed(handle) || start == layout.closedBefore(handle));
    }

    /** Moves to the home of a bucket, or to another cell that holds none which is open or kept. */
    private void toFreeCell(int handle, long start) {
        int home = home(start);
        for (int i = 0; i < SeriesBlock.BASES; i++) {
            toCell(handle, (home + i) % SeriesBlock.BASES);
            if (!isOpen(handle) && !isKept(handle)) {
                return;
            }
        }
        throw new IllegalStateException("no base cell of block " + handle + " is free");
    }

    private void go(int handle, int number) {
        if (number < SeriesBlock.BASES) {
            toCell(handle, number);
        } else {
            toChained(handle, number - SeriesBlock.BASES);
        }
    }

    private void toCell(int handle, int number) {
        block = handle;
        slab = store.slab(handle);
        cell = cellOf(handle, number);
        chainNumber = IN_BLOCK;
    }

    private int cellOf(int handle, int number) {
        return store.offset(handle) + (SeriesBlock.BASE + number) * Cell.BYTES;
    }

    private void toChained(int handle, int number) {
        block = layout.more(handle);
        int left = number;
        for (; left >= SeriesBlock.OPEN_IN_MORE; left -= SeriesBlock.OPEN_IN_MORE) {
            block = layout.more(block);
        }
        slab = store.slab(block);
        cell = store.offset(block) + (1 + left) * Cell.BYTES;
        chainNumber = number;
    }

    private void chain(int handle, int number) {
        int before = blockBefore(handle, number);
        int more = store.create(store.name(handle) + Rollup.PART + "#" + number, SeriesBlock.CELLS * Cell.BYTES);
        layout.more(before, more);
    }

    private void unchain(int handle, int number) {
        int before = blockBefore(handle, number);
        int more = layout.more(before);
        layout.more(before, ModelStore.NONE);
        store.free(more);
    }

    private int blockBefore(int handle, int number) {
        int before = handle;
        for (int i = 0; i < number; i++) {
            before = layout.more(before);
        }
        return before;
    }
}
