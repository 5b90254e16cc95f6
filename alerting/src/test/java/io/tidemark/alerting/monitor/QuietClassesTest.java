package io.tidemark.alerting.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.query.CompositeQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
