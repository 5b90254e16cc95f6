package io.tidemark.detectors.baseline;

import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.rollup.DueList;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.query.MetricQuery;
import io.tidemark.wire.BandFlags;
import java.util.List;

/**
 * Judges the closed buckets of all groups of one task, and tells the gaps between them.
 *
 * <p>A gap is told in two ways: when the next bucket with a value comes, and by time, where the group is live, one lateness
 * after its bucket would have been told. Each jump of time makes up for at most {@value #GAPS_MAX} buckets of a group.
 */
public final class Judge {
    public static final int GAPS_MAX = 60;

    private static final int[] MODEL_PAGES = {1, 3, 6, 10, 11, 14, 18, 26, 32, 64};
    private static final String PART = "\n";

    /** A group whose first row comes so long after its detector became known may have kept rollups from before. */
    private static final long YOUNG_MILLIS = 3_600_000;

    private final ModelStore groups;
    private final GroupBlock layout;
    private final Learners learners;
    private final Relearning relearning;
    private final PastHours pastHours;
    private final InForce inForce;
    private final Limits limits;
    private final StillOpen stillOpen;
    private final Tally tally;
    private final BandRows out;
    private final RefusedGroups budget;
    private final DueList due = new DueList();
    private final Judgement judgement = new Judgement();
    private long nowMillis;

    /**
     * @param latenessMillis how long buckets wait for points
     * @param retentionMillis how long a silent group is told with NaN
     * @param idleMillis how long a silent group's model is kept
     * @param groupsMax groups of one query in one task; what comes above is refused, counted and reported
     */
    public record Limits(long latenessMillis, long retentionMillis, long idleMillis, int groupsMax) {
        public Limits {
            if (retentionMillis < 0 || idleMillis < retentionMillis || groupsMax < 1) {
                throw new IllegalArgumentException("retention is " + retentionMillis + " ms, idle " + idleMillis
                        + " ms, groups " + groupsMax + " (expected 0 <= retention <= idle, at least one group)");
            }
        }
    }

    /** What state a judge begins with and whether groups help one another. */
    public record Memory(ModelStore groups, ModelStore models, boolean borrow) {
        /** Nothing learnt yet; each group learns for itself. */
        public static Memory empty() {
            return new Memory(newGroupStore(), newModelStore(), false);
        }
    }

    /** Tells whether the bucket of a group that ends there may still get a value. */
    public interface StillOpen {
        boolean mayStillChange(Unit unit, String group, long endSeconds);
    }

    /** Goes on from what the stores hold. */
    public Judge(Memory memory, InForce inForce, Limits limits, StillOpen stillOpen, Tally tally, BandRows out) {
        this.groups = memory.groups();
        this.layout = new GroupBlock(groups);
        this.learners = new Learners(groups, memory.models(), layout, tally, memory.borrow());
        this.pastHours = new PastHours(memory.models(), layout);
        this.relearning = new Relearning(groups, memory.models(), layout, learners, inForce, tally);
        this.inForce = inForce;
        this.limits = limits;
        this.stillOpen = stillOpen;
        this.tally = tally;
        this.out = out;
        this.budget = new RefusedGroups(limits.groupsMax(), tally);
        groups.forEach(group -> {
            due.note(group, 0);
            budget.kept(idOf(groups.name(group)));
        });
    }

    public static ModelStore newGroupStore() {
        return new ModelStore(GroupBlock.BYTES, 1);
    }

    public static ModelStore newModelStore() {
        return new ModelStore(Block.PAGE_BYTES, MODEL_PAGES);
    }

    /** The state of a group, made where it is new; {@link ModelStore#NONE} where the query has as many as it may. */
    public int group(Unit unit, String group) {
        String name = unit.id() + PART + group;
        int handle = groups.find(name);
        if (handle == ModelStore.NONE) {
            if (!budget.hasRoom(unit.id())) {
                return ModelStore.NONE;
            }
            budget.kept(unit.id());
            handle = groups.create(name, GroupBlock.BYTES);
            layout.begin(handle, unit.fingerprint(), nowMillis);
            due.note(handle, nowMillis + limits.idleMillis);
        }
        return handle;
    }

    /** Judges a closed bucket. */
    public void row(Unit unit, int handle, String group, long start, double value, boolean count) {
        if (handle == ModelStore.NONE) {
            budget.refused(unit, start);
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
        gapsUpTo(unit, handle, group, start);
        boolean live = nowMillis - (start + width) * 1000 <= 3 * limits.latenessMillis + 60_000 + 2_000L * width;
        if (last == GroupBlock.NEVER) {
            layout.firstRow(handle, start);
            if (live && unit.model() != null && nowMillis - unit.knownFromMillis() <= YOUNG_MILLIS + 2_000L * width) {
                relearning.want(unit, handle, start - 1, start, true, nowMillis);
            }
        }
        judge(unit, handle, group, start, value);
        layout.value(handle, start, value, live, count, nowMillis);
        if (live) {
            due.postpone(handle, dueMillis(start + width, width));
        } else {
            due.note(handle, nowMillis + limits.idleMillis);
        }
    }

    /** A row as it was told before, gaps included: learnt without a look at what lies between. */
    public void replay(Unit unit, int handle, String group, long start, double value) {
        judge(unit, handle, group, start, value);
    }

    /** What the group's model knows; empty where it knows nothing. */
    public byte[] learnt(Unit unit, int handle) {
        return learners.state(unit, handle);
    }

    /** Goes on with a model that was learnt again. */
    public void take(Relearnt answer) {
        relearning.take(answer);
    }

    /** The models to be learnt again that were asked for since the last call. */
    public List<RelearnRequest> takeAsked() {
        return relearning.takeAsked();
    }

    /** Moves time; before the rows that close at it are judged. */
    public void setNow(long tickMillis) {
        nowMillis = tickMillis;
    }

    /** Tells gaps that are due and forgets who has been silent for long; true where a state was freed. After a tick's rows. */
    public boolean tellPassed() {
        budget.report();
        int before = groups.size();
        relearning.giveUpOverdue(nowMillis);
        for (int handle : due.take(nowMillis)) {
            review(handle);
        }
        return groups.size() < before;
    }

    /**
     * Forgets the groups of what is no longer configured, marks those of what is paused, and has models learnt again where an
     * exclusion changed what they should know; after the configuration changed.
     */
    public void followConfiguration() {
        groups.forEach(handle -> {
            String id = idOf(groups.name(handle));
            if (!inForce.isWanted(id)) {
                free(handle);
                return;
            }
            if (inForce.isPaused(id) && !layout.is(handle, GroupBlock.PAUSED)) {
                layout.pause(handle);
            }
            long last = layout.lastRow(handle);
            Unit unit = last == GroupBlock.NEVER ? null : inForce.unit(id, last);
            if (unit != null
                    && unit.model() != null
                    && layout.fingerprint(handle) == unit.fingerprint()
                    && inForce.exclusionsTouch(unit, groups.name(handle).substring(id.length() + 1), last)) {
                relearning.want(unit, handle, last, last + unit.intervalSeconds(), false, nowMillis);
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

    /** Tells what is missing between the last bucket and this start. */
    public void gapsUpTo(Unit unit, int handle, String group, long start) {
        if (layout.lastRow(handle) == GroupBlock.NEVER || layout.is(handle, GroupBlock.PAUSED)) {
            return;
        }
        int width = unit.intervalSeconds();
        long until = Math.min(start, layout.lastValueRow(handle) + limits.retentionMillis / 1000);
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
        if (unit.model() == null) {
            out.row(unit, group, start, value, null, 0, List.of());
            return;
        }
        boolean excluded = inForce.exclusions().exclude(unit, group, start);
        learners.next(unit, handle, start, value, excluded, judgement);
        relearning.note(handle, start, value, excluded);
        int flags = Flags.of(judgement, unit, excluded);
        int stateBytes = unit.model().stateBytes();
        List<Double> past =
                (flags & BandFlags.ANOMALOUS) == 0 ? List.of() : pastHours.sameHourBefore(handle, stateBytes, start);
        out.row(unit, group, start, value, judgement, flags, past);
        if (!excluded && Double.isFinite(value)) {
            pastHours.add(handle, stateBytes, start, value);
        }
    }

    private void startAnew(Unit unit, int handle) {
        relearning.forget(handle);
        learners.free(handle);
        layout.begin(handle, unit.fingerprint(), nowMillis);
    }

    private void free(int handle) {
        relearning.forget(handle);
        learners.free(handle);
        due.forget(handle);
        budget.freed(idOf(groups.name(handle)));
        groups.free(handle);
    }

    private static String idOf(String name) {
        return name.substring(0, name.indexOf(PART));
    }
}
