package io.tidemark.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final CsvRow FIRST = new CsvRow(1_000_000, 1);
    private static final CsvRow SECOND = new CsvRow(1_060_000, 2);
    private static final CsvRow THIRD = new CsvRow(1_120_000, 3);

    @Test
    void rowsAreDueWithTheirDistanceDividedByTheSpeed() {
        Pace pace = new Pace(List.of(FIRST, SECOND, THIRD), 60);

        assertThat(pace.due(0)).containsExactly(FIRST);
        assertThat(pace.due(999)).isEmpty();
        assertThat(pace.due(2_000)).containsExactly(SECOND, THIRD);
        assertThat(pace.isDone()).isTrue();
    }

    @Test
    void withoutASpeedAllAreDueAtOnce() {
        assertThat(new Pace(List.of(FIRST, SECOND, THIRD), 0).due(0)).hasSize(3);
    }

    @Test
    void aClockThatStepsBackDoesNotHoldTheRestUp() {
        Pace pace = new Pace(List.of(FIRST, THIRD, SECOND), 60);
        assertThat(pace.due(1_999)).containsExactly(FIRST);
        assertThat(pace.due(2_000)).containsExactly(THIRD, SECOND);
    }

    @Test
    void aSpeedThatIsNoFactorIsRefused() {
        assertThatThrownBy(() -> new Pace(List.of(FIRST), Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Pace(List.of(FIRST), -1)).hasMessageContaining("-1");
    }
}
