package io.tidemark.detectors.rollup;

/** Late points: they go into the base buckets that closed last and the wider ones around them, which are told again. */
final class Corrections {
    private final BaseBuckets bases;
    private final BucketSketches sketches;
    private final Levels levels;
    private final ClosedBuckets out;
    private final byte[] late = new byte[Cell.BYTES];

    Corrections(BaseBuckets bases, BucketSketches sketches, Levels levels, ClosedBuckets out) {
        this.bases = bases;
        this.sketches = sketches;
        this.levels = levels;
        this.out = out;
    }

    /** Adds a point to its closed bucket and the wider ones around it; false where that bucket is no longer kept. */
    boolean correct(RolledSeries series, long start, long timeMillis, double value, Sketch sketch, long nowMillis) {
        if (!bases.findClosed(series, start)) {
            return false;
        }
        addPoint(bases.slab, bases.cell, timeMillis, value, sketch);
        Cell.touch(bases.slab, bases.cell, Cell.TELL_AGAIN);
        bases.changed();
        series.corrected = true;
        sketches.add(series, Rollup.BASE_SECONDS, start, sketch);
        Cell.open(late, 0, start);
        addPoint(late, 0, timeMillis, value, sketch);
        levels.add(series, late, 0, sketch, nowMillis);
        return true;
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
        if (!series.corrected) {
            return;
        }
        series.corrected = false;
        tellAgain(series, SeriesBlock.closedBefore(series));
        tellAgain(series, SeriesBlock.lastClosed(series));
        for (int i = 0; i < Levels.count(series); i++) {
            levels.tellAgain(series, levels.of(series, i));
        }
    }

    private void tellAgain(RolledSeries series, long start) {
        if (bases.findClosed(series, start) && Cell.touched(bases.slab, bases.cell) == Cell.TELL_AGAIN) {
            Cell.touch(bases.slab, bases.cell, 0);
            bases.changed();
            Sketch sketch = sketches.get(series, Rollup.BASE_SECONDS, start);
            out.add(series, Rollup.BASE_SECONDS, true, bases.slab, bases.cell, sketch);
        }
    }
}
