package io.tidemark.alerting.configuration;

import io.tidemark.alerting.downtime.DowntimeRefusedException;
import io.tidemark.alerting.downtime.Occurrence;
import io.tidemark.alerting.downtime.Recurrence;
import io.tidemark.alerting.downtime.Schedule;
import io.tidemark.alerting.downtime.WallDuration;
import io.tidemark.alerting.monitor.Moments;
import io.tidemark.document.MonitorOptions;
import java.time.Instant;
import java.util.List;

/** The times at which a monitor is judged: starts of windows of a minute that come back by rules. */
final class ScheduledMoments implements Moments {

    private static final WallDuration SHORTEST = WallDuration.parse("1m");

    private final List<Schedule> schedules;

    /** What was found last; time mostly goes on, so that it mostly answers the next question. */
    private volatile Known known = new Known(Long.MAX_VALUE, Long.MIN_VALUE);

    /** @param next the first moment after an instant; {@link Long#MAX_VALUE} for none */
    private record Known(long afterSeconds, long next) {}

    private ScheduledMoments(List<Schedule> schedules) {
        this.schedules = schedules;
    }

    /** @throws MonitorReading.NotJudgedException where a rule names no day at all */
    static Moments of(List<MonitorOptions.JudgedAt> times) {
        if (times.isEmpty()) {
            return ALWAYS;
        }
        try {
            return new ScheduledMoments(times.stream()
                    .map(one -> (Schedule) new Schedule.Recurring(
                            one.zone(), List.of(new Recurrence(one.start(), SHORTEST, one.rule()))))
                    .toList());
        } catch (DowntimeRefusedException bad) {
            throw new MonitorReading.NotJudgedException(
                    "options.scheduling_options.custom_schedule: " + bad.getMessage() + " [bad-schedule]");
        }
    }

    @Override
    public boolean anyWithin(long afterSeconds, long untilSeconds) {
        Known last = known;
        if (afterSeconds < last.afterSeconds || afterSeconds >= last.next) {
            last = new Known(afterSeconds, after(afterSeconds));
            known = last;
        }
        return last.next <= untilSeconds;
    }

    private long after(long seconds) {
        long first = Long.MAX_VALUE;
        for (Schedule schedule : schedules) {
            // A window that is open has begun already: the one after it counts.
            for (Occurrence one : schedule.next(Instant.ofEpochSecond(seconds), 3)) {
                if (one.start().getEpochSecond() > seconds) {
                    first = Math.min(first, one.start().getEpochSecond());
                    break;
                }
            }
        }
        return first;
    }
}
