package io.tidemark.alerting.downtime;

import io.tidemark.query.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One downtime.
 *
 * @param id its id
 * @param message what it is for; handles in it are told when it starts, ends or changes
 * @param monitors whose notifications are held back
 * @param scope for which of their groups
 * @param schedule when
 * @param canceled whether somebody has ended it
 * @param muteFirstRecovery whether the recovery of an incident that was told before is held back too
 * @param endStates states in which a group is told when the downtime is over: 'alert', 'warn', 'no data'
 * @param endTypes ways to be over after which groups are told
 */
public record Downtime(
        String id,
        String message,
        MonitorChoice monitors,
        Scope scope,
        Schedule schedule,
        boolean canceled,
        boolean muteFirstRecovery,
        Set<String> endStates,
        Set<EndType> endTypes) {

    /** How a downtime may be over. */
    public enum EndType {
        /** Its time was up. */
        EXPIRED,
        /** Somebody ended it. */
        CANCELED
    }

    /** Where a downtime stands. */
    public enum Status {
        SCHEDULED,
        ACTIVE,
        CANCELED,
        ENDED
    }

    public static final Set<String> END_STATES = Set.of("alert", "no data", "warn");

    public Downtime {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(monitors, "monitors");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(schedule, "schedule");
        endStates = Set.copyOf(endStates);
        endTypes = Set.copyOf(endTypes);
    }

    /** Whether it is for a group of a monitor, at whatever time. */
    public boolean concerns(String monitorId, List<String> monitorTags, List<String> groupTags) {
        return monitors.matches(monitorId, monitorTags) && scope.matches(groupTags);
    }

    /** Whether it holds anything back at an instant. */
    public boolean isActive(Instant instant) {
        return !canceled && schedule.isActive(instant);
    }

    public Status status(Instant now) {
        if (canceled) {
            return Status.CANCELED;
        }
        if (schedule.isActive(now)) {
            return Status.ACTIVE;
        }
        return schedule.next(now, 1).isEmpty() ? Status.ENDED : Status.SCHEDULED;
    }

    /** The next windows that end after an instant; none where it was cancelled. */
    public List<Occurrence> next(Instant after, int count) {
        return canceled ? List.of() : schedule.next(after, count);
    }
}
