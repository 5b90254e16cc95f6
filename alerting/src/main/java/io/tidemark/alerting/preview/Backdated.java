package io.tidemark.alerting.preview;

import io.tidemark.alerting.downtime.Recurrence;
import io.tidemark.alerting.downtime.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A schedule as if it had begun long ago: its rules keep their grid, because their start moves back by whole intervals; a single span is laid
 * over the same weekday and hour of each week before.
 */
final class Backdated {

    private static final Pattern PART = Pattern.compile("(?i)(FREQ|INTERVAL)=([A-Z0-9]+)");
    private static final Duration WEEK = Duration.ofDays(7);

    private Backdated() {}

    /** Active wherever one of them is. */
    static List<Schedule> schedules(Schedule schedule, Instant from, Instant now) {
        if (schedule instanceof Schedule.Recurring recurring) {
            LocalDateTime wanted =
                    LocalDateTime.ofInstant(from, recurring.zone()).minusDays(367);
            return List.of(new Schedule.Recurring(
                    recurring.zone(),
                    recurring.recurrences().stream()
                            .map(one -> back(one, wanted))
                            .toList()));
        }
        Schedule.OneOff once = (Schedule.OneOff) schedule;
        boolean past =
                once.end().map(end -> !end.isAfter(now)).orElse(!once.start().isAfter(from));
        if (past) {
            return List.of(once);
        }
        // One without an end would have held back everything.
        return once.end().isEmpty()
                ? List.of(new Schedule.OneOff(from, Optional.empty(), once.zone()))
                : weeksBefore(once, from, now);
    }

    private static Recurrence back(Recurrence recurrence, LocalDateTime wanted) {
        String frequency = "DAILY";
        long interval = 1;
        for (Matcher part = PART.matcher(recurrence.rule()); part.find(); ) {
            if (part.group(1).equalsIgnoreCase("FREQ")) {
                frequency = part.group(2).toUpperCase(Locale.ROOT);
            } else {
                interval = Long.parseLong(part.group(2));
            }
        }
        ChronoUnit unit = switch (frequency) {
            case "MINUTELY" -> ChronoUnit.MINUTES;
            case "HOURLY" -> ChronoUnit.HOURS;
            case "WEEKLY" -> ChronoUnit.WEEKS;
            case "MONTHLY" -> ChronoUnit.MONTHS;
            case "YEARLY" -> ChronoUnit.YEARS;
            default -> ChronoUnit.DAYS;
        };
        long intervals = Math.max(0, unit.between(wanted, recurrence.start()) / interval + 1);
        // How often it comes back is counted from its start, which has moved.
        String endless = recurrence.rule().replaceAll("(?i);?COUNT=\\d+", "").replaceAll("^;", "");
        return intervals == 0
                ? recurrence
                : new Recurrence(recurrence.start().minus(intervals * interval, unit), recurrence.duration(), endless);
    }

    private static List<Schedule> weeksBefore(Schedule.OneOff once, Instant from, Instant now) {
        List<Schedule> spans = new ArrayList<>();
        Instant end = once.end().orElseThrow();
        for (Duration back = WEEK; !end.minus(back).isBefore(from); back = back.plus(WEEK)) {
            if (once.start().minus(back).isBefore(now)) {
                spans.add(new Schedule.OneOff(once.start().minus(back), Optional.of(end.minus(back)), once.zone()));
            }
        }
        return spans;
    }
}
