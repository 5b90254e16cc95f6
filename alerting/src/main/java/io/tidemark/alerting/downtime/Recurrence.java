package io.tidemark.alerting.downtime;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Windows that come back by a rule of RFC 5545, on the wall.
 *
 * <p>The rule is expanded in local time without a zone, and each window's two ends are then mapped to instants
 * ({@link CivilTime}). So the rule sees no clock change, and a window at 02:30 exists on every day.
 *
 * <p>Cost: an instant is answered by expanding only the windows near it; see {@link RuleExpansion}.
 *
 * @param start wall-clock time of the first window; a first day that the rule does not match is not a window
 * @param duration length on the wall
 * @param rule the rule, 'FREQ=DAILY;INTERVAL=1', without DTSTART, DTEND or DURATION
 */
public record Recurrence(LocalDateTime start, WallDuration duration, String rule) {

    /** Clocks jump by less than this (a day was left out in Apia in 2011). */
    private static final Duration JUMP_MAX = Duration.ofHours(25);

    /** Windows looked at to find the next edge, before the search says "not before this one". */
    private static final int CHAIN_MAX = 1_000;

    public Recurrence {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(duration, "duration");
        RuleExpansion.check(rule);
    }

    Stretch stretchAt(Instant instant, ZoneId zone) {
        LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
        LocalDateTime searched = local.minus(duration.onTheWall()).minus(JUMP_MAX);
        Iterator<LocalDateTime> starts = RuleExpansion.startsFrom(this, zone, searched);
        // Windows that began before the searched time have ended by now, whatever the clocks did since.
        Instant from = instant;
        Instant lastEnd = null;
        Instant until = null;
        boolean active = false;
        for (int i = 0; i < CHAIN_MAX && starts.hasNext(); i++) {
            Occurrence window = window(starts.next(), zone);
            if (window.isEmpty()) {
                continue;
            }
            if (!instant.isBefore(window.end())) {
                lastEnd = lastEnd == null || window.end().isAfter(lastEnd) ? window.end() : lastEnd;
            } else if (window.contains(instant)) {
                from = active ? from : window.start();
                until = active && until.isAfter(window.end()) ? until : window.end();
                active = true;
            } else if (active && !window.start().isAfter(until)) {
                until = until.isAfter(window.end()) ? until : window.end();
            } else {
                return active
                        ? new Stretch(from, until, true)
                        : new Stretch(lastEnd == null ? from : lastEnd, window.start(), false);
            }
        }
        if (active) {
            return new Stretch(from, until, true);
        }
        // More windows than were looked at, and all of them empty: known for the instant only.
        Instant known = starts.hasNext() ? instant.plusSeconds(60) : Instant.MAX;
        return new Stretch(lastEnd == null ? from : lastEnd, known, false);
    }

    List<Occurrence> next(Instant after, int count, ZoneId zone) {
        LocalDateTime searched =
                LocalDateTime.ofInstant(after, zone).minus(duration.onTheWall()).minus(JUMP_MAX);
        Iterator<LocalDateTime> starts = RuleExpansion.startsFrom(this, zone, searched);
        List<Occurrence> out = new ArrayList<>();
        while (out.size() < count && starts.hasNext()) {
            Occurrence window = window(starts.next(), zone);
            if (window.end().isAfter(after)) {
                out.add(window);
            }
        }
        return out;
    }

    void requireAnyWindow(ZoneId zone) {
        if (!RuleExpansion.startsFrom(this, zone, start).hasNext()) {
            throw new DowntimeRefusedException(
                    "empty-rule",
                    "The rule " + DowntimeRefusedException.quoted(rule) + " from " + start
                            + " names no day at all (30 February does not exist; is UNTIL before the start?).");
        }
    }

    private Occurrence window(LocalDateTime localStart, ZoneId zone) {
        return Occurrence.onTheWall(localStart, duration.after(localStart), zone);
    }
}
