package io.tidemark.document;

import io.tidemark.query.NearestName;
import java.time.DateTimeException;
import java.time.Month;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Checks the text of an RFC 5545 recurrence rule: known parts, values in their ranges, names for weekdays, and that it
 * can happen at all. When it happens is worked out elsewhere.
 */
final class RecurrenceRules {

    private static final List<String> FREQUENCIES =
            List.of("MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY");

    private static final List<String> PARTS = List.of(
            "FREQ",
            "INTERVAL",
            "COUNT",
            "UNTIL",
            "WKST",
            "BYDAY",
            "BYMONTH",
            "BYMONTHDAY",
            "BYYEARDAY",
            "BYWEEKNO",
            "BYHOUR",
            "BYMINUTE",
            "BYSETPOS");

    private static final List<String> FORBIDDEN = List.of("DTSTART", "DTEND", "DURATION");

    private static final List<String> DAYS = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");

    private final Fields at;

    private RecurrenceRules(Fields at) {
        this.at = at;
    }

    /** The rule without the name that iCalendar files write in front of it. */
    static String bare(String rule) {
        return rule.strip().replaceFirst("(?i)^RRULE:", "");
    }

    static void check(String rule, Fields at) {
        new RecurrenceRules(at).check(rule);
    }

    private void check(String rule) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : bare(rule).toUpperCase(Locale.ROOT).split(";")) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (FORBIDDEN.contains(name)) {
                fault("a rule without " + name, "The start and the duration stand beside the rule.", "rule-part");
                return;
            }
            if (equals < 0 || !PARTS.contains(name)) {
                fault("the parts " + String.join(", ", PARTS), NearestName.hint(name, PARTS), "rule-part");
                return;
            }
            if (parts.put(name, part.substring(equals + 1)) != null) {
                fault("each part once, not two of " + name, "", "rule-part");
                return;
            }
        }
        frequency(parts.get("FREQ"));
        number(parts, "INTERVAL", 1, 10_000);
        number(parts, "COUNT", 1, 40_000);
        numbers(parts, "BYMONTH", 1, 12, false);
        numbers(parts, "BYMONTHDAY", 1, 31, true);
        numbers(parts, "BYYEARDAY", 1, 366, true);
        numbers(parts, "BYWEEKNO", 1, 53, true);
        numbers(parts, "BYHOUR", 0, 23, false);
        numbers(parts, "BYMINUTE", 0, 59, false);
        numbers(parts, "BYSETPOS", 1, 366, true);
        days(parts);
        if (parts.containsKey("UNTIL") && parts.containsKey("COUNT")) {
            fault("UNTIL or COUNT, not both", "", "rule-part");
        }
        if (parts.containsKey("UNTIL") && !parts.get("UNTIL").matches("\\d{8}(T\\d{6}Z?)?")) {
            fault("UNTIL as 20261231 or 20261231T235959Z", "", "rule-value");
        }
        possible(parts);
    }

    private void frequency(String frequency) {
        if (frequency == null) {
            fault("a rule that begins with FREQ=, such as FREQ=DAILY", "", "rule-part");
        } else if (frequency.equals("SECONDLY")) {
            fault("a frequency of a minute or slower", "", "rule-too-often");
        } else if (!FREQUENCIES.contains(frequency)) {
            fault(
                    "FREQ as one of " + String.join(", ", FREQUENCIES),
                    NearestName.hint(frequency, FREQUENCIES),
                    "rule-value");
        }
    }

    private void number(Map<String, String> parts, String name, int min, int max) {
        if (parts.containsKey(name) && !inRange(parts.get(name), min, max, false)) {
            fault(name + " from " + min + " to " + max, "", "rule-value");
        }
    }

    private void numbers(Map<String, String> parts, String name, int min, int max, boolean negative) {
        if (!parts.containsKey(name)) {
            return;
        }
        for (String value : parts.get(name).split(",", -1)) {
            if (!inRange(value, min, max, negative)) {
                fault(name + " from " + min + " to " + max + (negative ? ", or negative" : ""), "", "rule-value");
            }
        }
    }

    private static boolean inRange(String text, int min, int max, boolean negative) {
        if (!text.matches("[+-]?\\d{1,6}")) {
            return false;
        }
        int value = Integer.parseInt(text);
        int size = negative ? Math.abs(value) : value;
        return size >= min && size <= max;
    }

    private void days(Map<String, String> parts) {
        List<String> names = new ArrayList<>();
        if (parts.containsKey("BYDAY")) {
            names.addAll(List.of(parts.get("BYDAY").split(",", -1)));
        }
        if (parts.containsKey("WKST")) {
            names.add(parts.get("WKST"));
        }
        for (String name : names) {
            String day = name.replaceFirst("^[+-]?\\d{1,2}(?=[A-Z])", "");
            if (!DAYS.contains(day)) {
                fault("weekdays by name: " + String.join(", ", DAYS), "", "rule-weekday");
            }
        }
    }

    /** A day that no chosen month has never comes: 30 February. */
    private void possible(Map<String, String> parts) {
        if (at.faults().has(at.path("rrule")) || !parts.containsKey("BYMONTH") || !parts.containsKey("BYMONTHDAY")) {
            return;
        }
        for (String month : parts.get("BYMONTH").split(",")) {
            for (String day : parts.get("BYMONTHDAY").split(",")) {
                if (Math.abs(Integer.parseInt(day)) <= longest(Integer.parseInt(month))) {
                    return;
                }
            }
        }
        fault("a day that the month has", "This rule never happens.", "rule-never");
    }

    private static int longest(int month) {
        try {
            return Month.of(month).maxLength();
        } catch (DateTimeException checkedBefore) {
            throw new IllegalStateException(checkedBefore);
        }
    }

    private void fault(String expected, String hint, String reason) {
        at.faults().value(at.path("rrule"), expected, hint, reason);
    }
}
