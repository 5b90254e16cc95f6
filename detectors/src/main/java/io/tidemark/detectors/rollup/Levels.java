package io.tidemark.detectors.rollup;

import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.tally.Tally;

/**
 * Wider buckets, filled from closed base buckets. Each has an open cell and the one that closed last, so that late points can
 * still correct it.
 */
final class Levels {
    /** Count of an open bucket that began before it was watched: it is not told. */
    private static final long BEGAN_BEFORE = -1;

    private final ModelStore store;
    private final BucketSketches sketches;
    private final Tally tally;
    private final ClosedBuckets out;

    Levels(ModelStore store, BucketSketches sketches, Tally tally, ClosedBuckets out) {
        this.store = store;
        this.sketches = sketches;
        this.tally = tally;
        this.out = out;
    }

    /** One level of a series: its width, and where its open and its closed cell are. */
    record Level(int width, int block, int open, int closed) {}

    static Level fixed(RolledSeries series, int number) {
        return new Level(
                SeriesBlock.WIDTHS[number],
                series.handle(),
                SeriesBlock.OPEN_LEVEL + number,
                SeriesBlock.CLOSED_LEVEL + number);
    }

    static Level wanted(RolledSeries series, int number) {
        return new Level(series.widths[number], series.widthBlocks[number], 0, 1);
    }

    static int count(RolledSeries series) {
        return SeriesBlock.WIDTHS.length + series.widths.length;
    }

    static Level of(RolledSeries series, int number) {
        return number < SeriesBlock.WIDTHS.length
                ? fixed(series, number)
                : wanted(series, number - SeriesBlock.WIDTHS.length);
    }

    /**
     * Adds a base bucket, or late points of one, to a level.
     *
     * @param touchedMillis tick at which its points came
     */
    void add(RolledSeries series, Level level, byte[] from, int fromCell, Sketch sketch, long touchedMillis) {
        byte[] slab = store.slab(level.block);
        int open = cell(level.block, level.open);
        int closed = cell(level.block, level.closed);
        long start = Math.floorDiv(Cell.start(from, fromCell), level.width) * level.width;
        if (Cell.count(slab, open) != 0 && start > Cell.start(slab, open)) {
            close(series, level);
        }
        if (Cell.count(slab, open) == 0 && (Cell.count(slab, closed) == 0 || start > Cell.start(slab, closed))) {
            Cell.open(slab, open, start);
        }
        if (start == Cell.start(slab, open) && isOpenFor(slab, open, closed, start)) {
            if (Cell.count(slab, open) != BEGAN_BEFORE) {
                Cell.merge(from, fromCell, slab, open);
                sketches.add(series, level.width, start, sketch);
            }
            Cell.touch(slab, open, Math.max(Cell.touched(slab, open), touchedMillis));
            store.changed(level.block, 1L << level.open);
        } else if (Cell.count(slab, closed) != 0 && start == Cell.start(slab, closed)) {
            Cell.merge(from, fromCell, slab, closed);
            sketches.add(series, level.width, start, sketch);
            Cell.touch(slab, closed, Cell.TELL_AGAIN);
            store.changed(level.block, 1L << level.closed);
        } else {
            tally.one(Tally.Of.LATE_LEVELS);
        }
    }

    private static boolean isOpenFor(byte[] slab, int open, int closed, long start) {
        return Cell.count(slab, open) != 0 || Cell.count(slab, closed) == 0 || start > Cell.start(slab, closed);
    }

    /** Tells the open bucket and keeps it as the one that closed last. */
    void close(RolledSeries series, Level level) {
        byte[] slab = store.slab(level.block);
        int open = cell(level.block, level.open);
        int closed = cell(level.block, level.closed);
        if (Cell.count(slab, open) > 0) {
            if (Cell.count(slab, closed) > 0) {
                sketches.forget(series, level.width, Cell.start(slab, closed));
            }
            Cell.copy(slab, open, slab, closed);
            Cell.touch(slab, closed, 0);
            out.add(
                    series,
                    level.width,
                    false,
                    slab,
                    closed,
                    sketches.get(series, level.width, Cell.start(slab, closed)));
        }
        Cell.clear(slab, open);
        store.changed(level.block, 1L << level.open | 1L << level.closed);
    }

    /** Tells the closed bucket again where late points came. */
    void tellAgain(RolledSeries series, Level level) {
        byte[] slab = store.slab(level.block);
        int closed = cell(level.block, level.closed);
        if (Cell.count(slab, closed) > 0 && Cell.touched(slab, closed) == Cell.TELL_AGAIN) {
            Cell.touch(slab, closed, 0);
            store.changed(level.block, 1L << level.closed);
            out.add(
                    series,
                    level.width,
                    true,
                    slab,
                    closed,
                    sketches.get(series, level.width, Cell.start(slab, closed)));
        }
    }

    /** Marks the bucket that this base bucket lies in as one that began before it was watched. */
    void beginLater(Level level, long baseStart) {
        byte[] slab = store.slab(level.block);
        int open = cell(level.block, level.open);
        long start = Math.floorDiv(baseStart, level.width) * level.width;
        if (start != baseStart) {
            Cell.open(slab, open, start);
            Cell.putLong(slab, open + 8, BEGAN_BEFORE);
            store.changed(level.block, 1L << level.open);
        }
    }

    boolean isOpen(Level level) {
        return Cell.count(store.slab(level.block), cell(level.block, level.open)) != 0;
    }

    long openStart(Level level) {
        return Cell.start(store.slab(level.block), cell(level.block, level.open));
    }

    long openTouched(Level level) {
        return Cell.touched(store.slab(level.block), cell(level.block, level.open));
    }

    private int cell(int block, int number) {
        return store.offset(block) + number * Cell.BYTES;
    }
}
