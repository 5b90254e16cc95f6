package io.tidemark.alerting.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeAxisTest {

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    @Test
    void marksStandOnRoundLocalTimes() {
        assertThat(labels("2026-11-22T08:56:40Z", "2026-11-22T09:26:30Z", PARIS))
                .containsExactly("10:00", "10:05", "10:10", "10:15", "10:20", "10:25");
    }

    @Test
    void midnightSaysWhichDayBegins() {
        assertThat(labels("2026-11-21T20:00:00Z", "2026-11-22T02:00:00Z", PARIS))
                .contains("22 Nov");
    }

    @Test
    void theHourThatDoesNotExistHasNoMark() {
        assertThat(labels("2026-03-29T00:00:00Z", "2026-03-29T05:00:00Z", PARIS))
                .contains("01:00", "03:00", "07:00")
                .doesNotContain("02:00");
    }

    @Test
    void theCaptionNamesTheDayTheZoneAndItsOffset() {
        long from = Instant.parse("2026-11-22T08:00:00Z").toEpochMilli();
        assertThat(TimeAxis.caption(from, from + 60_000, PARIS)).isEqualTo("Sun 22 Nov 2026, Europe/Paris (UTC+01:00)");
        assertThat(TimeAxis.caption(from, from + 86_400_000, ZoneId.of("UTC"))).isEqualTo("22 Nov – 23 Nov 2026, UTC");
    }

    @Test
    void aCenturyAndASecondBothHaveAFewMarks() {
        long from = Instant.parse("1970-01-01T00:00:00Z").toEpochMilli();
        assertThat(TimeAxis.ticks(from, from + 1_000, PARIS, 8)).hasSizeBetween(1, 9);
        assertThat(TimeAxis.ticks(from, from + 3_000_000_000_000L, PARIS, 8)).hasSizeBetween(1, 9);
    }

    @Test
    void numbersReadShort() {
        assertThat(List.of(0.0, 5000.0, 12_500.0, 1_250_000.0, -3e9, 0.25, 0.1 + 0.2))
                .map(ValueAxis::label)
                .containsExactly("0", "5000", "12.5k", "1.25M", "-3G", "0.25", "0.3");
    }

    private static List<String> labels(String from, String to, ZoneId zone) {
        return TimeAxis.ticks(
                        Instant.parse(from).toEpochMilli(), Instant.parse(to).toEpochMilli(), zone, 8)
                .stream()
                .map(TimeAxis.Tick::label)
                .toList();
    }
}
