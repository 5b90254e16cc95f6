package io.tidemark.detectors.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.tally.Tally;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: that nobody has anything to lend is remembered, and never for longer than it is so. Method: groups that look in vain, then a change
 * after which one has; who looks then finds it.
 */
class BorrowTest {
    private static final int WIDTH = 300;
    /** Buckets of the season, an hour: two more than a group needs to look for a sibling. */
    private static final int SEASON = 12;

    private static final int DAY = 86_400;
    private static final long BEGIN = 1_699_920_000L;
    private static final int LOOKED_AT = 1_000;

    private final Tally tally = new Tally();
    private final ModelStore groups = Judge.newGroupStore();
    private Judge judge;
    private Unit unit;
    private int bucket;

    @BeforeEach
    void begin() {
        begin("sarima");
    }

    private void begin(String model) {
        String json = "{\"query\":\"avg:m{*} by {*}.rollup(avg, 300)\",\"interval\":300,\"model\":\"" + model
                + "\",\"seasonality\":\"hourly\"}";
        InForce inForce = OneDetector.inForce(json);
        judge = new Judge(
                new Judge.Memory(groups, Judge.newModelStore(), true),
                inForce,
                new Judge.Limits(5_000, 3_600_000, DAY * 1_000L, 10_000),
                (of, group, end) -> false,
                tally,
                (of, group, start, value, judgement, flags, past) -> {});
        unit = inForce.unit("d", BEGIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sarima", "seasonal-trend", "auto"})
    void whoHasAWholeSeasonLends(String model) {
        begin(model);
        pass(Model.BORROW_FROM, "a", "b");
        assertThat(borrowed()).as("both looked in vain").isZero();
        pass(SEASON, "a");
        pass(Model.BORROW_FROM, "c");
        assertThat(borrowed()).isOne();
    }

    @Test
    void oneThatOnlyLooksForItselfKeepsNobodyFromFindingIt() {
        pass(SEASON, "a");
        pass(Model.BORROW_FROM, "b");
        pass(Model.BORROW_FROM, "c");
        assertThat(borrowed()).isEqualTo(2);
    }

    @Test
    void aGroupThatIsLearntAgainMayLend() {
        ModelStore models = Judge.newModelStore();
        GroupBlock layout = new GroupBlock(groups);
        Learners learners = new Learners(groups, models, layout, tally, true);
        PendingRows pending = new PendingRows(models);
        int old = learner(layout, "old");
        learn(learners, old, 2 * SEASON);
        byte[] state = learners.state(unit, old);
        learners.free(old);
        groups.free(old);
        int a = learner(layout, "a");
        learn(learners, a, Model.BORROW_FROM);
        learn(learners, learner(layout, "b"), Model.BORROW_FROM);
        assertThat(borrowed()).isZero();

        pending.begin(groups.name(a), 0, 0, start(), false);
        assertThat(learners.exchange(unit, a, state, pending)).isTrue();
        learn(learners, learner(layout, "c"), Model.BORROW_FROM);
        assertThat(borrowed()).isOne();
    }

    private int learner(GroupBlock layout, String name) {
        int handle = groups.create("d\n" + name, GroupBlock.BYTES);
        layout.begin(handle, unit.fingerprint(), 0);
        return handle;
    }

    private void learn(Learners learners, int group, int buckets) {
        for (int i = 0; i < buckets; i++, bucket++) {
            learners.next(unit, group, start(), 100 + bucket % SEASON, false, new Judgement());
        }
    }

    /** Only the first groups are looked at: when one of them goes, the next comes into sight. */
    @Test
    void whereOneGoesTheNextIsLookedAt() {
        pass(1, "first");
        bucket += DAY / 2 / WIDTH;
        for (int i = 1; i < LOOKED_AT; i++) {
            judge.setNow((start() + WIDTH + 5) * 1_000);
            row("x" + i);
        }
        pass(SEASON, "lender");
        pass(Model.BORROW_FROM - 1, "a", "b");
        pass(1, "a");
        assertThat(borrowed()).as("it is out of sight").isZero();
        bucket += DAY / 2 / WIDTH;
        judge.setNow((start() + WIDTH + 5) * 1_000);
        judge.tellPassed();
        assertThat(groups.find("d\nfirst")).as("idle for a day").isEqualTo(ModelStore.NONE);
        assertThat(groups.find("d\nx1")).isNotEqualTo(ModelStore.NONE);
        pass(1, "b");
        assertThat(borrowed()).isOne();
    }

    private long borrowed() {
        return tally.get(Tally.Of.BORROWED);
    }

    /** So many buckets pass in which these have a value. */
    private void pass(int buckets, String... names) {
        for (int i = 0; i < buckets; i++) {
            judge.setNow((start() + WIDTH + 5) * 1_000);
            for (String name : names) {
                row(name);
            }
            bucket++;
        }
    }

    private void row(String group) {
        judge.row(unit, judge.group(unit, group), group, start(), 100 + bucket % SEASON, false);
    }

    private long start() {
        return BEGIN + (long) bucket * WIDTH;
    }
}
