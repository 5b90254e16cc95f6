package io.tidemark.detectors.baseline;

import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.rollup.DueList;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.tally.Tally;
import java.util.ArrayList;
import java.util.List;

/**
 * The groups whose models are to be learnt again: asked for at one place of the log, answered at another by a record of the
 * same log, with everything that was told in between kept in the state. What is asked for and what is waited for follows from
 * the log alone; how long the answer takes does not, which is why the answer is a record.
 */
final class Relearning {
    /** So long, in ticks, an answer is waited for. */
    static final long WAIT_MILLIS = 3_600_000;

    private final ModelStore groups;
    private final GroupBlock layout;
    private final Learners learners;
    private final PendingRows pending;
    private final InForce inForce;
    private final Tally tally;
    /** When an answer is overdue, so that a tick costs what is and not what is waited for. */
    private final DueList overdue = new DueList();

    private final List<RelearnRequest> asked = new ArrayList<>();

    /** Goes on from what the stores hold: what was waited for is asked for again. */
    Relearning(
            ModelStore groups, ModelStore models, GroupBlock layout, Learners learners, InForce inForce, Tally tally) {
        this.groups = groups;
        this.layout = layout;
        this.learners = learners;
        this.pending = new PendingRows(models);
        this.inForce = inForce;
        this.tally = tally;
        groups.forEach(group -> {
            if (layout.is(group, GroupBlock.RELEARNING)) {
                noteOverdue(group);
                Unit unit = unitOf(group);
                if (unit != null) {
                    ask(unit, group);
                }
            }
        });
    }

    /** Asks for the group's model, learnt from rollups from before its first row as well where there may be some. */
    void want(Unit unit, int group, long upTo, long nextStart, boolean fromRollups, long nowMillis) {
        String name = groups.name(group);
        boolean rollups = fromRollups || layout.is(group, GroupBlock.WARMED) || pending.fromRollups(name);
        pending.begin(name, nowMillis, upTo, nextStart, rollups);
        layout.set(group, GroupBlock.RELEARNING, true);
        noteOverdue(group);
        tally.one(Tally.Of.RELEARN_ASKED);
        ask(unit, group);
    }

    private void ask(Unit unit, int group) {
        String name = groups.name(group);
        asked.add(new RelearnRequest(
                unit,
                name,
                pending.requestMillis(name),
                layout.firstRow(group),
                pending.upTo(name),
                pending.fromRollups(name),
                inForce.exclusions()));
    }

    /** What was asked for since the last call. */
    List<RelearnRequest> takeAsked() {
        List<RelearnRequest> taken = List.copyOf(asked);
        asked.clear();
        return taken;
    }

    /** Keeps a bucket that is told while the answer is waited for. */
    void note(int group, long start, double value, boolean excluded) {
        if (layout.is(group, GroupBlock.RELEARNING) && !pending.add(groups.name(group), start, value, excluded)) {
            giveUp(group);
        }
    }

    /** Takes an answer; one that nobody waits for (any more) changes nothing. */
    void take(Relearnt answer) {
        int group = groups.find(answer.id() + "\n" + answer.group());
        if (group == ModelStore.NONE
                || !layout.is(group, GroupBlock.RELEARNING)
                || layout.fingerprint(group) != answer.fingerprint()
                || pending.requestMillis(groups.name(group)) != answer.requestMillis()) {
            return;
        }
        if (answer.isEmpty()) {
            forget(group);
            tally.one(Tally.Of.RELEARN_NOTHING_KEPT);
            return;
        }
        Unit unit = unitOf(group);
        if (unit == null || !learners.exchange(unit, group, answer.state(), pending)) {
            return;
        }
        if (answer.fromRollups()) {
            layout.set(group, GroupBlock.WARMED, true);
        }
        forget(group);
        tally.one(Tally.Of.RELEARNT);
    }

    /** Gives up what was waited for too long. */
    void giveUpOverdue(long nowMillis) {
        for (int group : overdue.take(nowMillis)) {
            if (!groups.isUsed(group) || !layout.is(group, GroupBlock.RELEARNING)) {
                continue;
            }
            if (overdueMillis(group) <= nowMillis) {
                giveUp(group);
            } else {
                noteOverdue(group); // It was asked for again meanwhile.
            }
        }
    }

    private void noteOverdue(int group) {
        overdue.note(group, overdueMillis(group));
    }

    private long overdueMillis(int group) {
        return pending.requestMillis(groups.name(group)) + WAIT_MILLIS;
    }

    /** The group begins anew or goes away. */
    void forget(int group) {
        if (layout.is(group, GroupBlock.RELEARNING)) {
            pending.free(groups.name(group));
            layout.set(group, GroupBlock.RELEARNING, false);
        }
    }

    private void giveUp(int group) {
        forget(group);
        tally.one(Tally.Of.RELEARN_GIVEN_UP);
    }

    private Unit unitOf(int group) {
        String name = groups.name(group);
        Unit unit = inForce.unit(name.substring(0, name.indexOf('\n')), layout.lastRow(group));
        return unit != null && unit.fingerprint() == layout.fingerprint(group) && unit.model() != null ? unit : null;
    }
}
