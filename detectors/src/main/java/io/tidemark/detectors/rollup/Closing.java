package io.tidemark.detectors.rollup;

/**
 * Closes the buckets of a series whose time has come: base buckets in the order of their starts, wider ones when they are
 * complete and quiet, and history told backwards apart.
 */
final class Closing {
    private final BaseBuckets bases;
    private final BucketSketches sketches;
    private final Levels levels;
    private final WidthBlocks widthBlocks;
    private final ClosedBuckets out;
    private final long latenessMillis;

    Closing(
            BaseBuckets bases,
            BucketSketches sketches,
            Levels levels,
            WidthBlocks widthBlocks,
            ClosedBuckets out,
            long latenessMillis) {
        this.bases = bases;
        this.sketches = sketches;
        this.levels = levels;
        this.widthBlocks = widthBlocks;
        this.out = out;
        this.latenessMillis = latenessMillis;
    }

    /** Closes what is due; when to look again, {@link Long#MAX_VALUE} where nothing is open. */
    long closeDue(RolledSeries series, long nowMillis) {
        boolean more = bases.oldestInOrder(series);
        while (more && nowMillis >= baseDueMillis()) {
            closeBase(series);
            more = bases.oldestInOrder(series);
        }
        // What the loop found is the oldest that stays open: nothing below closes one in order.
        long oldestOpen = more ? Cell.start(bases.slab, bases.cell) : Long.MAX_VALUE;
        long next = more ? baseDueMillis() : Long.MAX_VALUE;
        if (series.backwards > 0) {
            next = Math.min(next, closeBackwards(series, nowMillis));
        }
        return Math.min(next, closeLevels(series, oldestOpen, nowMillis));
    }

    /** Closes the oldest base bucket before its time, because there are too many. */
    void closeOldest(RolledSeries series) {
        bases.oldest(series);
        if (SeriesBlock.isBackwards(series, Cell.start(bases.slab, bases.cell))) {
            tellBackwards(series);
        } else {
            closeBase(series);
        }
    }

    /** True while a bucket of the series is open that starts before this end and goes into a bucket of this width. */
    boolean mayStillChange(RolledSeries series, int widthSeconds, long endSeconds) {
        if (bases.oldestInOrder(series) && Cell.start(bases.slab, bases.cell) < endSeconds) {
            return true;
        }
        for (int i = 0; i < Levels.count(series); i++) {
            Levels.Level level = levels.of(series, i);
            boolean goesInto = level.isFixed() ? level.width() <= widthSeconds : level.width() == widthSeconds;
            if (goesInto && level.isOpen() && level.openStart() < endSeconds) {
                return true;
            }
        }
        return false;
    }

    /** When a bucket closes that was touched last at this tick. */
    long dueMillis(long start, int width, long touchedMillis) {
        return Math.max((start + width) * 1000, touchedMillis) + latenessMillis;
    }

    /** When the base bucket that {@link #bases} stands at closes. */
    private long baseDueMillis() {
        return dueMillis(Cell.start(bases.slab, bases.cell), Rollup.BASE_SECONDS, Cell.touched(bases.slab, bases.cell));
    }

    /** Closes the base bucket that {@link #bases} stands at: tells it, keeps it for corrections, adds it to the levels. */
    private void closeBase(RolledSeries series) {
        long start = Cell.start(bases.slab, bases.cell);
        widthBlocks.takeWishes(series, start);
        long forgotten = SeriesBlock.closedBefore(series);
        if (forgotten != SeriesBlock.NEVER) {
            sketches.forget(series, Rollup.BASE_SECONDS, forgotten);
        }
        bases.close(series);
        Sketch sketch = sketches.get(series, Rollup.BASE_SECONDS, start);
        out.add(series, Rollup.BASE_SECONDS, false, bases.slab, bases.cell, sketch);
        // A wider bucket waits from when its points came, not from when this one closed: then a task that comes back
        // late tells all that it owes together with its first tick, and sums over tasks cannot close without it.
        levels.add(series, bases.slab, bases.cell, sketch, Cell.touched(bases.slab, bases.cell));
    }

    /** Tells what is due of the history told backwards; when the next of it is due. */
    private long closeBackwards(RolledSeries series, long nowMillis) {
        while (bases.oldest(series) && SeriesBlock.isBackwards(series, Cell.start(bases.slab, bases.cell))) {
            if (nowMillis < baseDueMillis()) {
                return baseDueMillis();
            }
            tellBackwards(series);
        }
        return Long.MAX_VALUE;
    }

    private void tellBackwards(RolledSeries series) {
        long start = Cell.start(bases.slab, bases.cell);
        Sketch sketch = sketches.get(series, Rollup.BASE_SECONDS, start);
        out.add(series, Rollup.BASE_SECONDS, true, bases.slab, bases.cell, sketch);
        sketches.forget(series, Rollup.BASE_SECONDS, start);
        bases.remove(series);
    }

    /** Closes the levels that are complete and quiet; when the next one is due. */
    private long closeLevels(RolledSeries series, long oldestOpen, long nowMillis) {
        long next = Long.MAX_VALUE;
        // A wider one that is open contains what is open of the finer one, and is looked at when that has closed.
        boolean finerIsOpen = false;
        for (int i = 0; i < Levels.count(series); i++) {
            Levels.Level level = levels.of(series, i);
            if (finerIsOpen && level.isFixed() || !level.isOpen()) {
                continue;
            }
            long start = level.openStart();
            if (oldestOpen < start + level.width()) {
                finerIsOpen = true; // Looked at again when that bucket closes.
                continue;
            }
            long dueMillis = dueMillis(start, level.width(), level.openTouched());
            if (nowMillis >= dueMillis) {
                levels.close(series, i);
            } else {
                next = Math.min(next, dueMillis);
                finerIsOpen = true;
            }
        }
        return next;
    }
}
