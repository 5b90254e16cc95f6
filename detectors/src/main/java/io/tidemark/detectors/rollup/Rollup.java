package io.tidemark.detectors.rollup;

import io.tidemark.avro.PointKind;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.store.ObjectStore;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.series.Series;
import io.tidemark.wire.PointBatchReader;
import java.util.Arrays;

/**
 * The buckets of all series of one task.
 *
 * <p>Points go into open base buckets of 10 s; ticks close them. A closed base bucket is told and added to its minute, ten
 * minutes and hour (and widths wished for), which close when the next one begins or when they have been quiet for the
 * lateness as well. A point for one of the two base buckets that closed last corrects it; one before everything told so far
 * is history told backwards, and opens a bucket that is told as a correction; any other is too late.
 *
 * <pre>
 * lateness 5 s   point 12:00:03 → 1    tick 12:00:12 (nothing)    tick 12:00:15 → bucket 12:00:00 {count 1, sum 1}
 *                point 12:00:07 → 2    tick 12:00:16 → the same bucket again {count 2, sum 3}, a correction
 * </pre>
 *
 * <p>A tick costs what is due, not what exists. One thread.
 */
public final class Rollup {
    public static final int BASE_SECONDS = 10;
    public static final int OPEN_BUCKETS_MAX = 128;

    /** Between the text of a series and what else is in a block's name; no series has it in its text. */
    static final String PART = "\n";

    private static final String CLOCK = PART + "clock";

    private final ModelStore store;
    private final SeriesBlock blocks;
    private final BaseBuckets bases;
    private final BucketSketches sketches;
    private final Levels levels;
    private final WidthBlocks widthBlocks;
    private final Corrections corrections;
    private final Closing closing;
    private final DueList due = new DueList();
    private final long idleMillis;
    private final Tally tally;
    private final ClosedBuckets out;
    private final int clock;
    private RolledSeries[] known = new RolledSeries[64];
    private long nowMillis;
    private RolledSeries lastAsked;

    /** What became of a point. */
    public enum Taken {
        /** It is in an open bucket. */
        IN_TIME,
        /** It corrected a bucket that was closed. */
        CORRECTED,
        /** Its bucket was closed too long ago: it is in no bucket. */
        TOO_LATE
    }

    /** How long buckets wait for points, and how long a series that sends nothing is remembered. */
    public record Limits(long latenessMillis, long idleMillis) {
        public Limits {
            if (latenessMillis < 0 || idleMillis < 3_600_000) {
                throw new IllegalArgumentException("lateness is " + latenessMillis + " ms, idle is " + idleMillis
                        + " ms (expected 0 or more, and at least an hour)");
            }
        }
    }

    /** Goes on from what the stores hold. */
    public Rollup(
            ModelStore store,
            ObjectStore<Sketch> sketchStore,
            Limits limits,
            WantedWidths wanted,
            Tally tally,
            ClosedBuckets out) {
        this.store = store;
        this.blocks = new SeriesBlock(store);
        this.bases = new BaseBuckets(store, blocks);
        this.sketches = new BucketSketches(sketchStore);
        this.levels = new Levels(store, sketches, tally, out);
        this.widthBlocks = new WidthBlocks(store, levels, wanted);
        this.corrections = new Corrections(bases, sketches, levels, out);
        this.closing = new Closing(bases, sketches, levels, widthBlocks, out, limits.latenessMillis);
        this.idleMillis = limits.idleMillis;
        this.tally = tally;
        this.out = out;
        int restored = store.find(CLOCK);
        this.clock = restored == ModelStore.NONE ? store.create(CLOCK, SeriesBlock.WIDTH_CELLS * Cell.BYTES) : restored;
        this.nowMillis = Cell.getLong(store.slab(clock), store.offset(clock));
        store.forEach(this::resume);
    }

    private void resume(int handle) {
        String name = store.name(handle);
        int part = name.indexOf(PART);
        if (part < 0) {
            due.note(
                    handle,
                    nowMillis); // What is due is found out at the first tick; looking once too often is harmless.
        } else if (part > 0 && name.charAt(part + 1) != '#') {
            RolledSeries series = known(store.find(name.substring(0, part)));
            widthBlocks.resume(series, Integer.parseInt(name.substring(part + 1)), handle);
        }
    }

    public static ModelStore newStore() {
        return SeriesBlock.newStore();
    }

    public static ObjectStore<Sketch> newSketchStore() {
        return BucketSketches.newStore();
    }

    /** The time of this task: the latest tick. */
    public long nowMillis() {
        return nowMillis;
    }

    /**
     * The state of a series, new or known.
     *
     * @throws IllegalArgumentException where the text is no series
     */
    public RolledSeries series(String text, PointKind kind, int pointIntervalSeconds) {
        int handle = store.find(text);
        if (handle == ModelStore.NONE) {
            String canonical = Series.parse(text).text();
            if (!canonical.equals(text)) {
                return series(canonical, kind, pointIntervalSeconds);
            }
            handle = store.create(text, SeriesBlock.CELLS * Cell.BYTES);
            blocks.begin(handle);
            blocks.kind(handle, kind, pointIntervalSeconds);
        }
        return declared(known(handle), kind, pointIntervalSeconds);
    }

    private RolledSeries declared(RolledSeries series, PointKind kind, int pointIntervalSeconds) {
        if (series.kind != kind || series.pointIntervalSeconds != pointIntervalSeconds) {
            blocks.kind(series.handle(), kind, pointIntervalSeconds);
            series.kind = kind;
            series.pointIntervalSeconds = pointIntervalSeconds;
        }
        return series;
    }

    /**
     * The state of a series of a batch. Which one it is follows mostly from the one before it: then its text is only compared.
     *
     * @throws IllegalArgumentException where the text is no series
     */
    public RolledSeries series(PointBatchReader batch, int seriesIndex) {
        RolledSeries expected = lastAsked == null ? null : lastAsked.follower;
        RolledSeries found;
        if (expected != null
                && known[expected.slot()] == expected
                && expected.isAscii()
                && batch.isSeries(seriesIndex, expected.text())) {
            found = declared(expected, batch.kind(seriesIndex), batch.intervalSeconds(seriesIndex));
        } else {
            found = series(batch.seriesText(seriesIndex), batch.kind(seriesIndex), batch.intervalSeconds(seriesIndex));
            if (lastAsked != null) {
                lastAsked.follower = found;
            }
        }
        lastAsked = found;
        return found;
    }

    /** Takes a point; {@code sketch} is null but for distributions, where {@code value} is its average. */
    public Taken point(RolledSeries series, long timeMillis, double value, Sketch sketch) {
        long start = Math.floorDiv(timeMillis, BASE_SECONDS * 1000L) * BASE_SECONDS;
        if (SeriesBlock.isClosed(series, start)) {
            return correct(series, start, timeMillis, value, sketch);
        }
        if (!bases.find(series, start)) {
            if (series.open == OPEN_BUCKETS_MAX) {
                tally.one(Tally.Of.FORCED_CLOSES);
                closing.closeOldest(series);
                return point(series, timeMillis, value, sketch);
            }
            bases.add(series, start);
        }
        Corrections.addPoint(bases.slab, bases.cell, timeMillis, value, sketch);
        Cell.touch(bases.slab, bases.cell, nowMillis);
        bases.changed();
        sketches.add(series, BASE_SECONDS, start, sketch);
        due.note(series.handle(), closing.dueMillis(start, BASE_SECONDS, nowMillis));
        return Taken.IN_TIME;
    }

    private Taken correct(RolledSeries series, long start, long timeMillis, double value, Sketch sketch) {
        blocks.seen(series, nowMillis);
        if (corrections.correct(series, start, timeMillis, value, sketch, nowMillis)) {
            due.note(series.handle(), nowMillis + 1);
            tally.one(Tally.Of.LATE_POINTS);
            return Taken.CORRECTED;
        }
        tally.one(Tally.Of.TOO_LATE_POINTS);
        return Taken.TOO_LATE;
    }

    /** Moves time; closes what is due. False where time stood at or after it already. */
    public boolean tick(long tickMillis) {
        return tick(tickMillis, Integer.MAX_VALUE, () -> {});
    }

    /**
     * Moves time; closes what is due.
     *
     * @param rowsMax from so many closed buckets on that have not been taken away {@code tell} is called, which takes them away: a
     *     tick may close millions. Not called for the last ones.
     * @return false where time stood at or after it already
     */
    public boolean tick(long tickMillis, int rowsMax, Runnable tell) {
        if (tickMillis <= nowMillis) {
            return false;
        }
        nowMillis = tickMillis;
        Cell.putLong(store.slab(clock), store.offset(clock), tickMillis);
        store.changed(clock, 1);
        tally.one(Tally.Of.TICKS);
        for (int handle : due.take(tickMillis)) {
            if (out.size() >= rowsMax) {
                tell.run();
            }
            review(known(handle));
        }
        return true;
    }

    /** True while an open bucket of the series may still change what a bucket of this width with this end holds. */
    public boolean mayStillChange(String seriesText, int widthSeconds, long endSeconds) {
        int handle = store.find(seriesText);
        return handle != ModelStore.NONE && closing.mayStillChange(known(handle), widthSeconds, endSeconds);
    }

    private void review(RolledSeries series) {
        int handle = series.handle();
        corrections.tellAgain(series);
        long next = closing.closeDue(series, nowMillis);
        if (series.corrected) {
            next = Math.min(next, nowMillis + 1); // A bucket that closed late lay in a wider one that was told.
        }
        if (next == Long.MAX_VALUE && series.open == 0) {
            next = SeriesBlock.seen(series) + idleMillis;
            if (next <= nowMillis) {
                forget(series);
                return;
            }
        }
        due.note(handle, next);
    }

    private void forget(RolledSeries series) {
        for (int block : series.widthBlocks) {
            store.free(block);
        }
        sketches.forgetAll(series);
        store.free(series.handle());
        due.forget(series.handle());
        known[series.slot()] = null;
        series.follower = null;
        tally.one(Tally.Of.FREED);
    }

    private RolledSeries known(int handle) {
        int slot = handle & (1 << 27) - 1;
        if (slot >= known.length) {
            known = Arrays.copyOf(known, Math.max(slot + 1, known.length * 2));
        }
        RolledSeries series = known[slot];
        if (series == null) {
            series = new RolledSeries(
                    handle,
                    store.name(handle),
                    blocks.kind(handle),
                    blocks.pointIntervalSeconds(handle),
                    store.slab(handle),
                    store.offset(handle));
            known[slot] = series;
            bases.resume(series);
            for (int i = 0; i < Levels.count(series); i++) {
                levels.resume(series, levels.of(series, i));
            }
        }
        return series;
    }
}
