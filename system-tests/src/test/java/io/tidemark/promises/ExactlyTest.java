package io.tidemark.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker is sabotaged in each way in which the product could fail, and must name it. */
class ExactlyTest {
    private static final List<String> EXPECTED = List.of("a", "b", "b", "c");

    @Test
    void theSameInAnotherOrderHolds() {
        assertThat(Exactly.compare(EXPECTED, List.of("b", "c", "a", "b")).holds())
                .isTrue();
        Exactly.require("letters", EXPECTED, List.of("b", "c", "a", "b"));
    }

    @Test
    void oneThatWasDroppedIsMissing() {
        List<String> seen = new ArrayList<>(EXPECTED);
        seen.remove("b");
        assertThat(Exactly.compare(EXPECTED, seen)).isEqualTo(new Exactly(List.of("b"), List.of(), List.of()));
    }

    @Test
    void oneThatIsThereTwiceIsDouble() {
        List<String> seen = new ArrayList<>(EXPECTED);
        seen.add("c");
        assertThat(Exactly.compare(EXPECTED, seen)).isEqualTo(new Exactly(List.of(), List.of(), List.of("c")));
    }

    @Test
    void oneThatWasAlteredIsMissingAndUnexpected() {
        List<String> seen = new ArrayList<>(EXPECTED);
        seen.set(0, "A");
        assertThat(Exactly.compare(EXPECTED, seen)).isEqualTo(new Exactly(List.of("a"), List.of("A"), List.of()));
    }

    @Test
    void nothingAtAllIsNotTakenForEverything() {
        assertThat(Exactly.compare(EXPECTED, List.of()).missing()).containsExactlyElementsOf(EXPECTED);
        assertThat(Exactly.compare(List.of(), EXPECTED).unexpected()).containsExactlyElementsOf(EXPECTED);
    }

    @Test
    void theFailureNamesTheDifferenceAndShowsWhatWasSeen() {
        assertThatThrownBy(() -> Exactly.require("letters", EXPECTED, List.of("a", "b", "b", "d")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("letters", "missing:\n  c\n", "unexpected:\n  d\n", "all that was seen:");
    }
}
