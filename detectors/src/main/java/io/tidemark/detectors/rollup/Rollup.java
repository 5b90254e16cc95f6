package io.tidemark.detectors.rollup;

import io.tidemark.avro.PointKind;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.store.ObjectStore;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.series.Series;
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
    private final OpenBuckets open;
    private final BucketSketches sketches;
    private final Levels levels;
    private final DueList due = new DueList();
    private final long latenessMillis;
    private final long idleMillis;
    private final WantedWidths wanted;
    private final Tally tally;
    private final ClosedBuckets out;
    private final byte[] late = new byte[Cell.BYTES];
    private final int clock;
    private RolledSeries[] known = new RolledSeries[64];
    private long nowMillis;

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
        this.open = new OpenBuckets(store, blocks);
        this.sketches = new BucketSketches(sketchStore);
        this.levels = new Levels(store, sketches, tally, out);
        this.latenessMillis = limits.latenessMillis;
        this.idleMillis = limits.idleMillis;
        this.wanted = wanted;
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
            int width = Integer.parseInt(name.substring(part + 1));
            int at = -1 - Arrays.binarySearch(series.widths, width);
            series.widths = inserted(series.widths, at, width);
            series.widthBlocks = inserted(series.widthBlocks, at, handle);
        }
    }

    private static int[] inserted(int[] values, int at, int value) {
        int[] more = Arrays.copyOf(values, values.length + 1);
        System.arraycopy(values, at, more, at + 1, values.length - at);
        more[at] = value;
        return more;
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
        RolledSeries series = known(handle);
        if (series.kind != kind || series.pointIntervalSeconds != pointIntervalSeconds) {
            blocks.kind(handle, kind, pointIntervalSeconds);
            series.kind = kind;
            series.pointIntervalSeconds = pointIntervalSeconds;
        }
        return series;
    }

    /** Takes a point; {@code sketch} is null but for distributions, where {@code value} is its average. */
    public Taken point(RolledSeries series, long timeMillis, double value, Sketch sketch) {
        int handle = series.handle();
        long start = Math.floorDiv(timeMillis, BASE_SECONDS * 1000L) * BASE_SECONDS;
        long lastClosed = blocks.lastClosed(handle);
        blocks.seen(handle, nowMillis);
        if (lastClosed != SeriesBlock.NEVER && start <= lastClosed && start >= blocks.first(handle)) {
            return late(series, start, timeMillis, value, sketch);
        }
        if (open.find(handle, start) < 0) {
            if (blocks.openCount(handle) == OPEN_BUCKETS_MAX) {
                tally.one(Tally.Of.FORCED_CLOSES);
                closeOldest(series);
                return point(series, timeMillis, value, sketch);
            }
            open.add(handle, start);
        }
        addTo(open.slab, open.cell, timeMillis, value, sketch);
        Cell.touch(open.slab, open.cell, nowMillis);
        open.changed();
        sketches.add(series, BASE_SECONDS, start, sketch);
        due.note(handle, dueMillis(start, BASE_SECONDS, nowMillis));
        return Taken.IN_TIME;
    }

    private Taken late(RolledSeries series, long start, long timeMillis, double value, Sketch sketch) {
        byte[] slab = store.slab(series.handle());
        for (int i = 0; i < SeriesBlock.CLOSED_BASES; i++) {
            int number = SeriesBlock.CLOSED_BASE + i;
            int cell = store.offset(series.handle()) + number * Cell.BYTES;
            if (Cell.count(slab, cell) > 0 && Cell.start(slab, cell) == start) {
                addTo(slab, cell, timeMillis, value, sketch);
                Cell.touch(slab, cell, Cell.TELL_AGAIN);
                store.changed(series.handle(), 1L << number);
                sketches.add(series, BASE_SECONDS, start, sketch);
                Cell.open(late, 0, start);
                addTo(late, 0, timeMillis, value, sketch);
                for (int level = 0; level < Levels.count(series); level++) {
                    levels.add(series, Levels.of(series, level), late, 0, sketch, nowMillis);
                }
                due.note(series.handle(), nowMillis + 1);
                tally.one(Tally.Of.LATE_POINTS);
                return Taken.CORRECTED;
            }
        }
        tally.one(Tally.Of.TOO_LATE_POINTS);
        return Taken.TOO_LATE;
    }

    private static void addTo(byte[] slab, int cell, long timeMillis, double value, Sketch sketch) {
        if (sketch == null) {
            Cell.add(slab, cell, 1, value, value, value, value, timeMillis);
        } else {
            long count = Math.max(1, Math.round(sketch.count()));
            Cell.add(slab, cell, count, value * count, sketch.min(), sketch.max(), value, timeMillis);
        }
    }

    /** Moves time; closes what is due. False where time stood at or after it already. */
    public boolean tick(long tickMillis) {
        if (tickMillis <= nowMillis) {
            return false;
        }
        nowMillis = tickMillis;
        Cell.putLong(store.slab(clock), store.offset(clock), tickMillis);
        store.changed(clock, 1);
        tally.one(Tally.Of.TICKS);
        for (int handle : due.take(tickMillis)) {
            review(known(handle));
        }
        return true;
    }

    /** True while an open bucket of the series may still change what a bucket of this width with this end holds. */
    public boolean mayStillChange(String seriesText, int widthSeconds, long endSeconds) {
        int handle = store.find(seriesText);
        if (handle == ModelStore.NONE) {
            return false;
        }
        RolledSeries series = known(handle);
        int oldest = oldestInOrder(series);
        if (oldest >= 0 && Cell.start(open.slab, open.cell) < endSeconds) {
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

    private void review(RolledSeries series) {
        int handle = series.handle();
        tellAgain(series);
        while (true) {
            int position = oldestInOrder(series);
            if (position < 0 || nowMillis < dueMillis(BASE_SECONDS)) {
                break;
            }
            closeBase(series, position);
        }
        closeBackwards(series);
        long next = closeLevels(series);
        if (oldestInOrder(series) >= 0) {
            next = Math.min(next, dueMillis(BASE_SECONDS));
        }
        if (next == Long.MAX_VALUE && blocks.openCount(handle) == 0) {
            next = blocks.seen(handle) + idleMillis;
            if (next <= nowMillis) {
                forget(series);
                return;
            }
        }
        due.note(handle, Math.min(next, nextBackwards(series)));
    }

    private void tellAgain(RolledSeries series) {
        byte[] slab = store.slab(series.handle());
        for (int i = 0; i < SeriesBlock.CLOSED_BASES; i++) {
            int number = SeriesBlock.CLOSED_BASE + (blocks.ring(series.handle()) + i) % SeriesBlock.CLOSED_BASES;
            int cell = store.offset(series.handle()) + number * Cell.BYTES;
            if (Cell.count(slab, cell) > 0 && Cell.touched(slab, cell) == Cell.TELL_AGAIN) {
                Cell.touch(slab, cell, 0);
                store.changed(series.handle(), 1L << number);
                out.add(
                        series,
                        BASE_SECONDS,
                        true,
                        slab,
                        cell,
                        sketches.get(series, BASE_SECONDS, Cell.start(slab, cell)));
            }
        }
        for (int i = 0; i < Levels.count(series); i++) {
            levels.tellAgain(series, Levels.of(series, i));
        }
    }

    /** Closes a base bucket: tells it, keeps it for corrections, adds it to the levels. */
    private void closeBase(RolledSeries series, int position) {
        int handle = series.handle();
        open.at(handle, position);
        long start = Cell.start(open.slab, open.cell);
        takeWishes(series, start);
        open.at(handle, position);
        int number = SeriesBlock.CLOSED_BASE + blocks.ring(handle);
        byte[] slab = store.slab(handle);
        int closed = store.offset(handle) + number * Cell.BYTES;
        if (Cell.count(slab, closed) > 0) {
            sketches.forget(series, BASE_SECONDS, Cell.start(slab, closed));
        }
        Cell.copy(open.slab, open.cell, slab, closed);
        Cell.touch(slab, closed, 0);
        store.changed(handle, 1L << number);
        blocks.ring(handle, (blocks.ring(handle) + 1) % SeriesBlock.CLOSED_BASES);
        open.remove(handle, position);
        if (blocks.lastClosed(handle) == SeriesBlock.NEVER) {
            blocks.first(handle, start);
        }
        blocks.lastClosed(handle, start);
        Sketch sketch = sketches.get(series, BASE_SECONDS, start);
        out.add(series, BASE_SECONDS, false, slab, closed, sketch);
        for (int level = 0; level < Levels.count(series); level++) {
            levels.add(series, Levels.of(series, level), slab, closed, sketch, nowMillis);
        }
    }

    private void closeOldest(RolledSeries series) {
        int oldest = oldest(series, false);
        open.at(series.handle(), oldest);
        if (isBackwards(series.handle(), Cell.start(open.slab, open.cell))) {
            tellBackwards(series, oldest);
        } else {
            closeBase(series, oldest);
        }
    }

    private void closeBackwards(RolledSeries series) {
        for (int position = oldest(series, false); position >= 0; position = oldest(series, false)) {
            open.at(series.handle(), position);
            if (!isBackwards(series.handle(), Cell.start(open.slab, open.cell))
                    || nowMillis < dueMillis(BASE_SECONDS)) {
                return;
            }
            tellBackwards(series, position);
        }
    }

    private void tellBackwards(RolledSeries series, int position) {
        open.at(series.handle(), position);
        long start = Cell.start(open.slab, open.cell);
        out.add(series, BASE_SECONDS, true, open.slab, open.cell, sketches.get(series, BASE_SECONDS, start));
        sketches.forget(series, BASE_SECONDS, start);
        open.remove(series.handle(), position);
    }

    private long nextBackwards(RolledSeries series) {
        int position = oldest(series, false);
        if (position < 0) {
            return Long.MAX_VALUE;
        }
        open.at(series.handle(), position);
        return isBackwards(series.handle(), Cell.start(open.slab, open.cell))
                ? dueMillis(BASE_SECONDS)
                : Long.MAX_VALUE;
    }

    /** Closes the levels that are complete and quiet; when the next one is due. */
    private long closeLevels(RolledSeries series) {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < Levels.count(series); i++) {
            Levels.Level level = Levels.of(series, i);
            if (!levels.isOpen(level)) {
                continue;
            }
            long start = levels.openStart(level);
            long dueMillis = dueMillis(start, level.width(), levels.openTouched(level));
            boolean held = oldestInOrder(series) >= 0 && Cell.start(open.slab, open.cell) < start + level.width();
            if (held) {
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

    /** Position of the oldest open bucket that is not history told backwards, or -1; moves there. */
    private int oldestInOrder(RolledSeries series) {
        return oldest(series, true);
    }

    private int oldest(RolledSeries series, boolean inOrder) {
        int handle = series.handle();
        int found = -1;
        long foundStart = Long.MAX_VALUE;
        for (int position = blocks.openCount(handle) - 1; position >= 0; position--) {
            open.at(handle, position);
            long start = Cell.start(open.slab, open.cell);
            if (start < foundStart && !(inOrder && isBackwards(handle, start))) {
                found = position;
                foundStart = start;
            }
        }
        if (found >= 0) {
            open.at(handle, found);
        }
        return found;
    }

    private boolean isBackwards(int handle, long start) {
        long lastClosed = blocks.lastClosed(handle);
        return lastClosed != SeriesBlock.NEVER && start < blocks.first(handle);
    }

    /** When the bucket that {@link #open} stands at closes. */
    private long dueMillis(int width) {
        return dueMillis(Cell.start(open.slab, open.cell), width, Cell.touched(open.slab, open.cell));
    }

    private long dueMillis(long start, int width, long touchedMillis) {
        return Math.max((start + width) * 1000, touchedMillis) + latenessMillis;
    }

    /** Makes blocks for widths newly wished for, and frees those that nobody wants any more. */
    private void takeWishes(RolledSeries series, long baseStart) {
        if (series.widthsEpoch == wanted.epoch()) {
            return;
        }
        int[] widths = wanted.of(series);
        int[] handles = new int[widths.length];
        boolean seenBefore = blocks.lastClosed(series.handle()) != SeriesBlock.NEVER;
        for (int i = 0; i < widths.length; i++) {
            String name = series.text() + PART + widths[i];
            handles[i] = store.find(name);
            if (handles[i] == ModelStore.NONE) {
                handles[i] = store.create(name, SeriesBlock.WIDTH_CELLS * Cell.BYTES);
                if (seenBefore) {
                    levels.beginLater(new Levels.Level(widths[i], handles[i], 0, 1), baseStart);
                }
            }
        }
        for (int i = 0; i < series.widths.length; i++) {
            if (Arrays.binarySearch(widths, series.widths[i]) < 0) {
                store.free(series.widthBlocks[i]);
            }
        }
        series.widths = widths;
        series.widthBlocks = handles;
        series.widthsEpoch = wanted.epoch();
    }

    private void forget(RolledSeries series) {
        for (int block : series.widthBlocks) {
            store.free(block);
        }
        sketches.forgetAll(series);
        store.free(series.handle());
        due.forget(series.handle());
        known[series.slot()] = null;
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
                    handle, store.name(handle), blocks.kind(handle), blocks.pointIntervalSeconds(handle));
            known[slot] = series;
        }
        return series;
    }
}
