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
    /** Which of the block's cells, and so of its pages, it is. */
    private int page;
    /** Its number in the chain, or {@link #IN_BLOCK}. */
    private int chainNumber;

    BaseBuckets(ModelStore store, SeriesBlock layout) {
        this.store = store;
        this.layout = layout;
    }

    /** Counts what a series has, after a restore. */
    void resume(RolledSeries series) {
        for (int i = 0; i < SeriesBlock.BASES; i++) {
            toCell(series, i);
            if (isOpen(series)) {
                count(series, 1);
            }
            series.corrected |= isKept(series) && Cell.touched(slab, cell) == Cell.TELL_AGAIN;
        }
        for (int i = 0; i < SeriesBlock.chained(series); i++) {
            toChained(series, i);
            count(series, 1);
        }
    }

    /** Moves to the open bucket with this start; false where there is none. */
    boolean find(RolledSeries series, long start) {
        if (series.open == 0) {
            return false;
        }
        toCell(series, home(start));
        if (isOpen(series) && Cell.start(slab, cell) == start) {
            return true;
        }
        return series.awayFromHome > 0 && search(series, start);
    }

    private boolean search(RolledSeries series, long start) {
        for (int i = 0; i < SeriesBlock.BASES; i++) {
            toCell(series, i);
            if (isOpen(series) && Cell.start(slab, cell) == start) {
                return true;
            }
        }
        for (int i = SeriesBlock.chained(series) - 1; i >= 0; i--) {
            toChained(series, i);
            if (Cell.start(slab, cell) == start) {
                return true;
            }
        }
        return false;
    }

    /** Moves to the bucket with this start that closed last or before that; false where it is none of them. */
    boolean findClosed(RolledSeries series, long start) {
        for (int i = 0; i < SeriesBlock.BASES; i++) {
            toCell(series, i);
            if (Cell.start(slab, cell) == start && isKept(series)) {
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
        long next = SeriesBlock.lastClosed(series) + Rollup.BASE_SECONDS;
        toCell(series, home(next));
        if (isOpen(series) && Cell.start(slab, cell) == next) {
            return true;
        }
        return oldest(series, true);
    }

    private boolean oldest(RolledSeries series, boolean inOrder) {
        if (series.open == 0) {
            return false;
        }
        int chained = SeriesBlock.chained(series);
        int found = -1;
        long foundStart = Long.MAX_VALUE;
        for (int i = 0; i < SeriesBlock.BASES + chained; i++) {
            go(series, i);
            long start = Cell.start(slab, cell);
            if (start < foundStart
                    && (i >= SeriesBlock.BASES || isOpen(series))
                    && !(inOrder && SeriesBlock.isBackwards(series, start))) {
                found = i;
                foundStart = start;
            }
        }
        if (found >= 0) {
            go(series, found);
        }
        return found >= 0;
    }

    /** Moves to a new, empty bucket, which the caller fills; and says so. */
    void add(RolledSeries series, long start) {
        int chained = SeriesBlock.chained(series);
        if (series.open - chained < SeriesBlock.OPEN_HERE) {
            toFreeCell(series, start);
        } else {
            if (chained % SeriesBlock.OPEN_IN_MORE == 0) {
                chain(series, chained / SeriesBlock.OPEN_IN_MORE);
            }
            layout.chained(series, chained + 1);
            toChained(series, chained);
        }
        Cell.open(slab, cell, start);
        count(series, 1);
    }

    /** The open bucket found last is closed now: it stays, and stays found, for corrections. */
    void close(RolledSeries series) {
        long start = Cell.start(slab, cell);
        count(series, -1);
        layout.close(series, start, Cell.touched(slab, cell));
        if (chainNumber != IN_BLOCK) {
            byte[] from = slab;
            int fromCell = cell;
            int number = chainNumber;
            toFreeCell(series, start);
            Cell.copy(from, fromCell, slab, cell);
            changed();
            int toPage = page;
            toChained(series, number);
            takeOut(series);
            toCell(series, toPage - SeriesBlock.BASE);
        }
    }

    /** Takes the open bucket found last away. */
    void remove(RolledSeries series) {
        count(series, -1);
        layout.seen(series, Cell.touched(slab, cell));
        if (chainNumber == IN_BLOCK) {
            Cell.clear(slab, cell);
            changed();
        } else {
            takeOut(series);
        }
    }

    /** Says that the bucket found last was written. */
    void changed() {
        store.changed(block, 1L << page);
    }

    /** The last one of the chain goes where the one found last is. */
    private void takeOut(RolledSeries series) {
        int last = SeriesBlock.chained(series) - 1;
        int number = chainNumber;
        toChained(series, last);
        byte[] lastSlab = slab;
        int lastCell = cell;
        if (number != last) {
            toChained(series, number);
            Cell.copy(lastSlab, lastCell, slab, cell);
            changed();
            toChained(series, last);
        }
        Cell.clear(lastSlab, lastCell);
        changed();
        layout.chained(series, last);
        if (last % SeriesBlock.OPEN_IN_MORE == 0) {
            unchain(series, last / SeriesBlock.OPEN_IN_MORE);
        }
    }

    private void count(RolledSeries series, int one) {
        long start = Cell.start(slab, cell);
        series.open += one;
        if (chainNumber != IN_BLOCK || page != SeriesBlock.BASE + home(start)) {
            series.awayFromHome += one;
        }
        if (SeriesBlock.isBackwards(series, start)) {
            series.backwards += one;
        }
    }

    private static int home(long start) {
        return (int) Math.floorMod(start / Rollup.BASE_SECONDS, (long) SeriesBlock.BASES);
    }

    private boolean isOpen(RolledSeries series) {
        return Cell.count(slab, cell) != 0 && !SeriesBlock.isClosed(series, Cell.start(slab, cell));
    }

    private boolean isKept(RolledSeries series) {
        long start = Cell.start(slab, cell);
        return Cell.count(slab, cell) != 0
                && (start == SeriesBlock.lastClosed(series) || start == SeriesBlock.closedBefore(series));
    }

    /** Moves to the home of a bucket, or to another cell that holds none which is open or kept. */
    private void toFreeCell(RolledSeries series, long start) {
        int home = home(start);
        for (int i = 0; i < SeriesBlock.BASES; i++) {
            toCell(series, (home + i) % SeriesBlock.BASES);
            if (!isOpen(series) && !isKept(series)) {
                return;
            }
        }
        throw new IllegalStateException("no base cell of " + series.text() + " is free");
    }

    private void go(RolledSeries series, int number) {
        if (number < SeriesBlock.BASES) {
            toCell(series, number);
        } else {
            toChained(series, number - SeriesBlock.BASES);
        }
    }

    private void toCell(RolledSeries series, int number) {
        block = series.handle();
        slab = series.slab;
        page = SeriesBlock.BASE + number;
        cell = series.block + page * Cell.BYTES;
        chainNumber = IN_BLOCK;
    }

    private void toChained(RolledSeries series, int number) {
        block = layout.more(series.handle());
        int left = number;
        for (; left >= SeriesBlock.OPEN_IN_MORE; left -= SeriesBlock.OPEN_IN_MORE) {
            block = layout.more(block);
        }
        slab = store.slab(block);
        page = 1 + left;
        cell = store.offset(block) + page * Cell.BYTES;
        chainNumber = number;
    }

    private void chain(RolledSeries series, int number) {
        int before = blockBefore(series, number);
        int more = store.create(series.text() + Rollup.PART + "#" + number, SeriesBlock.CELLS * Cell.BYTES);
        layout.more(before, more);
    }

    private void unchain(RolledSeries series, int number) {
        int before = blockBefore(series, number);
        int more = layout.more(before);
        layout.more(before, ModelStore.NONE);
        store.free(more);
    }

    private int blockBefore(RolledSeries series, int number) {
        int before = series.handle();
        for (int i = 0; i < number; i++) {
            before = layout.more(before);
        }
        return before;
    }
}
