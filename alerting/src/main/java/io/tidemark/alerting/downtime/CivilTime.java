package io.tidemark.alerting.downtime;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;

/**
 * From a wall-clock time to an instant, on days when clocks change.
 *
 * <p>A local time may not exist (a gap) or exist twice (an overlap). {@code java.time} moves a time in a gap forward by
 * the gap's length, which turns 02:30–03:30 into a window of length zero and 02:15–03:00 into one of minus 15 minutes.
 * The rule here depends on which end of a window the time is:
 *
 * <pre>
 *              in a gap             in an overlap
 *   start      the gap's end        the earlier instant
 *   end        the gap's end        the later instant
 * </pre>
 *
 * So a window only ever loses the minutes that do not exist, and covers all that exist twice. Europe/Berlin,
 * 2026-03-29 (no 02:00–03:00): 02:30–03:30 is 01:00Z–01:30Z. On 2026-10-25 (02:00–03:00 twice): 00:30Z–02:30Z.
 */
final class CivilTime {

    /** How a local time came to its instant. */
    enum Kind {
        PLAIN,
        IN_GAP,
        IN_OVERLAP
    }

    private CivilTime() {}

    static Kind kind(LocalDateTime local, ZoneId zone) {
        return switch (zone.getRules().getValidOffsets(local).size()) {
            case 0 -> Kind.IN_GAP;
            case 1 -> Kind.PLAIN;
            default -> Kind.IN_OVERLAP;
        };
    }

    /** The instant at which a window that starts at this wall-clock time begins. */
    static Instant start(LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty() ? gapEnd(local, zone) : local.toInstant(offsets.get(0));
    }

    /** The instant before which a window that ends at this wall-clock time lies. */
    static Instant end(LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty() ? gapEnd(local, zone) : local.toInstant(offsets.get(offsets.size() - 1));
    }

    private static Instant gapEnd(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition gap = zone.getRules().getTransition(local);
        return gap.getInstant();
    }
}
