package io.tidemark.alerting.monitor;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The current hour, day or month: a window that grows until it begins anew.
 *
 * <pre>
 *   day that starts at 04:00 in Europe/Paris:  03:59 belongs to the day before, 04:00 to the new one
 * </pre>
 *
 * <p>A start that the clocks leave out is where they go on; of one that comes twice the first counts.
 *
 * @param unit which
 * @param minute at which an hour starts
 * @param dayStarts at which a day starts, and the first day of a month
 * @param monthDay at which a month starts, 1 to 28
 * @param zone of these
 */
public record Period(Unit unit, int minute, LocalTime dayStarts, int monthDay, ZoneId zone) {

    /** Longest of the unit, seconds: a day with the clocks put back has 25 hours. */
    public enum Unit {
        HOUR(3_600),
        DAY(25 * 3_600),
        MONTH(31 * 86_400 + 3_600);

        private final int secondsMax;

        Unit(int secondsMax) {
            this.secondsMax = secondsMax;
        }

        public int secondsMax() {
            return secondsMax;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Period {
        if (minute < 0 || minute > 59 || monthDay < 1 || monthDay > 28) {
            throw new IllegalArgumentException(
                    "minute " + minute + " (expected 0 to 59), day of the month " + monthDay + " (expected 1 to 28)");
        }
    }

    /** Start of the period that the last second before an instant lies in, seconds. */
    long startSeconds(long endSeconds) {
        ZonedDateTime last = Instant.ofEpochSecond(endSeconds - 1).atZone(zone);
        if (unit == Unit.HOUR) {
            ZonedDateTime hour = last.truncatedTo(ChronoUnit.HOURS).plusMinutes(minute);
            return (hour.isAfter(last) ? hour.minusHours(1) : hour).toEpochSecond();
        }
        LocalDate day = last.toLocalDate();
        LocalDate first = unit == Unit.DAY ? day : day.withDayOfMonth(monthDay);
        LocalDateTime start = first.atTime(dayStarts);
        if (start.atZone(zone).isAfter(last)) {
            start = unit == Unit.DAY ? start.minusDays(1) : start.minusMonths(1);
        }
        return start.atZone(zone).toEpochSecond();
    }
}
