package io.tidemark.alerting.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of states, cell by cell. */
final class GroupStateTest {

    @Test
    void theTableIsTheOneInTheDocumentation() {
        List<String> cells = new ArrayList<>();
        for (GroupState from : GroupState.values()) {
            StringBuilder row = new StringBuilder(from + ":");
            for (Happening event : Happening.values()) {
                row.append(' ').append(cell(from, event));
            }
            cells.add(row.toString());
        }
        assertThat(cells)
                .containsExactly(
                        "OK: OK WARN ALERT NO_DATA refused",
                        "WARN: OK WARN ALERT NO_DATA OK",
                        "ALERT: OK WARN ALERT NO_DATA OK",
                        "NO_DATA: OK WARN ALERT refused OK");
    }

    @Test
    void aRefusalNamesBothStatesAndTheEvent() {
        assertThatThrownBy(() -> GroupState.OK.after(Happening.RESOLVE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("state OK can't go to OK by RESOLVE");
        assertThatThrownBy(() -> GroupState.NO_DATA.after(Happening.MISSING))
                .hasMessageContaining("state NO_DATA can't go to NO_DATA by MISSING");
    }

    private static String cell(GroupState from, Happening event) {
        try {
            return from.after(event).name();
        } catch (IllegalStateException refused) {
            return "refused";
        }
    }
}
