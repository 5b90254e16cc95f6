package io.tidemark.detectors.rollup;

import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.tally.Tally;

/**
 * Wider buckets. Minutes are filled from closed base buckets, ten minutes from closed minutes, hours from those; widths that
 * queries wish for from base buckets. Each has an open cell and the one that closed last, so that late points can still
 * correct it.
 *
 * <p>Of the three that fill one another, a base bucket is in the finest that is open and in every closed one around it: late
 * points go the same way.
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

    /** One level of a series: its width, the block it is in and where that is, and the numbers of its open and its closed cell. */
    record Level(int width, int block, byte[] slab, int from, int open, int closed) {
        int openCell() {
            return from + open * Cell.BYTES;
        }

        int closedCell() {
            return from + closed * Cell.BYTES;
        }

        boolean isOpen() {
            return Cell.count(slab, openCell()) != 0;
        }

        long openStart() {
            return Cell.start(slab, openCell());
        }

        long openTouched() {
            return Cell.touched(slab, openCell());
        }

        /** Whether it is one of those that fill one another. */
        boolean isFixed() {
            return closed == open + SeriesBlock.CLOSED_LEVEL - SeriesBlock.OPEN_LEVEL;
        }
    }

    static Level fixed(RolledSeries series, int number) {
        return new Level(
                SeriesBlock.WIDTHS[number],
                series.handle(),
                series.slab,
                series.block,
                SeriesBlock.OPEN_LEVEL + number,
                SeriesBlock.CLOSED_LEVEL + number);
    }

    Level wanted(RolledSeries series, int number) {
        return wanted(series.widths[number], series.widthBlocks[number]);
    }

    Level wanted(int width, int block) {
        return new Level(width, block, store.slab(block), store.offset(block), 0, 1);
    }

    static int count(RolledSeries series) {
        return SeriesBlock.WIDTHS.length + series.widths.length;
    }

    Level of(RolledSeries series, int number) {
        return number < SeriesBlock.WIDTHS.length
                ? fixed(series, number)
                : wanted(series, number - SeriesBlock.WIDTHS.length);
    }

    /**
     * Adds a base bucket, or late points of one.
     *
     * @param touchedMillis tick at which its points came
     */
    void add(RolledSeries series, byte[] from, int fromCell, Sketch sketch, long touchedMillis) {
        addFixed(series, 0, from, fromCell, sketch, touchedMillis);
        for (int number = SeriesBlock.WIDTHS.length; number < count(series); number++) {
            put(series, number, from, fromCell, sketch, touchedMillis);
        }
    }

    private void addFixed(
            RolledSeries series, int finest, byte[] from, int fromCell, Sketch sketch, long touchedMillis) {
        for (int number = finest; number < SeriesBlock.WIDTHS.length; number++) {
            if (put(series, number, from, fromCell, sketch, touchedMillis)) {
                return; // The wider ones get it when this one closes.
            }
        }
    }

    /** Adds to one level; true where it went into its open bucket. */
    private boolean put(RolledSeries series, int number, byte[] from, int fromCell, Sketch sketch, long touchedMillis) {
        Level level = of(series, number);
        byte[] slab = level.slab;
        int open = level.openCell();
        int closed = level.closedCell();
        long baseStart = Cell.start(from, fromCell);
        long start = Math.floorDiv(baseStart, level.width) * level.width;
        if (Cell.count(slab, open) == 0 || start > Cell.start(slab, open)) {
            closeBefore(series, number, baseStart);
            if (Cell.count(slab, closed) == 0 || start > Cell.start(slab, closed)) {
                Cell.open(slab, open, start);
            }
        }
        if (start == Cell.start(slab, open) && isOpenFor(slab, open, closed, start)) {
            if (Cell.count(slab, open) != BEGAN_BEFORE) {
                Cell.merge(from, fromCell, slab, open);
                sketches.add(series, level.width, start, sketch);
            }
            Cell.touch(slab, open, Math.max(Cell.touched(slab, open), touchedMillis));
            store.changed(level.block, 1L << level.open);
            return true;
        }
        if (Cell.count(slab, closed) != 0 && start == Cell.start(slab, closed)) {
            Cell.merge(from, fromCell, slab, closed);
            sketches.add(series, level.width, start, sketch);
            Cell.touch(slab, closed, Cell.TELL_AGAIN);
            series.corrected = true;
            store.changed(level.block, 1L << level.closed);
        } else {
            tally.one(Tally.Of.LATE_LEVELS);
        }
        return false;
    }

    /** Closes the open bucket of the level, and of the wider ones that it fills, where they are over at this time. */
    private void closeBefore(RolledSeries series, int number, long baseStart) {
        int until = number < SeriesBlock.WIDTHS.length ? SeriesBlock.WIDTHS.length : number + 1;
        for (int i = number; i < until; i++) {
            Level level = of(series, i);
            if (level.isOpen() && level.openStart() + level.width <= baseStart) {
                close(series, i);
            }
        }
    }

    private static boolean isOpenFor(byte[] slab, int open, int closed, long start) {
        return Cell.count(slab, open) != 0 || Cell.count(slab, closed) == 0 || start > Cell.start(slab, closed);
    }

    /** Tells the open bucket, keeps it as the one that closed last, and adds it to the next wider one. */
    void close(RolledSeries series, int number) {
        Level level = of(series, number);
        byte[] slab = level.slab;
        int open = level.openCell();
        int closed = level.closedCell();
        boolean whole = Cell.count(slab, open) > 0;
        long touchedMillis = Cell.touched(slab, open);
        Sketch sketch = null;
        if (whole) {
            if (Cell.count(slab, closed) > 0) {
                sketches.forget(series, level.width, Cell.start(slab, closed));
            }
            Cell.copy(slab, open, slab, closed);
            Cell.touch(slab, closed, 0);
            sketch = sketches.get(series, level.width, Cell.start(slab, closed));
            out.add(series, level.width, false, slab, closed, sketch);
        }
        Cell.clear(slab, open);
        store.changed(level.block, 1L << level.open | 1L << level.closed);
        if (whole && number + 1 < SeriesBlock.WIDTHS.length) {
            addFixed(series, number + 1, slab, closed, sketch, touchedMillis);
        }
    }

    /** Counts what a series has, after a restore. */
    void resume(RolledSeries series, Level level) {
        byte[] slab = level.slab;
        int closed = level.closedCell();
        series.corrected |= Cell.count(slab, closed) > 0 && Cell.touched(slab, closed) == Cell.TELL_AGAIN;
    }

    /** Tells the closed bucket again where late points came. */
    void tellAgain(RolledSeries series, Level level) {
        byte[] slab = level.slab;
        int closed = level.closedCell();
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
        byte[] slab = level.slab;
        int open = level.openCell();
        long start = Math.floorDiv(baseStart, level.width) * level.width;
        if (start != baseStart) {
            Cell.open(slab, open, start);
            Cell.putLong(slab, open + 8, BEGAN_BEFORE);
            store.changed(level.block, 1L << level.open);
        }
    }
}
