package io.tidemark.detectors.model;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Epoch seconds to seconds of civil time, cheap for times that lie near one another.
 *
 * <p>Remembers the span in which the zone's offset is constant; that memory is a cache, not state: the answer depends on the
 * argument alone. On the day of a change of clocks the same civil hour comes twice, or not at all, as people live it.
 */
public final class CivilClock {
    public static final int DAY = 86_400;
    public static final int WEEK = 7 * DAY;
    /** 1970-01-01 was a Thursday; shifted by this, weeks begin on Monday. */
    private static final int MONDAY_SHIFT = 3 * DAY;
    /** The years 0000 and 9999: times outside are taken for these ends, so any long is answered. */
    private static final long EARLIEST = -62_167_219_200L;

    private static final long LATEST = 253_402_300_799L;

    private final ZoneRules rules;
    private long from = 1;
    private long until = 0;
    private int offset;

    public CivilClock(ZoneId zone) {
        rules = zone.getRules();
    }

    /** Seconds of civil time since 1970-01-01T00:00 there. */
    public long civilSeconds(long epochSeconds) {
        long at = Math.max(EARLIEST, Math.min(LATEST, epochSeconds));
        if (at < from || at >= until) {
            look(at);
        }
        return at + offset;
    }

    public static int secondOfDay(long civilSeconds) {
        return (int) Math.floorMod(civilSeconds, (long) DAY);
    }

    /** Seconds since Monday 00:00. */
    public static int secondOfWeek(long civilSeconds) {
        return (int) Math.floorMod(civilSeconds + MONDAY_SHIFT, (long) WEEK);
    }

    private void look(long at) {
        Instant instant = Instant.ofEpochSecond(at);
        offset = rules.getOffset(instant).getTotalSeconds();
        if (rules.isFixedOffset()) {
            from = Long.MIN_VALUE;
            until = Long.MAX_VALUE;
            return;
        }
        ZoneOffsetTransition next = rules.nextTransition(instant);
        ZoneOffsetTransition previous = rules.previousTransition(instant.plusSeconds(1));
        from = previous == null ? Long.MIN_VALUE : previous.toEpochSecond();
        until = next == null ? Long.MAX_VALUE : next.toEpochSecond();
    }
}
