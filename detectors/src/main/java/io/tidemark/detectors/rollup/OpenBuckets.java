package io.tidemark.detectors.rollup;

import io.tidemark.detectors.store.ModelStore;

/** The open base buckets of a series as positions 0 to n-1 in no order: the first three in its own block, others chained. */
final class OpenBuckets {
    private final ModelStore store;
    private final SeriesBlock layout;

    /** Where the bucket found last is: block, bytes, position of its cell in the bytes. */
    int block;

    byte[] slab;
    int cell;

    OpenBuckets(ModelStore store, SeriesBlock layout) {
        this.store = store;
        this.layout = layout;
    }

    /** Moves to the bucket at a position. */
    void at(int series, int position) {
        if (position < SeriesBlock.OPEN_HERE) {
            go(series, SeriesBlock.OPEN_BASE + position);
            return;
        }
        int left = position - SeriesBlock.OPEN_HERE;
        int more = layout.more(series);
        for (; left >= SeriesBlock.OPEN_IN_MORE; left -= SeriesBlock.OPEN_IN_MORE) {
            more = layout.more(more);
        }
        go(more, 1 + left);
    }

    /** Moves to the bucket with this start; its position, or -1. */
    int find(int series, long start) {
        for (int position = layout.openCount(series) - 1; position >= 0; position--) {
            at(series, position);
            if (Cell.start(slab, cell) == start) {
                return position;
            }
        }
        return -1;
    }

    /** Position of the oldest bucket, or -1; moves there. */
    int oldest(int series) {
        return oldest(series, false);
    }

    /** Position of the oldest bucket that is not history told backwards, or -1; moves there. */
    int oldestInOrder(int series) {
        return oldest(series, true);
    }

    /** Whether a start lies before everything told of the series. */
    boolean isBackwards(int series, long start) {
        return layout.lastClosed(series) != SeriesBlock.NEVER && start < layout.first(series);
    }

    private int oldest(int series, boolean inOrder) {
        int found = -1;
        long foundStart = Long.MAX_VALUE;
        for (int position = layout.openCount(series) - 1; position >= 0; position--) {
            at(series, position);
            long start = Cell.start(slab, cell);
            if (start < foundStart && !(inOrder && isBackwards(series, start))) {
                found = position;
                foundStart = start;
            }
        }
        if (found > 0) { // the first is where the loop ended
            at(series, found);
        }
        return found;
    }

    /** Moves to a new, empty bucket. */
    void add(int series, long start) {
        int position = layout.openCount(series);
        if (position >= SeriesBlock.OPEN_HERE && (position - SeriesBlock.OPEN_HERE) % SeriesBlock.OPEN_IN_MORE == 0) {
            chain(series, (position - SeriesBlock.OPEN_HERE) / SeriesBlock.OPEN_IN_MORE);
        }
        layout.openCount(series, position + 1);
        at(series, position);
        Cell.open(slab, cell, start);
        changed();
    }

    /** Takes the bucket at a position away; the last one moves there. */
    void remove(int series, int position) {
        int last = layout.openCount(series) - 1;
        at(series, last);
        byte[] lastSlab = slab;
        int lastCell = cell;
        int lastBlock = block;
        if (position != last) {
            at(series, position);
            Cell.copy(lastSlab, lastCell, slab, cell);
            changed();
        }
        Cell.clear(lastSlab, lastCell);
        store.changed(lastBlock, pageOf(lastBlock, lastCell));
        layout.openCount(series, last);
        if (last >= SeriesBlock.OPEN_HERE && (last - SeriesBlock.OPEN_HERE) % SeriesBlock.OPEN_IN_MORE == 0) {
            unchain(series, (last - SeriesBlock.OPEN_HERE) / SeriesBlock.OPEN_IN_MORE);
        }
    }

    /** Says that the bucket found last was written. */
    void changed() {
        store.changed(block, pageOf(block, cell));
    }

    private void go(int toBlock, int cellNumber) {
        block = toBlock;
        slab = store.slab(toBlock);
        cell = store.offset(toBlock) + cellNumber * Cell.BYTES;
    }

    private long pageOf(int ofBlock, int ofCell) {
        return 1L << (ofCell - store.offset(ofBlock)) / Cell.BYTES;
    }

    private void chain(int series, int number) {
        int before = blockBefore(series, number);
        int more = store.create(store.name(series) + Rollup.PART + "#" + number, SeriesBlock.CELLS * Cell.BYTES);
        layout.more(before, more);
    }

    private void unchain(int series, int number) {
        int before = blockBefore(series, number);
        int more = layout.more(before);
        layout.more(before, ModelStore.NONE);
        store.free(more);
    }

    private int blockBefore(int series, int number) {
        int before = series;
        for (int i = 0; i < number; i++) {
            before = layout.more(before);
        }
        return before;
    }
}
