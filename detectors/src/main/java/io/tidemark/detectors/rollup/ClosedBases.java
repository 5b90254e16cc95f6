package io.tidemark.detectors.rollup;

import io.tidemark.detectors.store.ModelStore;

/** The base buckets of a series that closed last, kept so that late points can correct them. */
final class ClosedBases {
    private final ModelStore store;
    private final SeriesBlock blocks;
    private final BucketSketches sketches;
    private final Levels levels;
    private final ClosedBuckets out;
    private final byte[] late = new byte[Cell.BYTES];

    ClosedBases(ModelStore store, SeriesBlock blocks, BucketSketches sketches, Levels levels, ClosedBuckets out) {
        this.store = store;
        this.blocks = blocks;
        this.sketches = sketches;
        this.levels = levels;
        this.out = out;
    }

    /** Adds a point to its closed bucket and the wider ones around it; false where that bucket is no longer kept. */
    boolean correct(RolledSeries series, long start, long timeMillis, double value, Sketch sketch, long nowMillis) {
        byte[] slab = store.slab(series.handle());
        for (int i = 0; i < SeriesBlock.CLOSED_BASES; i++) {
            int number = SeriesBlock.CLOSED_BASE + i;
            int cell = store.offset(series.handle()) + number * Cell.BYTES;
            if (Cell.count(slab, cell) > 0 && Cell.start(slab, cell) == start) {
                addPoint(slab, cell, timeMillis, value, sketch);
                Cell.touch(slab, cell, Cell.TELL_AGAIN);
                store.changed(series.handle(), 1L << number);
                sketches.add(series, Rollup.BASE_SECONDS, start, sketch);
                Cell.open(late, 0, start);
                addPoint(late, 0, timeMillis, value, sketch);
                for (int level = 0; level < Levels.count(series); level++) {
                    levels.add(series, Levels.of(series, level), late, 0, sketch, nowMillis);
                }
                return true;
            }
        }
        return false;
    }

    static void addPoint(byte[] slab, int cell, long timeMillis, double value, Sketch sketch) {
        if (sketch == null) {
            Cell.add(slab, cell, 1, value, value, value, value, timeMillis);
        } else {
            long count = Math.max(1, Math.round(sketch.count()));
            Cell.add(slab, cell, count, value * count, sketch.min(), sketch.max(), value, timeMillis);
        }
    }

    /** Tells what was corrected, oldest first, then the wider buckets. */
    void tellAgain(RolledSeries series) {
        byte[] slab = store.slab(series.handle());
        for (int i = 0; i < SeriesBlock.CLOSED_BASES; i++) {
            int number = SeriesBlock.CLOSED_BASE + (blocks.ring(series.handle()) + i) % SeriesBlock.CLOSED_BASES;
            int cell = store.offset(series.handle()) + number * Cell.BYTES;
            if (Cell.count(slab, cell) > 0 && Cell.touched(slab, cell) == Cell.TELL_AGAIN) {
                Cell.touch(slab, cell, 0);
                store.changed(series.handle(), 1L << number);
                Sketch sketch = sketches.get(series, Rollup.BASE_SECONDS, Cell.start(slab, cell));
                out.add(series, Rollup.BASE_SECONDS, true, slab, cell, sketch);
            }
        }
        for (int i = 0; i < Levels.count(series); i++) {
            levels.tellAgain(series, Levels.of(series, i));
        }
    }

    /** Keeps a bucket that closes in place of the oldest one; the position of its cell in the block of the series. */
    int keep(RolledSeries series, byte[] from, int fromCell) {
        int handle = series.handle();
        int number = SeriesBlock.CLOSED_BASE + blocks.ring(handle);
        byte[] slab = store.slab(handle);
        int cell = store.offset(handle) + number * Cell.BYTES;
        if (Cell.count(slab, cell) > 0) {
            sketches.forget(series, Rollup.BASE_SECONDS, Cell.start(slab, cell));
        }
        Cell.copy(from, fromCell, slab, cell);
        Cell.touch(slab, cell, 0);
        store.changed(handle, 1L << number);
        blocks.ring(handle, (blocks.ring(handle) + 1) % SeriesBlock.CLOSED_BASES);
        return cell;
    }
}
