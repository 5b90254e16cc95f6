package io.tidemark.alerting.chart;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where the marks of a time axis stand and what they say, in civil time: round hours of the zone, right across a change of clocks
 * (a local time that does not exist has no mark).
 */
final class TimeAxis {

    record Tick(long millis, String label, boolean startsDay) {}

    private static final long DAY_SECONDS = 86_400;
    private static final long[] STEPS_SECONDS = {
        1,
        2,
        5,
        10,
        15,
        30,
        60,
        120,
        300,
        600,
        900,
        1_800,
        3_600,
        7_200,
        10_800,
        21_600,
        43_200,
        DAY_SECONDS,
        2 * DAY_SECONDS,
        7 * DAY_SECONDS,
        14 * DAY_SECONDS,
        28 * DAY_SECONDS,
        91 * DAY_SECONDS,
        364 * DAY_SECONDS,
        728 * DAY_SECONDS,
        1_820 * DAY_SECONDS,
        3_640 * DAY_SECONDS,
        7_280 * DAY_SECONDS,
        18_200 * DAY_SECONDS,
        36_400 * DAY_SECONDS
    };

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter DAY_AND_YEAR = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter WEEKDAY = DateTimeFormatter.ofPattern("EEE d MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);

    private TimeAxis() {}

    /** The zone of that name, or UTC where this JDK does not know it: a picture in UTC is better than none. */
    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            return ZoneOffset.UTC; // the caption under the axis names the zone that was used
        }
    }

    static List<Tick> ticks(long fromMillis, long toMillis, ZoneId zone, int ticksMax) {
        long spanSeconds = Math.max(1, (toMillis - fromMillis) / 1000);
        long step = STEPS_SECONDS[STEPS_SECONDS.length - 1];
        for (long candidate : STEPS_SECONDS) {
            if (spanSeconds / candidate < ticksMax) {
                step = candidate;
                break;
            }
        }
        return step < DAY_SECONDS
                ? withinDays(fromMillis, toMillis, zone, step)
                : wholeDays(fromMillis, toMillis, zone, step / DAY_SECONDS, ticksMax);
    }

    /** One line that says which day and zone the marks are in: {@code Sun 22 Nov 2026, Europe/Paris (UTC+01:00)}. */
    static String caption(long fromMillis, long toMillis, ZoneId zone) {
        ZonedDateTime from = Instant.ofEpochMilli(fromMillis).atZone(zone);
        ZonedDateTime to = Instant.ofEpochMilli(toMillis).atZone(zone);
        String days = from.toLocalDate().equals(to.toLocalDate())
                ? WEEKDAY.format(to)
                : (from.getYear() == to.getYear() ? DAY : DAY_AND_YEAR).format(from) + " – " + DAY_AND_YEAR.format(to);
        String offset = to.getOffset().equals(ZoneOffset.UTC) ? "" : " (UTC" + to.getOffset() + ")";
        String name = zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
        return days + ", " + name + offset;
    }

    private static List<Tick> withinDays(long fromMillis, long toMillis, ZoneId zone, long stepSeconds) {
        List<Tick> ticks = new ArrayList<>();
        LocalDate day = Instant.ofEpochMilli(fromMillis).atZone(zone).toLocalDate();
        LocalDate last = Instant.ofEpochMilli(toMillis).atZone(zone).toLocalDate();
        DateTimeFormatter clock = stepSeconds < 60 ? SECOND : MINUTE;
        for (; !day.isAfter(last); day = day.plusDays(1)) {
            for (long second = 0; second < DAY_SECONDS; second += stepSeconds) {
                LocalDateTime local = LocalDateTime.of(day, LocalTime.ofSecondOfDay(second));
                ZonedDateTime at = local.atZone(zone);
                long millis = at.toInstant().toEpochMilli();
                boolean exists = at.toLocalDateTime().equals(local);
                if (exists && millis >= fromMillis && millis <= toMillis) {
                    ticks.add(new Tick(millis, second == 0 ? DAY.format(at) : clock.format(at), second == 0));
                }
            }
        }
        return ticks;
    }

    private static List<Tick> wholeDays(long fromMillis, long toMillis, ZoneId zone, long stepDays, int ticksMax) {
        List<Tick> ticks = new ArrayList<>();
        long first = Instant.ofEpochMilli(fromMillis).atZone(zone).toLocalDate().toEpochDay();
        long day = Math.floorDiv(first, stepDays) * stepDays;
        DateTimeFormatter format = stepDays >= 91 ? DAY_AND_YEAR : DAY;
        for (; ticks.size() <= ticksMax; day += stepDays) {
            ZonedDateTime at = LocalDate.ofEpochDay(day).atStartOfDay(zone);
            long millis = at.toInstant().toEpochMilli();
            if (millis > toMillis) {
                break;
            }
            if (millis >= fromMillis) {
                ticks.add(new Tick(millis, format.format(at), false));
            }
        }
        return ticks;
    }
}
