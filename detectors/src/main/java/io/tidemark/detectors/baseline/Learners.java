package io.tidemark.detectors.baseline;

import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.BlockHeader;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.tally.Tally;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;

/** The models of the groups: made with the first value, asked bucket by bucket, exchanged, lent to siblings, forgotten. */
final class Learners {
    /** Groups looked through for a sibling to borrow from; in the order of handles, so that a restore finds the same. */
    private static final int SIBLINGS_SEEN_MAX = 1_000;

    /** How much wider the band of a borrowed shape is told: alarms of the first day stay within the budget (FirstDayTest). */
    private static final double BORROWED_WIDTHS = 2;

    private static final byte[] NOTHING = {};

    private final ModelStore groups;
    private final ModelStore models;
    private final GroupBlock layout;
    private final Tally tally;
    private final boolean borrow;
    /** Fingerprints of units among whose siblings nobody had anything to lend; until one may have. A million that are new ask once, not each. */
    private final LongSet nobodyLends = new LongOpenHashSet();

    private final Block block = new Block();
    private final Block other = new Block();
    private final Judgement unheard = new Judgement();
    private Block scratch = Block.allocate(0);

    Learners(ModelStore groups, ModelStore models, GroupBlock layout, Tally tally, boolean borrow) {
        this.groups = groups;
        this.models = models;
        this.layout = layout;
        this.tally = tally;
        this.borrow = borrow;
    }

    /** Judges a bucket; learns it unless it is excluded. */
    void next(Unit unit, int group, long start, double value, boolean excluded, Judgement out) {
        Model model = unit.model();
        int handle = layout.model(group);
        if (handle == ModelStore.NONE) {
            handle = models.create(groups.name(group), PastHours.offset(model.stateBytes()) + PastHours.BYTES);
            layout.model(group, handle);
        }
        wrap(block, handle, model);
        if (!model.accepts(block)) {
            model.reset(block);
        }
        boolean lentBefore = nobodyLends.isEmpty() || model.lends(BlockHeader.seen(block));
        learn(model, start, value, excluded, out);
        if (!lentBefore && model.lends(BlockHeader.seen(block))) {
            nobodyLends.clear();
        }
        if (out.borrowed) {
            beCareful(value, out);
        }
        if (borrow && !excluded && BlockHeader.seen(block) == Model.BORROW_FROM && !Double.isNaN(value)) {
            borrow(unit, group);
        }
        models.changed(handle, block.dirtyPages());
    }

    /** Goes on with a model that was learnt elsewhere, and with what was told meanwhile. False where it is none of this model. */
    boolean exchange(Unit unit, int group, byte[] state, PendingRows rows) {
        Model model = unit.model();
        int handle = layout.model(group);
        if (handle == ModelStore.NONE || state.length != model.stateBytes()) {
            return false;
        }
        other.wrap(state, 0, state.length);
        if (!model.accepts(other)) {
            return false;
        }
        wrap(block, handle, model);
        block.copyFrom(other);
        nobodyLends.clear();
        rows.forEach(groups.name(group), (start, value, excluded) -> learn(model, start, value, excluded, unheard));
        if (borrow) {
            borrow(unit, group);
        }
        models.changed(handle, block.dirtyPages());
        return true;
    }

    /** A copy of a group's model; empty where it has none. */
    byte[] state(Unit unit, int group) {
        int handle = layout.model(group);
        if (handle == ModelStore.NONE) {
            return NOTHING;
        }
        wrap(block, handle, unit.model());
        return block.toBytes();
    }

    void free(int group) {
        int handle = layout.model(group);
        if (handle != ModelStore.NONE) {
            models.free(handle);
            layout.model(group, ModelStore.NONE);
        }
        nobodyLends.clear(); // Where a group goes, one more of those behind it is looked at.
    }

    private void learn(Model model, long start, double value, boolean excluded, Judgement out) {
        if (excluded) {
            if (scratch.length() != model.stateBytes()) {
                scratch = Block.allocate(model.stateBytes());
            }
            model.judgeOnly(block, scratch, start, value, out);
        } else {
            model.next(block, start, value, out);
        }
    }

    /** While the shape is a sibling's the band is told wider, and only what leaves it is an anomaly; all of it is provisional. */
    private static void beCareful(double value, Judgement out) {
        out.lower = out.expected - BORROWED_WIDTHS * (out.expected - out.lower);
        out.upper = out.expected + BORROWED_WIDTHS * (out.upper - out.expected);
        out.above = value > out.upper;
        out.below = value < out.lower;
        out.anomalous &= out.above || out.below;
        out.provisional = true;
    }

    /** From the first sibling that has something to lend: the same query and model, other tags. */
    private void borrow(Unit unit, int group) {
        if (unit.model().lends(BlockHeader.seen(block)) || nobodyLends.contains(unit.fingerprint())) {
            return;
        }
        boolean somebodyLends = false;
        int looked = 0;
        for (int sibling = groups.nextUsed(0);
                sibling != ModelStore.NONE && looked < SIBLINGS_SEEN_MAX;
                sibling = groups.nextUsed(sibling + 1), looked++) {
            if (sibling != group && mayLend(unit, sibling)) {
                somebodyLends = true;
                if (unit.model().borrow(block, other)) {
                    tally.one(Tally.Of.BORROWED);
                    return;
                }
            }
        }
        if (!somebodyLends) {
            nobodyLends.add(unit.fingerprint());
        }
    }

    /** Whether a group is of this unit and its model has a season; {@link #other} is that model then. */
    private boolean mayLend(Unit unit, int group) {
        if (layout.fingerprint(group) != unit.fingerprint() || layout.model(group) == ModelStore.NONE) {
            return false;
        }
        wrap(other, layout.model(group), unit.model());
        return unit.model().accepts(other) && unit.model().lends(BlockHeader.seen(other));
    }

    private void wrap(Block window, int handle, Model model) {
        window.wrap(models.slab(handle), models.offset(handle), model.stateBytes());
    }
}
