package io.tidemark.alerting.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.query.CompositeQuery;
import io.tidemark.query.MonitorQuery.Comparison;
import io.tidemark.query.TimeAggregator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The small pure parts of keeping quiet, each by itself. */
final class QuietClassesTest {

    @Test
    void flappingBeginsWithTheTenthChangeInARowAndEndsWhenFewAreLeft() {
        Flapping flaps = Flapping.STEADY;
        int began = 0;
        for (int i = 1; i <= 20 && began == 0; i++) {
            flaps = flaps.next(true);
            began = flaps.flapping() ? i : 0;
        }
        assertThat(began).isBetween(9, 10);
        int settled = 0;
        for (int i = 1; i <= 20 && settled == 0; i++) {
            flaps = flaps.next(false);
            settled = flaps.flapping() ? 0 : i;
        }
        assertThat(settled).isBetween(13, 17);
    }

    /** One state a minute: 'o' OK, 'w' Warn, 'a' Alert. Returns what is told: the minutes of turns, of flapping and settling. */
    private static List<Integer> told(String states) {
        Relapses relapses = Relapses.NONE;
        List<Integer> told = new ArrayList<>();
        GroupState from = GroupState.OK;
        for (int minute = 0; minute < states.length(); minute++) {
            GroupState to = GroupState.values()["owa".indexOf(states.charAt(minute))];
            boolean before = relapses.flapping();
            relapses = relapses.next(from, to, 1_000_000 + minute * 60L);
            if (before != relapses.flapping() || !before && from != to) {
                told.add(minute);
            }
            from = to;
        }
        return told;
    }

    @Test
    void theThirdTurnWithinAnHourIsTheLastThatIsToldUntilAnHourIsQuiet() {
        assertThat(told("o".repeat(5) + ("aaaaa" + "ooooo").repeat(20) + "o".repeat(80)))
                .containsExactly(5, 10, 15, 5 + 195 + 60);
        assertThat(told("o" + "a".repeat(30) + "o".repeat(40) + "a".repeat(30) + "o".repeat(40)))
                .as("further apart than an hour")
                .containsExactly(1, 31, 71, 101);
        assertThat(told("owaao")).as("warning and alert are one turn").containsExactly(1, 2, 4);
    }

    @Test
    void noiseAtTheThresholdForAWeekIsAtMostThreeMessagesAnHour() {
        for (int seed = 0; seed < 5; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            MonitorRule rule = new MonitorRule(
                    Condition.aggregate(TimeAggregator.AVG, 300),
                    new Levels(
                            Comparison.ABOVE,
                            90,
                            OptionalDouble.empty(),
                            OptionalDouble.empty(),
                            OptionalDouble.empty()),
                    JudgeTest.timing().build(),
                    new Quiet(60, true));
            GroupMemory memory = new GroupMemory("query:1");
            List<Long> told = new ArrayList<>();
            int changes = 0;
            for (long minute = 0; minute < 7 * 24 * 60; minute++) {
                boolean before = memory.isFlapping();
                Row row = Row.plain(86_400 + minute * 60, 60, 90 + 5 * random.nextGaussian());
                Decision decision = Judge.row(memory, rule, row, 0).get(0);
                changes += decision.isChange() ? 1 : 0;
                if (before != memory.isFlapping() || decision.isChange() && !before) {
                    told.add(minute);
                }
            }
            assertThat(changes).as("it changes all the time").isGreaterThan(1_000);
            for (long from : told) {
                assertThat(told.stream().filter(at -> at >= from && at < from + 60))
                        .as("seed %d, from minute %d", seed, from)
                        .hasSizeLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void aChangeNowAndThenIsNoFlapping() {
        Flapping flaps = Flapping.STEADY;
        for (int i = 0; i < 200; i++) {
            flaps = flaps.next(i % 3 == 0);
            assertThat(flaps.flapping()).isFalse();
        }
    }

    @Test
    void anAlertIsKeptUntilItHasBeenOverForLongEnough() {
        long calm = MinimumFiring.NOT_CALM;
        List<Boolean> kept = new ArrayList<>();
        boolean[] better = {true, true, false, true, true, true};
        for (int i = 0; i < better.length; i++) {
            calm = MinimumFiring.calmFrom(better[i], calm, i * 20L);
            kept.add(MinimumFiring.isKept(calm, i * 20L + 20, 60));
        }
        assertThat(kept).containsExactly(true, true, false, true, true, false);
    }

    @Test
    void theTableOfLivesIsTheOneInTheDocumentation() {
        List<String> cells = new ArrayList<>();
        for (Life from : Life.values()) {
            StringBuilder row = new StringBuilder(from + ":");
            for (Life.Step step : Life.Step.values()) {
                row.append(' ').append(cell(from, step));
            }
            cells.add(row.toString());
        }
        assertThat(cells)
                .containsExactly(
                        "LIVE: LIVE SILENT GONE RETIRED",
                        "SILENT: LIVE refused GONE RETIRED",
                        "GONE: refused refused refused refused",
                        "RETIRED: refused refused refused refused");
        assertThatThrownBy(() -> Life.GONE.after(Life.Step.VALUE)).hasMessageContaining("GONE can't take VALUE");
    }

    private static String cell(Life from, Life.Step step) {
        try {
            return from.after(step).name();
        } catch (IllegalStateException refused) {
            return "refused";
        }
    }

    @Test
    void severitiesOfACompositeAreThoseOfTheTable() {
        assertThat(severity("a && b", "ALERT", "WARN")).contains(GroupState.WARN);
        assertThat(severity("a && b", "ALERT", "OK")).contains(GroupState.OK);
        assertThat(severity("a && b", "ALERT", "NO_DATA")).contains(GroupState.NO_DATA);
        assertThat(severity("a || b", "NO_DATA", "OK")).contains(GroupState.NO_DATA);
        assertThat(severity("a || b", "WARN", "ALERT")).contains(GroupState.ALERT);
        assertThat(severity("!a", "WARN", "OK")).contains(GroupState.OK);
        assertThat(severity("!a", "OK", "OK")).contains(GroupState.ALERT);
        assertThat(severity("!a", "NO_DATA", "OK")).contains(GroupState.NO_DATA);
        assertThat(severity("a && !b", "ALERT", "OK")).contains(GroupState.ALERT);
        assertThat(severity("a && c", "ALERT", "OK")).as("c has no such group").isEmpty();
    }

    private static Optional<GroupState> severity(String query, String a, String b) {
        Map<String, GroupState> states = Map.of("a", GroupState.valueOf(a), "b", GroupState.valueOf(b));
        return Severity.of(CompositeQuery.parse(query), id -> Optional.ofNullable(states.get(id)));
    }
}
