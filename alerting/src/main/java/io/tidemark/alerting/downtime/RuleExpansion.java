package io.tidemark.alerting.downtime;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;

/**
 * The start times that a rule of RFC 5545 names, in local time without a zone.
 *
 * <p>Cost: for rules up to weekly the expansion begins near the time asked for, because moving the first start by whole
 * intervals leaves the grid of the rule where it is; monthly and yearly rules are wound forward, at most some hundred
 * steps for decades. A rule with COUNT must be counted from its start, so COUNT is limited.
 */
final class RuleExpansion {

    /** Limit of COUNT: a century of daily windows, and some. */
    static final int COUNT_MAX = 40_000;

    /** Longest rule text, characters. */
    static final int RULE_CHARS_MAX = 512;

    private static final Set<Freq> GRIDS = EnumSet.of(Freq.MINUTELY, Freq.HOURLY, Freq.DAILY, Freq.WEEKLY);

    private RuleExpansion() {}

    static void check(String text) {
        RecurrenceRule rule = parse(text);
        if (rule.getFreq() == Freq.SECONDLY || rule.hasPart(Part.BYSECOND)) {
            throw refused(text, "comes back within a minute; FREQ=MINUTELY is the finest, without BYSECOND");
        }
        if (rule.getCount() != null && rule.getCount() > COUNT_MAX) {
            throw refused(text, "has a COUNT over " + COUNT_MAX + "; use UNTIL");
        }
    }

    /** Starts at or after a local time, in order. */
    static Iterator<LocalDateTime> startsFrom(Recurrence recurrence, ZoneId zone, LocalDateTime from) {
        RecurrenceRule rule = parse(recurrence.rule());
        if (rule.getUntil() != null) {
            rule.setUntil(localUntil(rule.getUntil(), zone));
        }
        LocalDateTime first = recurrence.start();
        boolean ahead = from.isAfter(first);
        if (ahead && GRIDS.contains(rule.getFreq()) && rule.getCount() == null) {
            first = nearer(first, from, rule);
        }
        try {
            RecurrenceRuleIterator all = rule.iterator(floating(first));
            if (ahead) {
                all.fastForward(floating(from));
            }
            return new Starts(all, from);
        } catch (IllegalArgumentException impossible) {
            // The library gives up on rules whose parts exclude each other, after a bounded search.
            return Collections.emptyIterator();
        }
    }

    /** The last start of the grid, some intervals before the time asked for. */
    private static LocalDateTime nearer(LocalDateTime first, LocalDateTime from, RecurrenceRule rule) {
        ChronoUnit unit = switch (rule.getFreq()) {
            case MINUTELY -> ChronoUnit.MINUTES;
            case HOURLY -> ChronoUnit.HOURS;
            case DAILY -> ChronoUnit.DAYS;
            default -> ChronoUnit.WEEKS;
        };
        long intervals = unit.between(first, from) / rule.getInterval() - 1;
        return intervals > 0 ? first.plus(intervals * rule.getInterval(), unit) : first;
    }

    private static RecurrenceRule parse(String text) {
        if (text == null || text.isBlank() || text.length() > RULE_CHARS_MAX) {
            throw refused(text, "is empty or longer than " + RULE_CHARS_MAX + " characters");
        }
        String upper = text.toUpperCase(Locale.ROOT);
        for (String part : new String[] {"DTSTART", "DTEND", "DURATION"}) {
            if (upper.contains(part)) {
                throw refused(text, "holds " + part + "; start and duration have fields of their own");
            }
        }
        try {
            return new RecurrenceRule(text, RfcMode.RFC5545_STRICT);
        } catch (InvalidRecurrenceRuleException | RuntimeException e) {
            throw refused(text, "is not a rule of RFC 5545: " + e.getMessage());
        }
    }

    private static DowntimeRefusedException refused(String text, String why) {
        return new DowntimeRefusedException(
                "bad-rule",
                "The rule " + DowntimeRefusedException.quoted(text) + " " + why
                        + " (expected such as FREQ=WEEKLY;BYDAY=SA,SU).");
    }

    /** UNTIL as a local time: of an instant the time on the wall, of a date the end of that day. */
    private static DateTime localUntil(DateTime until, ZoneId zone) {
        if (until.isAllDay()) {
            return new DateTime(until.getYear(), until.getMonth(), until.getDayOfMonth(), 23, 59, 59);
        }
        if (until.isFloating()) {
            return until;
        }
        return floating(LocalDateTime.ofInstant(Instant.ofEpochMilli(until.getTimestamp()), zone));
    }

    private static DateTime floating(LocalDateTime local) {
        return new DateTime(
                local.getYear(),
                local.getMonthValue() - 1,
                local.getDayOfMonth(),
                local.getHour(),
                local.getMinute(),
                local.getSecond());
    }

    /** Turns the library's times into ours; a search that it gives up on is the end. */
    private static final class Starts implements Iterator<LocalDateTime> {
        private final RecurrenceRuleIterator all;
        private LocalDateTime next;

        Starts(RecurrenceRuleIterator all, LocalDateTime from) {
            this.all = all;
            do {
                advance();
            } while (next != null && next.isBefore(from));
        }

        private void advance() {
            try {
                // A floating time's timestamp counts from the epoch as if it were in UTC.
                next = all.hasNext()
                        ? LocalDateTime.ofEpochSecond(Math.floorDiv(all.nextMillis(), 1000L), 0, ZoneOffset.UTC)
                        : null;
            } catch (IllegalArgumentException gaveUp) {
                next = null;
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public LocalDateTime next() {
            if (next == null) {
                throw new NoSuchElementException("the rule has no further window");
            }
            LocalDateTime result = next;
            advance();
            return result;
        }
    }
}
