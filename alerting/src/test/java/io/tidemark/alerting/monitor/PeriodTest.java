package io.tidemark.alerting.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the current hour, day and month begin. */
final class PeriodTest {

    @ParameterizedTest(name = "{0} from {1}/{2}/{3} in {4} at {5}")
    @CsvSource({
        "HOUR,  0, 00:00, 1, UTC,              2026-06-01T10:25:00Z, 2026-06-01T10:00:00Z",
        "HOUR,  0, 00:00, 1, UTC,              2026-06-01T10:00:00Z, 2026-06-01T09:00:00Z",
        "HOUR, 30, 00:00, 1, UTC,              2026-06-01T10:25:00Z, 2026-06-01T09:30:00Z",
        "HOUR,  0, 00:00, 1, Asia/Kathmandu,   2026-06-01T10:25:00Z, 2026-06-01T10:15:00Z",
        "DAY,   0, 00:00, 1, UTC,              2026-06-01T00:00:00Z, 2026-05-31T00:00:00Z",
        "DAY,   0, 04:00, 1, Europe/Paris,     2026-06-01T01:59:00Z, 2026-05-31T02:00:00Z",
        "DAY,   0, 04:00, 1, Europe/Paris,     2026-06-01T02:01:00Z, 2026-06-01T02:00:00Z",
        "DAY,   0, 00:00, 1, Europe/Paris,     2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z",
        "DAY,   0, 00:00, 1, Europe/Paris,     2026-10-25T22:30:00Z, 2026-10-24T22:00:00Z",
        "DAY,   0, 02:30, 1, Europe/Paris,     2026-03-29T12:00:00Z, 2026-03-29T01:30:00Z",
        "DAY,   0, 00:00, 1, America/New_York, 2026-11-02T04:59:00Z, 2026-11-01T04:00:00Z",
        "MONTH, 0, 00:00, 1, UTC,              2026-03-01T00:00:00Z, 2026-02-01T00:00:00Z",
        "MONTH, 0, 00:00, 1, Europe/Paris,     2026-04-15T00:00:00Z, 2026-03-31T22:00:00Z",
        "MONTH, 0, 06:00, 15, UTC,             2026-03-15T05:00:00Z, 2026-02-15T06:00:00Z",
        "MONTH, 0, 06:00, 15, UTC,             2026-03-15T06:01:00Z, 2026-03-15T06:00:00Z",
    })
    void aPeriodBeginsWhereTheWallSays(
            Period.Unit unit, int minute, LocalTime day, int monthDay, ZoneId zone, Instant end, Instant start) {
        Period period = new Period(unit, minute, day, monthDay, zone);
        assertThat(Instant.ofEpochSecond(period.startSeconds(end.getEpochSecond())))
                .isEqualTo(start);
        assertThat(end.getEpochSecond() - start.getEpochSecond()).isLessThanOrEqualTo(unit.secondsMax());
    }
}
