package io.tidemark.alerting.downtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a schedule refuses, and that it says why. */
final class ScheduleRefusalTest {

    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

    @Test
    void anEndBeforeTheStartIsRefusedWithBothTimes() {
        assertThatThrownBy(() -> Schedule.oneOff(NOON, Optional.of(NOON.minusSeconds(60))))
                .isInstanceOf(DowntimeRefusedException.class)
                .hasMessageContaining("2026-05-04T12:00:00Z")
                .hasMessageContaining("2026-05-04T11:59:00Z")
                .hasMessageContaining("[bad-window]");
        assertThatThrownBy(() -> Schedule.oneOff(NOON, Optional.of(NOON))).hasMessageContaining("[bad-window]");
    }

    @Test
    void aCenturyIsRefusedUnlessItIsSaidToBeForEver() {
        assertThatThrownBy(() -> Schedule.oneOff(NOON, Optional.of(NOON.plusSeconds(3_155_760_000L))))
                .hasMessageContaining("permanent");
        assertThat(Schedule.oneOff(NOON, Optional.empty()).isActive(Instant.parse("2126-01-01T00:00:00Z")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=SECONDLY",
                "FREQ=DAILY;BYSECOND=1,2",
                "FREQ=WEEKLY;BYDAY=7",
                "DTSTART:20260101;FREQ=DAILY",
                "every day",
                "",
                "FREQ=DAILY;COUNT=1000000",
                "FREQ=DAILY;INTERVAL=0"
            })
    void aRuleThatIsNoneIsRefused(String rule) {
        assertThatThrownBy(
                        () -> new Recurrence(LocalDateTime.parse("2026-01-01T00:00"), WallDuration.parse("1h"), rule))
                .isInstanceOf(DowntimeRefusedException.class)
                .hasMessageContaining("[bad-rule]");
    }

    @Test
    void theThirtiethOfFebruaryIsRefusedAndTheTwentyNinthWaitsFor2028() {
        assertThatThrownBy(() -> yearly("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")).hasMessageContaining("[empty-rule]");
        assertThat(yearly("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
                        .next(NOON, 1)
                        .get(0)
                        .localStart())
                .isEqualTo("2028-02-29T00:00:00");
        assertThat(yearly("FREQ=MONTHLY;BYMONTHDAY=31").next(NOON, 3))
                .extracting(o -> o.localStart().toLocalDate().toString())
                .containsExactly("2026-05-31", "2026-07-31", "2026-08-31");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "14", "h", "-1h", "1.5h", "30s", "0m", "400d", "999999w", "1h 30m"})
    void aDurationThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> WallDuration.parse(text)).hasMessageContaining("[bad-duration]");
    }

    @Test
    void aDurationMayHaveSeveralParts() {
        assertThat(WallDuration.parse("1h30m").onTheWall()).hasMinutes(90);
        assertThat(WallDuration.parse("2w").onTheWall()).hasDays(14);
    }

    private static Schedule yearly(String rule) {
        return new Schedule.Recurring(
                ZoneId.of("Europe/Paris"),
                List.of(new Recurrence(LocalDateTime.parse("2026-01-01T00:00"), WallDuration.parse("1d"), rule)));
    }
}
