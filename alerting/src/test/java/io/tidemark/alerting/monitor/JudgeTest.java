package io.tidemark.alerting.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.monitor.Decision.Outcome;
import io.tidemark.alerting.monitor.Timing.OnMissing;
import io.tidemark.query.Direction;
import io.tidemark.query.MonitorQuery.Comparison;
import io.tidemark.query.TimeAggregator;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is decided from rows and ticks, one behaviour a test. Buckets of 10 s from the start of the epoch's second day. */
final class JudgeTest {

    private static final long DAY = 86_400;

    private final List<Decision> changes = new ArrayList<>();
    private GroupMemory memory = new GroupMemory("query:1");
    private long start = DAY;

    @Test
    void aWindowBeyondTheThresholdAlertsAtTheEndOfTheBucketThatDecided() {
        MonitorRule rule = rule(Condition.aggregate(TimeAggregator.AVG, 20), above(90), timing().build());
        rows(rule, 40, 95, 97);
        assertThat(changes).hasSize(1);
        Decision alert = changes.get(0);
        assertThat(alert.to()).isEqualTo(GroupState.ALERT);
        assertThat(alert.value()).isEqualTo(96);
        assertThat(alert.atMillis()).isEqualTo((DAY + 30) * 1_000);
        assertThat(alert.reason()).isEqualTo("Average over the last 20 s is 96 (alert threshold: > 90).");
    }

    @Test
    void theRecoveryThresholdHoldsAnAlertUntilItIsReached() {
        Levels levels =
                new Levels(Comparison.ABOVE, 90, OptionalDouble.of(75), OptionalDouble.of(60), OptionalDouble.of(50));
        rows(rule(Condition.aggregate(TimeAggregator.LAST, 10), levels, timing().build()), 91, 80, 61, 60, 55, 50);
        assertThat(changes).extracting(Decision::to).containsExactly(GroupState.ALERT, GroupState.WARN, GroupState.OK);
        assertThat(changes).extracting(Decision::value).containsExactly(91.0, 60.0, 50.0);
    }

    @Test
    void aThresholdBelowIsMirrored() {
        Levels levels =
                new Levels(Comparison.BELOW, 10, OptionalDouble.empty(), OptionalDouble.of(20), OptionalDouble.empty());
        rows(rule(Condition.aggregate(TimeAggregator.MIN, 10), levels, timing().build()), 15, 9, 15, 20);
        assertThat(changes).extracting(Decision::to).containsExactly(GroupState.ALERT, GroupState.OK);
    }

    @Test
    void everyAggregateIsThatOfTheWindow() {
        double[] values = {4, 1, 8, 3};
        assertThat(last(TimeAggregator.AVG, values)).isEqualTo(4.0);
        assertThat(last(TimeAggregator.SUM, values)).isEqualTo(12.0);
        assertThat(last(TimeAggregator.MIN, values)).isEqualTo(1.0);
        assertThat(last(TimeAggregator.MAX, values)).isEqualTo(8.0);
        assertThat(last(TimeAggregator.LAST, values)).isEqualTo(3.0);
        assertThat(last(TimeAggregator.COUNT, values)).isEqualTo(3.0);
    }

    @Test
    void aChangeIsAgainstTheSameWindowBefore() {
        rows(rule(Condition.change(false, TimeAggregator.AVG, 10, 20), above(5), timing().build()), 1, 2, 3, 9);
        assertThat(changes).extracting(Decision::value).containsExactly(7.0);
        changes.clear();
        memory = new GroupMemory("query:1");
        rows(rule(Condition.change(true, TimeAggregator.AVG, 10, 10), above(99), timing().build()), 10, 15, 30);
        assertThat(changes).extracting(Decision::value).containsExactly(100.0);
    }

    @Test
    void theShareOfTheWindowOutOfItsBandDecides() {
        MonitorRule rule = rule(Condition.share(50, Direction.BOTH, 50), atLeast(0.6, 0), timing().build());
        band(rule, "....XX.X......");
        assertThat(changes).extracting(Decision::to).containsExactly(GroupState.ALERT, GroupState.OK);
        assertThat(changes.get(0).atMillis()).isEqualTo((DAY + 80) * 1_000);
        assertThat(changes.get(1).atMillis()).isEqualTo((DAY + 130) * 1_000);
    }

    @Test
    void oneStrangeBucketOfANewGroupIsNotTheWholeWindow() {
        MonitorRule rule = rule(Condition.share(50, Direction.BOTH, 50), atLeast(0.6, 0), timing().build());
        band(rule, "XX...");
        assertThat(changes).isEmpty();
    }

    @Test
    void aDirectionLooksAtOneSideOnly() {
        MonitorRule rule = rule(Condition.share(20, Direction.BELOW, 20), atLeast(1, 0), timing().build());
        band(rule, "..XXX..vv");
        assertThat(changes).extracting(Decision::atMillis).containsExactly((DAY + 90) * 1_000);
    }

    @Test
    void recoveryHasAWindowOfItsOwn() {
        MonitorRule rule = rule(Condition.share(30, Direction.BOTH, 10), atLeast(1, 0), timing().build());
        band(rule, "...XXX.");
        assertThat(changes).extracting(Decision::to).containsExactly(GroupState.ALERT, GroupState.OK);
        assertThat(changes.get(1).atMillis()).isEqualTo((DAY + 70) * 1_000);
    }

    @Test
    void noDataFiresAtItsDeadlineAndEndsWithTheNextValue() {
        MonitorRule rule = rule(
                Condition.aggregate(TimeAggregator.AVG, 10),
                above(90),
                timing().onMissing(OnMissing.SHOW_AND_NOTIFY).noData(60).build());
        rows(rule, 1, 1);
        long lastTick = start * 1_000;
        tick(rule, lastTick + 59_000);
        assertThat(changes).isEmpty();
        tick(rule, lastTick + 60_000);
        assertThat(changes).extracting(Decision::to).containsExactly(GroupState.NO_DATA);
        assertThat(changes.get(0).atMillis()).isEqualTo(lastTick + 60_000);
        tick(rule, lastTick + 600_000);
        assertThat(changes).hasSize(1);
        changes.addAll(Judge.row(memory, rule, Row.plain(start, 10, 1), lastTick + 601_000));
        assertThat(changes).extracting(Decision::to).containsExactly(GroupState.NO_DATA, GroupState.OK);
        assertThat(changes.get(1).atMillis())
                .as("a bucket filled late does not end No Data before it began")
                .isEqualTo(lastTick + 60_000);
    }

    @Test
    void aBucketThatIsDueIsNotMissing() {
        MonitorRule rule = rule(
                Condition.aggregate(TimeAggregator.AVG, 10),
                above(90),
                timing().onMissing(OnMissing.SHOW).noData(10).build());
        rows(rule, 1);
        tick(rule, start * 1_000 + 10_000);
        assertThat(changes).isEmpty();
        tick(rule, start * 1_000 + 20_000);
        assertThat(changes).hasSize(1);
    }

    @Test
    void backFilledPointsAreData() {
        MonitorRule rule = rule(
                Condition.aggregate(TimeAggregator.AVG, 10),
                above(90),
                timing().onMissing(OnMissing.SHOW_AND_NOTIFY).noData(60).build());
        long tick = 40 * DAY * 1_000;
        for (int i = 0; i < 100; i++) {
            Judge.row(memory, rule, Row.plain(DAY + 10L * i, 10, 1), tick + i * 1_000L);
            tick(rule, tick + i * 1_000L);
        }
        assertThat(changes).as("buckets a month old, arriving now").isEmpty();
        assertThat(Judge.wakeMillis(memory, rule)).isEqualTo(tick + 99_000 + 60_000);
    }

    @Test
    void aGapThatIsToldIsNotData() {
        MonitorRule rule = rule(
                Condition.aggregate(TimeAggregator.AVG, 10),
                above(90),
                timing().onMissing(OnMissing.SHOW).noData(30).build());
        rows(rule, 1, Double.NaN, Double.NaN, Double.NaN);
        tick(rule, start * 1_000);
        assertThat(changes).extracting(Decision::to).containsExactly(GroupState.NO_DATA);
    }

    @Test
    void missingDataMayCloseAnIncident() {
        MonitorRule rule = rule(
                Condition.aggregate(TimeAggregator.AVG, 10),
                above(90),
                timing().onMissing(OnMissing.RESOLVE).noData(60).build());
        rows(rule, 95);
        tick(rule, start * 1_000 + 60_000);
        tick(rule, start * 1_000 + 61_000);
        assertThat(changes).extracting(Decision::to).containsExactly(GroupState.ALERT, GroupState.OK);
    }

    @Test
    void anIncidentWithoutDataIsClosedAfterItsTime() {
        MonitorRule rule = rule(
                Condition.aggregate(TimeAggregator.AVG, 10),
                above(90),
                timing().autoResolve(3_600).build());
        rows(rule, 95);
        tick(rule, start * 1_000 + 3_599_000);
        assertThat(changes).hasSize(1);
        tick(rule, start * 1_000 + 3_600_000);
        assertThat(changes).extracting(Decision::to).containsExactly(GroupState.ALERT, GroupState.OK);
    }

    @Test
    void aCorrectionIsRememberedAndTellsNobody() {
        MonitorRule rule = rule(Condition.aggregate(TimeAggregator.LAST, 10), above(90), timing().build());
        rows(rule, 1, 2);
        Row late = new Row(DAY, 10, 99, Float.NaN, Float.NaN, false, false, false, true);
        List<Decision> decisions = Judge.row(memory, rule, late, start * 1_000);
        assertThat(decisions).extracting(Decision::outcome).containsExactly(Outcome.CORRECTED);
        assertThat(memory.history().value(0)).isEqualTo(99);
        assertThat(memory.state()).isEqualTo(GroupState.OK);
    }

    @Test
    void anOlderBucketThatIsNoCorrectionIsIgnored() {
        MonitorRule rule = rule(Condition.aggregate(TimeAggregator.LAST, 10), above(90), timing().build());
        rows(rule, 1, 2);
        assertThat(Judge.row(memory, rule, Row.plain(DAY, 10, 99), start * 1_000))
                .extracting(Decision::outcome)
                .containsExactly(Outcome.OUT_OF_ORDER);
    }

    @Test
    void aDelayedBucketIsJudgedWithWhatWasCorrectedUntilThen() {
        MonitorRule rule = rule(
                Condition.aggregate(TimeAggregator.LAST, 10),
                above(90),
                timing().delay(30).build());
        rows(rule, 95, 1);
        Judge.row(memory, rule, new Row(DAY, 10, 5, Float.NaN, Float.NaN, false, false, false, true), start * 1_000);
        tick(rule, (DAY + 60) * 1_000);
        assertThat(changes).isEmpty();
        rows(rule, 95);
        assertThat(Judge.wakeMillis(memory, rule)).isEqualTo((DAY + 60) * 1_000);
        tick(rule, (DAY + 60) * 1_000);
        assertThat(changes).extracting(Decision::atMillis).containsExactly((DAY + 30) * 1_000);
    }

    @Test
    void aNewGroupIsLeftAloneForAWhile() {
        MonitorRule rule = rule(
                Condition.aggregate(TimeAggregator.LAST, 10),
                above(90),
                timing().newGroup(60).build());
        rows(rule, 95, 95, 95, 95, 95, 95);
        assertThat(changes).extracting(Decision::atMillis).containsExactly((DAY + 60) * 1_000);
    }

    @Test
    void aFullWindowIsWaitedForWhereItIsAskedFor() {
        MonitorRule rule = rule(
                Condition.aggregate(TimeAggregator.AVG, 120),
                above(90),
                timing().full().build());
        // The first minute of the window must hold a value: it does when the seventh bucket has moved it there.
        rows(rule, 95, 95, 95, 95, 95, 95);
        assertThat(changes).as("one minute of two").isEmpty();
        rows(rule, 95);
        assertThat(changes).extracting(Decision::atMillis).containsExactly((DAY + 70) * 1_000);
    }

    @Test
    void remindersComeAtTheirIntervalAndStopAtTheirNumber() {
        MonitorRule rule = rule(
                Condition.aggregate(TimeAggregator.LAST, 10),
                above(90),
                timing().renotify(600, 2).build());
        rows(rule, 95);
        long told = start * 1_000;
        memory.tell(told);
        assertThat(Judge.isReminderDue(memory, rule, told + 599_000)).isFalse();
        assertThat(Judge.isReminderDue(memory, rule, told + 600_000)).isTrue();
        memory.remind(told + 600_000);
        assertThat(Judge.isReminderDue(memory, rule, told + 1_199_000)).isFalse();
        assertThat(Judge.isReminderDue(memory, rule, told + 1_200_000)).isTrue();
        memory.remind(told + 1_200_000);
        assertThat(Judge.isReminderDue(memory, rule, told + 9_000_000)).isFalse();
    }

    @Test
    void aWindowOfTooManyBucketsIsNotJudgedAndSaysWhy() {
        MonitorRule rule = rule(Condition.aggregate(TimeAggregator.AVG, 7 * DAY), above(90), timing().build());
        List<Decision> decisions = Judge.row(memory, rule, Row.plain(DAY, 10, 99), DAY * 1_000);
        assertThat(decisions.get(0).outcome()).isEqualTo(Outcome.WINDOW_TOO_LONG);
        assertThat(decisions.get(0).reason()).contains("rollup");
    }

    // --- script

    private double last(TimeAggregator over, double... values) {
        memory = new GroupMemory("query:1");
        start = DAY;
        Decision last = null;
        for (double value : values) {
            last = Judge.row(
                            memory,
                            rule(Condition.aggregate(over, 30), above(1e9), timing().build()),
                            Row.plain(start, 10, value),
                            (start + 10) * 1_000)
                    .get(0);
            start += 10;
        }
        return last.value();
    }

    private void rows(MonitorRule rule, double... values) {
        for (double value : values) {
            add(Judge.row(memory, rule, Row.plain(start, 10, value), (start + 10) * 1_000));
            start += 10;
        }
    }

    /** '.' in band, 'X' above it, 'v' below it. */
    private void band(MonitorRule rule, String script) {
        for (char c : script.toCharArray()) {
            double value = c == 'X' ? 20 : c == 'v' ? 0 : 10;
            Row row = new Row(start, 10, value, 8, 12, c != '.', c == 'X', c == 'v', false);
            add(Judge.row(memory, rule, row, (start + 10) * 1_000));
            start += 10;
        }
    }

    private void tick(MonitorRule rule, long millis) {
        add(Judge.tick(memory, rule, millis));
    }

    private void add(List<Decision> decisions) {
        decisions.stream().filter(Decision::isChange).forEach(changes::add);
        GroupMemory read = GroupMemory.fromBytes(memory.toBytes());
        assertThat(read.toBytes()).as("the flat form survives a round trip").isEqualTo(memory.toBytes());
        memory = read;
    }

    private static MonitorRule rule(Condition condition, Levels levels, Timing timing) {
        return new MonitorRule(condition, levels, timing);
    }

    private static Levels above(double threshold) {
        return new Levels(
                Comparison.ABOVE, threshold, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    private static Levels atLeast(double threshold, double recovery) {
        return new Levels(
                Comparison.ABOVE_OR_EQUAL,
                threshold,
                OptionalDouble.empty(),
                OptionalDouble.of(recovery),
                OptionalDouble.empty());
    }

    static TimingBuilder timing() {
        return new TimingBuilder();
    }

    /** Timing in which nothing but the rows matters, until a test says otherwise. */
    static final class TimingBuilder {
        private long delay;
        private long newGroup;
        private boolean full;
        private OnMissing onMissing = OnMissing.KEEP;
        private long noData = 600;
        private long renotify;
        private int renotifyCount;
        private long autoResolve;

        TimingBuilder delay(long seconds) {
            delay = seconds;
            return this;
        }

        TimingBuilder newGroup(long seconds) {
            newGroup = seconds;
            return this;
        }

        TimingBuilder full() {
            full = true;
            return this;
        }

        TimingBuilder onMissing(OnMissing what) {
            onMissing = what;
            return this;
        }

        TimingBuilder noData(long seconds) {
            noData = seconds;
            return this;
        }

        TimingBuilder renotify(long seconds, int count) {
            renotify = seconds;
            renotifyCount = count;
            return this;
        }

        TimingBuilder autoResolve(long seconds) {
            autoResolve = seconds;
            return this;
        }

        Timing build() {
            return new Timing(
                    delay,
                    newGroup,
                    full,
                    onMissing,
                    noData,
                    renotify,
                    renotifyCount,
                    Set.of(GroupState.ALERT, GroupState.NO_DATA),
                    autoResolve,
                    86_400);
        }
    }
}
