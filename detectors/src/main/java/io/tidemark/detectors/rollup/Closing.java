package io.tidemark.detectors.rollup;

import io.tidemark.detectors.store.ModelStore;

/**
 * Closes the buckets of a series whose time has come: base buckets in the order of their starts, wider ones when they are
 * complete and quiet, and history told backwards apart.
 */
final class Closing {
    private final ModelStore store;
    private final SeriesBlock blocks;
    private final OpenBuckets open;
    private final ClosedBases closedBases;
    private final BucketSketches sketches;
    private final Levels levels;
    private final WidthBlocks widthBlocks;
    private final ClosedBuckets out;
    private final long latenessMillis;

    Closing(
            ModelStore store,
            SeriesBlock blocks,
            OpenBuckets open,
            ClosedBases closedBases,
            BucketSketches sketches,
            Levels levels,
            WidthBlocks widthBlocks,
            ClosedBuckets out,
            long latenessMillis) {
        this.store = store;
        this.blocks = blocks;
        this.open = open;
        this.closedBases = closedBases;
        this.sketches = sketches;
        this.levels = levels;
        this.widthBlocks = widthBlocks;
        this.out = out;
        this.latenessMillis = latenessMillis;
    }

    /** Closes what is due; when to look again, {@link Long#MAX_VALUE} where nothing is open. */
    long closeDue(RolledSeries series, long nowMillis) {
        int handle = series.handle();
        int position = open.oldestInOrder(handle);
        while (position >= 0 && nowMillis >= baseDueMillis()) {
            closeBase(series, position, nowMillis);
            position = open.oldestInOrder(handle);
        }
        closeBackwards(series, nowMillis);
        long next = closeLevels(series, nowMillis);
        if (open.oldestInOrder(handle) >= 0) {
            next = Math.min(next, baseDueMillis());
        }
        return Math.min(next, nextBackwards(handle));
    }

    /** Closes the oldest base bucket before its time, because there are too many. */
    void closeOldest(RolledSeries series, long nowMillis) {
        int oldest = open.oldest(series.handle());
        if (open.isBackwards(series.handle(), Cell.start(open.slab, open.cell))) {
            tellBackwards(series, oldest);
        } else {
            closeBase(series, oldest, nowMillis);
        }
    }

    /** True while a bucket of the series is open that starts before this end and goes into a bucket of this width. */
    boolean mayStillChange(RolledSeries series, int widthSeconds, long endSeconds) {
        if (open.oldestInOrder(series.handle()) >= 0 && Cell.start(open.slab, open.cell) < endSeconds) {
            return true;
        }
        for (int i = 0; i < Levels.count(series); i++) {
            Levels.Level level = Levels.of(series, i);
            if (level.width() == widthSeconds && levels.isOpen(level) && levels.openStart(level) < endSeconds) {
                return true;
            }
        }
        return false;
    }

    /** When a bucket closes that was touched last at this tick. */
    long dueMillis(long start, int width, long touchedMillis) {
        return Math.max((start + width) * 1000, touchedMillis) + latenessMillis;
    }

    /** When the base bucket that {@link #open} stands at closes. */
    private long baseDueMillis() {
        return dueMillis(Cell.start(open.slab, open.cell), Rollup.BASE_SECONDS, Cell.touched(open.slab, open.cell));
    }

    /** Closes a base bucket: tells it, keeps it for corrections, adds it to the levels. */
    private void closeBase(RolledSeries series, int position, long nowMillis) {
        int handle = series.handle();
        open.at(handle, position);
        long start = Cell.start(open.slab, open.cell);
        widthBlocks.takeWishes(series, start);
        open.at(handle, position);
        // A wider bucket waits from when its points came, not from when this one closed: then a task that comes back
        // late tells all that it owes together with its first tick, and sums over tasks cannot close without it.
        long touchedMillis = Cell.touched(open.slab, open.cell);
        int closed = closedBases.keep(series, open.slab, open.cell);
        open.remove(handle, position);
        if (blocks.lastClosed(handle) == SeriesBlock.NEVER) {
            blocks.first(handle, start);
        }
        blocks.lastClosed(handle, start);
        byte[] slab = store.slab(handle);
        Sketch sketch = sketches.get(series, Rollup.BASE_SECONDS, start);
        out.add(series, Rollup.BASE_SECONDS, false, slab, closed, sketch);
        for (int level = 0; level < Levels.count(series); level++) {
            levels.add(series, Levels.of(series, level), slab, closed, sketch, touchedMillis);
        }
    }

    private void closeBackwards(RolledSeries series, long nowMillis) {
        int handle = series.handle();
        for (int position = open.oldest(handle); position >= 0; position = open.oldest(handle)) {
            if (!open.isBackwards(handle, Cell.start(open.slab, open.cell)) || nowMillis < baseDueMillis()) {
                return;
            }
            tellBackwards(series, position);
        }
    }

    private void tellBackwards(RolledSeries series, int position) {
        open.at(series.handle(), position);
        long start = Cell.start(open.slab, open.cell);
        Sketch sketch = sketches.get(series, Rollup.BASE_SECONDS, start);
        out.add(series, Rollup.BASE_SECONDS, true, open.slab, open.cell, sketch);
        sketches.forget(series, Rollup.BASE_SECONDS, start);
        open.remove(series.handle(), position);
    }

    private long nextBackwards(int handle) {
        boolean backwards = open.oldest(handle) >= 0 && open.isBackwards(handle, Cell.start(open.slab, open.cell));
        return backwards ? baseDueMillis() : Long.MAX_VALUE;
    }

    /** Closes the levels that are complete and quiet; when the next one is due. */
    private long closeLevels(RolledSeries series, long nowMillis) {
        long next = Long.MAX_VALUE;
        long oldestOpen = open.oldestInOrder(series.handle()) >= 0 ? Cell.start(open.slab, open.cell) : Long.MAX_VALUE;
        for (int i = 0; i < Levels.count(series); i++) {
            Levels.Level level = Levels.of(series, i);
            if (!levels.isOpen(level)) {
                continue;
            }
            long start = levels.openStart(level);
            long dueMillis = dueMillis(start, level.width(), levels.openTouched(level));
            if (oldestOpen < start + level.width()) {
                continue; // Looked at again when that bucket closes.
            }
            if (nowMillis >= dueMillis) {
                levels.close(series, level);
            } else {
                next = Math.min(next, dueMillis);
            }
        }
        return next;
    }
}
