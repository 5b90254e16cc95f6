package io.tidemark.alerting.downtime;

import io.tidemark.alerting.downtime.Occurrence.ClockChange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A downtime's windows for people: on the wall of its zone, with what changing clocks do to them.
 *
 * <pre>
 *   Sat 28 Mar 2026 22:00 – Sun 29 Mar 06:00 (Europe/Berlin, 7 h: clocks go forward)
 *   Sun 29 Mar 2026 02:15 – 03:00 (Europe/Berlin, nothing is left: the clocks leave this hour out)
 * </pre>
 */
public final class WindowText {

    private static final DateTimeFormatter WHOLE = DateTimeFormatter.ofPattern("EEE d MMM yyyy HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);

    private WindowText() {}

    /** The next windows that end after an instant, one a line; empty where none is left. */
    public static List<String> next(Downtime downtime, Instant after, int count) {
        return downtime.next(after, count).stream()
                .map(window -> of(window, downtime.schedule().zone()))
                .toList();
    }

    /** How it comes back: 'every day at 19:00 for 14 h (Europe/Paris)'; 'once' for a single span. */
    public static String schedule(Schedule schedule) {
        if (schedule instanceof Schedule.Recurring recurring) {
            List<String> rules = recurring.recurrences().stream()
                    .map(one -> RuleWords.of(one.rule(), one.start()) + " at " + HOUR.format(one.start()) + " for "
                            + length(one.duration().onTheWall()))
                    .toList();
            return String.join("; ", rules) + " (" + recurring.zone() + ")";
        }
        return "Once";
    }

    static String of(Occurrence window, ZoneId zone) {
        LocalDateTime start = window.localStart();
        boolean endless = window.end().equals(Instant.MAX);
        LocalDateTime end = window.localEnd();
        StringBuilder text = new StringBuilder(WHOLE.format(start)).append(" – ");
        if (endless) {
            text.append("until it is cancelled");
        } else if (end.toLocalDate().equals(start.toLocalDate())) {
            text.append(HOUR.format(end));
        } else {
            text.append((end.getYear() == start.getYear() ? DAY : WHOLE).format(end));
        }
        text.append(" (").append(zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId());
        String clocks = clocks(window);
        return text.append(clocks.isEmpty() ? "" : ", " + clocks).append(')').toString();
    }

    private static String clocks(Occurrence window) {
        if (window.clockChanges().contains(ClockChange.EMPTY)) {
            return "nothing is left: the clocks leave this time out";
        }
        if (window.clockChanges().contains(ClockChange.SHORTER)) {
            return length(window.length()) + ": clocks go forward";
        }
        return window.clockChanges().contains(ClockChange.LONGER) ? length(window.length()) + ": clocks go back" : "";
    }

    /** '7 h', '90 min', '1 h 30 min', '2 d'. */
    private static String length(Duration length) {
        if (length.toMinutes() % (24 * 60) == 0) {
            return length.toDays() + " d";
        }
        String hours = length.toHours() == 0 ? "" : length.toHours() + " h";
        String minutes = length.toMinutesPart() == 0 ? "" : length.toMinutesPart() + " min";
        return (hours + " " + minutes).strip();
    }
}
