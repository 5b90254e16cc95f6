package io.tidemark.alerting.downtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.downtime.Occurrence.ClockChange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases of local time that break naive code, row by row; instants are written out, not computed. */
final class LocalTimeTableTest {

    @ParameterizedTest(name = "{0} {1} {2} for {3}")
    @CsvSource({
        // zone, first day, start, duration, expected start, expected end
        "Europe/Berlin,       2026-03-29, 02:30, 1h,  2026-03-29T01:00:00Z, 2026-03-29T01:30:00Z",
        "Europe/Berlin,       2026-03-28, 22:00, 8h,  2026-03-28T21:00:00Z, 2026-03-29T04:00:00Z",
        "Europe/Berlin,       2026-10-25, 02:30, 1h,  2026-10-25T00:30:00Z, 2026-10-25T02:30:00Z",
        "Europe/Berlin,       2026-10-24, 22:00, 8h,  2026-10-24T20:00:00Z, 2026-10-25T05:00:00Z",
        "America/New_York,    2026-03-08, 01:30, 1h,  2026-03-08T06:30:00Z, 2026-03-08T07:00:00Z",
        "America/New_York,    2026-11-01, 01:30, 1h,  2026-11-01T05:30:00Z, 2026-11-01T07:30:00Z",
        "Australia/Lord_Howe, 2026-10-04, 02:00, 1h,  2026-10-03T15:30:00Z, 2026-10-03T16:00:00Z",
        "Africa/Cairo,        2026-04-24, 00:00, 1d,  2026-04-23T22:00:00Z, 2026-04-24T21:00:00Z",
        "Africa/Cairo,        2026-10-29, 23:00, 1h,  2026-10-29T20:00:00Z, 2026-10-29T22:00:00Z",
        "Africa/Casablanca,   2026-02-10, 09:00, 1h,  2026-02-10T08:00:00Z, 2026-02-10T09:00:00Z",
        "Africa/Casablanca,   2026-02-20, 09:00, 1h,  2026-02-20T09:00:00Z, 2026-02-20T10:00:00Z",
        "Asia/Kathmandu,      2026-03-29, 02:30, 1h,  2026-03-28T20:45:00Z, 2026-03-28T21:45:00Z",
        "UTC,                 2026-03-29, 02:30, 1h,  2026-03-29T02:30:00Z, 2026-03-29T03:30:00Z",
        "America/Sao_Paulo,   2026-10-18, 00:00, 1h,  2026-10-18T03:00:00Z, 2026-10-18T04:00:00Z",
        "Europe/Paris,        2026-03-28, 19:00, 14h, 2026-03-28T18:00:00Z, 2026-03-29T07:00:00Z",
        "Europe/Paris,        2026-10-24, 19:00, 14h, 2026-10-24T17:00:00Z, 2026-10-25T08:00:00Z",
    })
    void aDailyWindowKeepsItsPlaceOnTheWall(
            String zone, String day, String start, String duration, String expectedStart, String expectedEnd) {
        Schedule daily = daily(zone, day, start, duration);
        Occurrence first = daily.next(Instant.parse(expectedStart), 1).get(0);
        assertThat(first.start()).isEqualTo(expectedStart);
        assertThat(first.end()).isEqualTo(expectedEnd);
        assertThat(daily.isActive(Instant.parse(expectedStart))).isTrue();
        assertThat(daily.isActive(Instant.parse(expectedStart).minusSeconds(1))).isFalse();
        assertThat(daily.isActive(Instant.parse(expectedEnd).minusSeconds(1))).isTrue();
        assertThat(daily.isActive(Instant.parse(expectedEnd))).isEqualTo(duration.equals("1d"));
    }

    @Test
    void aWindowThatEndsInTheGapItStartsBeforeIsReportedWhereNothingIsLeftOfIt() {
        Schedule daily = daily("Europe/Berlin", "2026-03-28", "02:15", "45m");
        // 02:15 does not exist on the 29th and becomes 03:00, where the window ends: nothing is left of it.
        Occurrence empty = daily.next(Instant.parse("2026-03-28T12:00:00Z"), 1).get(0);
        assertThat(empty.localStart()).isEqualTo("2026-03-29T02:15:00");
        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.clockChanges()).containsExactly(ClockChange.START_IN_GAP, ClockChange.EMPTY);
        for (int minute = 0; minute < 180; minute++) {
            assertThat(daily.isActive(Instant.parse("2026-03-29T00:00:00Z").plusSeconds(60L * minute)))
                    .isFalse();
        }
    }

    @Test
    void theDayThatApiaLeftOutHasNoWindowAndNoError() {
        Schedule daily = daily("Pacific/Apia", "2011-12-28", "10:00", "1h");
        List<Occurrence> preview = daily.next(Instant.parse("2011-12-28T00:00:00Z"), 4);
        assertThat(preview)
                .extracting(o -> o.localStart().toLocalDate().toString())
                .containsExactly("2011-12-28", "2011-12-29", "2011-12-30", "2011-12-31");
        assertThat(preview).extracting(Occurrence::isEmpty).containsExactly(false, false, true, false);
        assertThat(preview.get(1).end()).isEqualTo("2011-12-29T21:00:00Z");
        assertThat(preview.get(3).start()).isEqualTo("2011-12-30T20:00:00Z");
    }

    @Test
    void casablancaKeepsOneHourADayThroughoutTheYear() {
        Schedule daily = daily("Africa/Casablanca", "2026-01-01", "09:00", "1h");
        for (Occurrence window : daily.next(Instant.parse("2026-01-01T00:00:00Z"), 365)) {
            assertThat(window.length()).as(window.toString()).isEqualTo(Duration.ofHours(1));
        }
    }

    @Test
    void thePreviewSaysWhatTheClocksDid() {
        assertThat(daily("Europe/Paris", "2026-03-28", "19:00", "14h").next(Instant.parse("2026-03-28T12:00:00Z"), 2))
                .extracting(Occurrence::clockChanges)
                .containsExactly(java.util.Set.of(ClockChange.SHORTER), java.util.Set.of());
        assertThat(daily("Europe/Berlin", "2026-10-25", "02:30", "1h").next(Instant.parse("2026-10-25T00:00:00Z"), 1))
                .extracting(Occurrence::clockChanges)
                .containsExactly(java.util.Set.of(ClockChange.START_TWICE, ClockChange.LONGER));
    }

    private static Schedule daily(String zone, String day, String start, String duration) {
        LocalDateTime first = LocalDate.parse(day).atTime(java.time.LocalTime.parse(start));
        return new Schedule.Recurring(
                ZoneId.of(zone), List.of(new Recurrence(first, WallDuration.parse(duration), "FREQ=DAILY;INTERVAL=1")));
    }
}
