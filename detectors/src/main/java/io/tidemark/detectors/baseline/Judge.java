package io.tidemark.detectors.baseline;

import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.rollup.DueList;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.query.MetricQuery;

/**
 * Judges the closed buckets of all groups of one task, and tells the gaps between them.
 *
 * <p>A gap is told in two ways: when the next bucket with a value comes, and by time, where the group is live, one lateness
 * after its bucket would have been told. Each jump of time makes up for at most {@value #GAPS_MAX} buckets of a group.
 */
public final class Judge {
    public static final int GAPS_MAX = 60;

    private static final int[] MODEL_PAGES = {1, 2, 4, 8, 16, 32, 64};
    private static final String PART = "\n";

    private final ModelStore groups;
    private final ModelStore models;
    private final GroupBlock layout;
    private final InForce inForce;
    private final Limits limits;
    private final StillOpen stillOpen;
    private final Tally tally;
    private final BandRows out;
    private final DueList due = new DueList();
    private final Block block = new Block();
    private final Judgement judgement = new Judgement();
    private long nowMillis;

    /**
     * @param latenessMillis how long buckets wait for points
     * @param retentionMillis how long a silent group is told with NaN
     * @param idleMillis how long a silent group's model is kept
     * @param groupsMax groups in one task; what comes above is refused and counted
     */
    public record Limits(long latenessMillis, long retentionMillis, long idleMillis, int groupsMax) {
        public Limits {
            if (retentionMillis < 0 || idleMillis < retentionMillis || groupsMax < 1) {
                throw new IllegalArgumentException("retention is " + retentionMillis + " ms, idle " + idleMillis
                        + " ms, groups " + groupsMax + " (expected 0 <= retention <= idle, at least one group)");
            }
        }
    }

    /** Tells whether the bucket of a group that ends there may still get a value. */
    public interface StillOpen {
        boolean mayStillChange(Unit unit, String group, long endSeconds);
    }

    /** Goes on from what the stores hold. */
    public Judge(
            ModelStore groups,
            ModelStore models,
            InForce inForce,
            Limits limits,
            StillOpen stillOpen,
            Tally tally,
            BandRows out) {
        this.groups = groups;
        this.models = models;
        this.layout = new GroupBlock(groups);
        this.inForce = inForce;
        this.limits = limits;
        this.stillOpen = stillOpen;
        this.tally = tally;
        this.out = out;
        groups.forEach(group -> due.note(group, 0));
    }

    public static ModelStore newGroupStore() {
        return new ModelStore(GroupBlock.BYTES, 1);
    }

    public static ModelStore newModelStore() {
        return new ModelStore(Block.PAGE_BYTES, MODEL_PAGES);
    }

    /** The state of a group, made where it is new; {@link ModelStore#NONE} where there are too many. */
    public int group(Unit unit, String group) {
        String name = unit.id() + PART + group;
        int handle = groups.find(name);
        if (handle == ModelStore.NONE) {
            if (groups.size() >= limits.groupsMax) {
                return ModelStore.NONE;
            }
            handle = groups.create(name, GroupBlock.BYTES);
            layout.begin(handle, unit.fingerprint(), nowMillis);
            due.note(handle, nowMillis + limits.idleMillis);
        }
        return handle;
    }

    /** Judges a closed bucket. */
    public void row(Unit unit, int handle, String group, long start, double value, boolean count) {
        if (handle == ModelStore.NONE) {
            tally.one(Tally.Of.GROUPS_REFUSED);
            return;
        }
        if (!unit.covers(start)) {
            return;
        }
        if (layout.fingerprint(handle) != unit.fingerprint()) {
            startAnew(unit, handle);
        }
        int width = unit.intervalSeconds();
        long last = layout.lastRow(handle);
        if (last != GroupBlock.NEVER && start <= last) {
            tally.one(Tally.Of.LATE_ROWS);
            return;
        }
        if (last != GroupBlock.NEVER && !layout.is(handle, GroupBlock.PAUSED)) {
            long silentUntil = layout.lastValueRow(handle) + limits.retentionMillis / 1000;
            gaps(unit, handle, group, Math.min(start, silentUntil));
        }
        boolean live = nowMillis - (start + width) * 1000 <= 3 * limits.latenessMillis + 60_000 + 2_000L * width;
        judge(unit, handle, group, start, value);
        layout.value(handle, start, value, live, count, nowMillis);
        if (live) {
            due.note(handle, dueMillis(start + width, width));
        } else {
            due.note(handle, nowMillis + limits.idleMillis);
        }
    }

    /** Moves time; before the rows that close at it are judged. */
    public void setNow(long tickMillis) {
        nowMillis = tickMillis;
    }

    /** Tells gaps that are due and forgets who has been silent for long; true where a state was freed. */
    public boolean tellPassed() {
        int before = groups.size();
        for (int handle : due.take(nowMillis)) {
            review(handle);
        }
        return groups.size() < before;
    }

    /** Forgets the groups of what is no longer configured, marks those of what is paused; after the configuration changed. */
    public void followConfiguration() {
        groups.forEach(handle -> {
            String id = idOf(groups.name(handle));
            if (!inForce.isWanted(id)) {
                free(handle);
            } else if (inForce.isPaused(id) && !layout.is(handle, GroupBlock.PAUSED)) {
                layout.pause(handle);
            }
        });
    }

    private void review(int handle) {
        String name = groups.name(handle);
        String id = idOf(name);
        long last = layout.lastRow(handle);
        Unit unit = inForce.unit(id, last == GroupBlock.NEVER ? 0 : last + 1);
        if (unit == null) {
            unit = inForce.unit(id, Long.MAX_VALUE - 1);
        }
        long idleAt = layout.seenMillis(handle) + limits.idleMillis;
        if (nowMillis >= idleAt) {
            free(handle);
            tally.one(Tally.Of.FREED);
            return;
        }
        boolean live = unit != null
                && last != GroupBlock.NEVER
                && layout.is(handle, GroupBlock.LIVE)
                && layout.fingerprint(handle) == unit.fingerprint();
        long next = live ? tellPassed(unit, handle, name.substring(id.length() + 1)) : Long.MAX_VALUE;
        due.note(handle, Math.min(next, idleAt));
    }

    /**
     * Tells the buckets without a value that time has passed, up to the retention; when to look again. What is told follows
     * from starts and ticks alone: a look too early, as after a restore, changes nothing.
     */
    private long tellPassed(Unit unit, int handle, String group) {
        int width = unit.intervalSeconds();
        long silentUntil = layout.lastValueRow(handle) + limits.retentionMillis / 1000;
        long next = layout.lastRow(handle) + width;
        for (int told = 0; next < silentUntil && dueMillis(next, width) <= nowMillis; told++) {
            if (stillOpen.mayStillChange(unit, group, next + width)) {
                return nowMillis + 1;
            }
            if (told == GAPS_MAX) {
                long behind = (nowMillis - dueMillis(next, width)) / (1000L * width) + 1;
                next += behind * width;
                layout.lastRow(handle, next - width);
                break;
            }
            gap(unit, handle, group, next);
            next += width;
        }
        return next < silentUntil ? dueMillis(next, width) : Long.MAX_VALUE;
    }

    /** When a bucket with this start is missing for certain, unless it is still open. */
    private long dueMillis(long start, int width) {
        return (start + width) * 1000 + 2 * limits.latenessMillis + 1_000;
    }

    private void gaps(Unit unit, int handle, String group, long until) {
        int width = unit.intervalSeconds();
        long next = layout.lastRow(handle) + width;
        for (int told = 0; next < until && told < GAPS_MAX; told++, next += width) {
            gap(unit, handle, group, next);
        }
    }

    private void gap(Unit unit, int handle, String group, long start) {
        tally.one(Tally.Of.GAPS);
        judge(unit, handle, group, start, filled(unit, handle, start));
    }

    private double filled(Unit unit, int handle, long start) {
        MetricQuery.Fill fill =
                unit.definition().query() instanceof MetricQuery metric ? metric.fill() : MetricQuery.Fill.UNSAID;
        boolean inReach = fill.limitSeconds() == 0 || start - layout.lastValueRow(handle) <= fill.limitSeconds();
        return switch (fill.method()) {
            case ZERO -> inReach ? 0 : Double.NaN;
            case LAST, LINEAR -> inReach ? layout.lastValue(handle) : Double.NaN;
            case NULL -> Double.NaN;
            case UNSAID -> unit.definition().zeroForMissing() && layout.is(handle, GroupBlock.COUNT) ? 0 : Double.NaN;
        };
    }

    private void judge(Unit unit, int handle, String group, long start, double value) {
        layout.lastRow(handle, start);
        Model model = unit.model();
        if (model == null) {
            out.row(unit, group, start, value, null, 0);
            return;
        }
        int modelHandle = layout.model(handle);
        if (modelHandle == ModelStore.NONE) {
            modelHandle = models.create(groups.name(handle), model.stateBytes());
            layout.model(handle, modelHandle);
        }
        block.wrap(models.slab(modelHandle), models.offset(modelHandle), model.stateBytes());
        if (!model.accepts(block)) {
            model.reset(block);
        }
        model.next(block, start, value, judgement);
        models.changed(modelHandle, block.dirtyPages());
        out.row(unit, group, start, value, judgement, Flags.of(judgement, unit));
    }

    private void startAnew(Unit unit, int handle) {
        int model = layout.model(handle);
        if (model != ModelStore.NONE) {
            models.free(model);
        }
        layout.model(handle, ModelStore.NONE);
        layout.begin(handle, unit.fingerprint(), nowMillis);
    }

    private void free(int handle) {
        int model = layout.model(handle);
        if (model != ModelStore.NONE) {
            models.free(model);
        }
        due.forget(handle);
        groups.free(handle);
    }

    private static String idOf(String name) {
        return name.substring(0, name.indexOf(PART));
    }
}
