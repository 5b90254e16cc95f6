package io.tidemark.alerting.downtime;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * One window of a schedule.
 *
 * @param start first instant in it
 * @param end first instant after it; equal to {@code start} in an empty window
 * @param localStart what the rule says, on the wall
 * @param localEnd what the rule says, on the wall
 * @param clockChanges what changing clocks did to this window; empty on nearly all days
 */
public record Occurrence(
        Instant start, Instant end, LocalDateTime localStart, LocalDateTime localEnd, Set<ClockChange> clockChanges) {

    /** What changing clocks may do to a window. */
    public enum ClockChange {
        /** The start does not exist that day: the window begins when the clocks have gone forward. */
        START_IN_GAP,
        /** The end does not exist that day: the window ends when the clocks go forward. */
        END_IN_GAP,
        /** The start exists twice: the window begins at the first. */
        START_TWICE,
        /** The end exists twice: the window ends at the second. */
        END_TWICE,
        /** The window lasts less than the clock on the wall says. */
        SHORTER,
        /** The window lasts more than the clock on the wall says. */
        LONGER,
        /** Nothing is left of the window. */
        EMPTY
    }

    public Occurrence {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("end: " + end + " (expected: not before " + start + ")");
        }
        clockChanges = clockChanges.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(clockChanges));
    }

    /** The window from one wall-clock time to another. */
    static Occurrence onTheWall(LocalDateTime localStart, LocalDateTime localEnd, ZoneId zone) {
        Instant start = CivilTime.start(localStart, zone);
        Instant end = CivilTime.end(localEnd, zone);
        Set<ClockChange> changes = EnumSet.noneOf(ClockChange.class);
        note(changes, CivilTime.kind(localStart, zone), ClockChange.START_IN_GAP, ClockChange.START_TWICE);
        note(changes, CivilTime.kind(localEnd, zone), ClockChange.END_IN_GAP, ClockChange.END_TWICE);
        int length = Duration.between(start, end).compareTo(Duration.between(localStart, localEnd));
        if (!start.isBefore(end)) {
            changes.add(ClockChange.EMPTY);
        } else if (length != 0) {
            changes.add(length < 0 ? ClockChange.SHORTER : ClockChange.LONGER);
        }
        return new Occurrence(start, start.isBefore(end) ? end : start, localStart, localEnd, changes);
    }

    private static void note(Set<ClockChange> changes, CivilTime.Kind kind, ClockChange gap, ClockChange twice) {
        if (kind == CivilTime.Kind.IN_GAP) {
            changes.add(gap);
        } else if (kind == CivilTime.Kind.IN_OVERLAP) {
            changes.add(twice);
        }
    }

    public boolean isEmpty() {
        return start.equals(end);
    }

    public boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }

    public Duration length() {
        return Duration.between(start, end);
    }
}
