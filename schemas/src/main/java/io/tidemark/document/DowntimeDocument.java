package io.tidemark.document;

import io.tidemark.query.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * When notifications of a scope are held back.
 *
 * @param monitors of which monitors
 * @param scope of which of their groups
 * @param displayZone zone in which times are shown
 * @param muteFirstRecovery whether the recovery of an alert from before the downtime is held back as well
 * @param notifyEndStates states that are told when the downtime ends
 * @param notifyEndTypes ends that are told
 * @param canceled whether somebody has ended it: kept to be looked at, it holds back nothing
 */
public record DowntimeDocument(
        String id,
        MonitorIdentifier monitors,
        Scope scope,
        Schedule schedule,
        ZoneId displayZone,
        String message,
        boolean muteFirstRecovery,
        Set<EndState> notifyEndStates,
        Set<EndType> notifyEndTypes,
        boolean canceled,
        Optional<Instant> effectiveFrom)
        implements Document {

    /** Of which monitors. */
    public sealed interface MonitorIdentifier {
        /** Whether a monitor with this id and these tags is meant. */
        boolean matches(String monitorId, List<String> monitorTags);
    }

    /** One monitor. */
    public record ById(String monitorId) implements MonitorIdentifier {
        @Override
        public boolean matches(String id, List<String> monitorTags) {
            return monitorId.equals(id);
        }
    }

    /** Every monitor that has all of the tags; {@code *} for every monitor. */
    public record ByTags(List<String> tags) implements MonitorIdentifier {
        public ByTags {
            tags = List.copyOf(tags);
        }

        @Override
        public boolean matches(String id, List<String> monitorTags) {
            return tags.stream().allMatch(t -> t.equals("*") || monitorTags.contains(t));
        }
    }

    /** When. */
    public sealed interface Schedule {
        <R> R fold(Function<OneOff, R> oneOff, Function<Recurring, R> recurring);
    }

    /**
     * Once.
     *
     * @param start empty: as soon as it is known
     * @param end empty: until it is deleted
     */
    public record OneOff(Optional<Instant> start, Optional<Instant> end) implements Schedule {
        @Override
        public <R> R fold(Function<OneOff, R> oneOff, Function<Recurring, R> recurring) {
            return oneOff.apply(this);
        }
    }

    /** Again and again, in civil time of the zone. */
    public record Recurring(ZoneId zone, List<Recurrence> recurrences) implements Schedule {
        public Recurring {
            recurrences = List.copyOf(recurrences);
        }

        @Override
        public <R> R fold(Function<OneOff, R> oneOff, Function<Recurring, R> recurring) {
            return recurring.apply(this);
        }
    }

    /**
     * One rule.
     *
     * @param start first start, civil time
     * @param duration length in civil time: 22:00 plus 8 h ends at 06:00 also when the clocks change
     * @param rrule RFC 5545 rule without DTSTART, DTEND and DURATION
     */
    public record Recurrence(LocalDateTime start, Duration duration, String rrule) {}

    /** States that the end of a downtime may tell. */
    public enum EndState {
        ALERT,
        NO_DATA,
        WARN
    }

    /** How a downtime may end. */
    public enum EndType {
        CANCELED,
        EXPIRED
    }

    public DowntimeDocument {
        notifyEndStates = Set.copyOf(notifyEndStates);
        notifyEndTypes = Set.copyOf(notifyEndTypes);
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.DOWNTIME;
    }
}
