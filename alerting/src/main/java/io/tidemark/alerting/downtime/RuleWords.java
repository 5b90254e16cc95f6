package io.tidemark.alerting.downtime;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The usual rules of RFC 5545 in words: 'every 2 weeks on Mon, Fri'. A rule that has anything else stays as it is. */
final class RuleWords {

    private static final Map<String, String> UNITS = Map.of("DAILY", "day", "WEEKLY", "week", "MONTHLY", "month");
    private static final Set<String> SAID = Set.of("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "WKST");
    private static final List<String> DAYS = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");

    private RuleWords() {}

    static String of(String rule, LocalDateTime start) {
        Map<String, String> parts = parts(rule);
        String unit = UNITS.get(parts.getOrDefault("FREQ", ""));
        if (unit == null || !SAID.containsAll(parts.keySet())) {
            return rule;
        }
        Optional<String> days = days(unit, parts, start);
        if (days.isEmpty()) {
            return rule;
        }
        String interval = parts.getOrDefault("INTERVAL", "1");
        String each = interval.equals("1") ? "every " + unit : "every " + interval + " " + unit + "s";
        String count = parts.containsKey("COUNT") ? ", " + parts.get("COUNT") + " times in all" : "";
        return each + days.get() + count;
    }

    /** On which days; empty where these words have none for it. */
    private static Optional<String> days(String unit, Map<String, String> parts, LocalDateTime start) {
        String byDay = parts.get("BYDAY");
        String byMonthDay = parts.get("BYMONTHDAY");
        return switch (unit) {
            case "day" -> byDay == null && byMonthDay == null ? Optional.of("") : Optional.empty();
            case "week" ->
                byMonthDay != null
                        ? Optional.empty()
                        : named(byDay == null ? DAYS.get(start.getDayOfWeek().ordinal()) : byDay);
            default ->
                byDay != null
                        ? Optional.empty()
                        : Optional.of(" on day " + (byMonthDay == null ? start.getDayOfMonth() : byMonthDay))
                                .filter(text -> text.matches(" on day \\d+"));
        };
    }

    private static Optional<String> named(String byDay) {
        List<String> days = Arrays.asList(byDay.split(","));
        if (!DAYS.containsAll(days)) {
            return Optional.empty();
        }
        return Optional.of(days.stream()
                .sorted((a, b) -> Integer.compare(DAYS.indexOf(a), DAYS.indexOf(b)))
                .map(day -> DayOfWeek.of(DAYS.indexOf(day) + 1).getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
                .collect(Collectors.joining(", ", " on ", "")));
    }

    private static Map<String, String> parts(String rule) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : rule.toUpperCase(Locale.ROOT).split(";")) {
            int equals = part.indexOf('=');
            parts.put(equals < 0 ? part : part.substring(0, equals), part.substring(equals + 1));
        }
        return parts;
    }
}
