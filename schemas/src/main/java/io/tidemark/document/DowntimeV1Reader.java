package io.tidemark.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.query.Scope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a downtime in the shape of Datadog's v1 API: scopes in a list, times in epoch seconds, a recurrence by unit and
 * period. The document is kept as it was posted; what it means is the same as that of the newer shape:
 *
 * <pre>
 *   scope ["env:prod", "role:db"]                             env:prod AND role:db
 *   start, end, timezone Europe/Paris                         19:00 and 14h, read off the clock on the wall there
 *   recurrence {type: weeks, period: 1, week_days: [Sat, Sun]} FREQ=WEEKLY;INTERVAL=1;BYDAY=SA,SU
 *   until_date, until_occurrences                             UNTIL=…Z, COUNT=…
 * </pre>
 */
final class DowntimeV1Reader {

    private static final List<String> ONLY_V1 =
            List.of("recurrence", "start", "end", "monitor_id", "monitor_tags", "disabled", "active", "downtime_type");

    private static final Map<String, String> FREQUENCY =
            Map.of("days", "DAILY", "weeks", "WEEKLY", "months", "MONTHLY", "years", "YEARLY");

    private static final DateTimeFormatter UNTIL =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Fields in;

    private DowntimeV1Reader(Fields in) {
        this.in = in;
    }

    /** Whether it has what only the older shape has, and nothing of what only the newer has. */
    static boolean isV1(Fields in) {
        boolean newer = in.has("schedule") || in.has("monitor_identifier");
        boolean older = in.node("scope").isArray()
                || ONLY_V1.stream().anyMatch(name -> !in.node(name).isMissingNode());
        return older && !newer;
    }

    static DowntimeDocument read(Fields in, String id) {
        return new DowntimeV1Reader(in).read(id);
    }

    /** Null where its scope or schedule cannot be read; the faults are noted then. */
    private DowntimeDocument read(String id) {
        Optional<Scope> scope = scope();
        ZoneId zone = in.zone("timezone").orElse(ZoneOffset.UTC);
        Optional<DowntimeDocument.Schedule> schedule = schedule(zone);
        Optional<Instant> from = in.instant("effective_from");
        if (scope.isEmpty() || schedule.isEmpty()) {
            return null;
        }
        return new DowntimeDocument(
                id,
                monitors(),
                scope.get(),
                schedule.get(),
                zone,
                in.text("message", ""),
                in.flag("mute_first_recovery_notification", false),
                DowntimeReader.chosen(
                        in,
                        "notify_end_states",
                        DowntimeDocument.EndState.class,
                        EnumSet.allOf(DowntimeDocument.EndState.class)),
                DowntimeReader.chosen(
                        in,
                        "notify_end_types",
                        DowntimeDocument.EndType.class,
                        EnumSet.of(DowntimeDocument.EndType.EXPIRED)),
                in.has("canceled") || in.flag("disabled", false),
                from);
    }

    private DowntimeDocument.MonitorIdentifier monitors() {
        Optional<String> id = in.textOrNumber("monitor_id");
        if (id.isPresent()) {
            return new DowntimeDocument.ById(id.get());
        }
        List<String> tags = in.tags("monitor_tags");
        return new DowntimeDocument.ByTags(tags.isEmpty() ? List.of("*") : tags);
    }

    /** The scopes must all match. */
    private Optional<Scope> scope() {
        List<String> scopes = in.node("scope").isTextual() ? List.of(in.text("scope", "")) : in.texts("scope");
        List<String> terms = scopes.stream()
                .map(String::strip)
                .filter(term -> !term.isEmpty() && !term.equals("*"))
                .toList();
        boolean everything = scopes.stream().anyMatch(term -> term.strip().equals("*"));
        if (terms.isEmpty() && !everything) {
            if (in.has("scope")) {
                in.faults()
                        .value(
                                in.path("scope"),
                                "tags such as [\"env:prod\"]",
                                "Write [\"*\"] for everything.",
                                "empty-scope");
            }
            return Optional.empty();
        }
        return terms.isEmpty()
                ? Optional.of(Scope.EVERYTHING)
                : in.parsed("scope", String.join(",", terms), Scope::parse);
    }

    private Optional<DowntimeDocument.Schedule> schedule(ZoneId zone) {
        Optional<Instant> start = second(in, "start");
        Optional<Instant> end = second(in, "end");
        if (start.isPresent() && end.isPresent() && !end.get().isAfter(start.get())) {
            in.faults()
                    .said(
                            in.path("end"),
                            in.node("end") + ", and start is " + in.node("start"),
                            "an end after the start",
                            "",
                            "end-before-start");
            return Optional.empty();
        }
        if (!in.has("recurrence")) {
            return Optional.of(new DowntimeDocument.OneOff(start, end));
        }
        if (start.isEmpty() || end.isEmpty()) {
            in.faults()
                    .said(
                            in.path(start.isEmpty() ? "start" : "end"),
                            "",
                            "start and end of the first window, because it recurs",
                            "",
                            "no-window");
            return Optional.empty();
        }
        return recurring(zone, LocalDateTime.ofInstant(start.get(), zone), LocalDateTime.ofInstant(end.get(), zone));
    }

    private Optional<DowntimeDocument.Schedule> recurring(ZoneId zone, LocalDateTime start, LocalDateTime end) {
        Duration length = Duration.between(start, end);
        if (length.compareTo(Duration.ofMinutes(1)) < 0 || length.compareTo(Duration.ofDays(366)) > 0) {
            in.faults()
                    .said(
                            in.path("end"),
                            "a window of " + length,
                            "a window of one minute to 366 days",
                            "",
                            "duration-out-of-range");
            return Optional.empty();
        }
        return rule().map(rule ->
                new DowntimeDocument.Recurring(zone, List.of(new DowntimeDocument.Recurrence(start, length, rule))));
    }

    private Optional<String> rule() {
        Fields recurrence = in.object("recurrence");
        String type = recurrence.text("type", "");
        if (type.equals("rrule")) {
            Optional<String> rule = recurrence.text("rrule");
            if (rule.isEmpty()) {
                in.faults().missing(recurrence.path("rrule"), "a rule such as FREQ=DAILY;INTERVAL=1");
            }
            rule.ifPresent(text -> RecurrenceRules.check(text, recurrence));
            return rule.map(RecurrenceRules::bare);
        }
        if (!FREQUENCY.containsKey(type)) {
            return Optional.empty(); // the schema has said so
        }
        List<String> parts = new ArrayList<>();
        parts.add("FREQ=" + FREQUENCY.get(type));
        parts.add("INTERVAL=" + recurrence.whole("period").orElse(1));
        days(recurrence, type).ifPresent(parts::add);
        until(recurrence).ifPresent(parts::add);
        return Optional.of(String.join(";", parts));
    }

    private Optional<String> days(Fields recurrence, String type) {
        List<String> days = recurrence.texts("week_days");
        if (days.isEmpty()) {
            return Optional.empty();
        }
        if (!type.equals("weeks")) {
            in.faults()
                    .value(
                            recurrence.path("week_days"),
                            "no days of the week where the type is " + type,
                            "Write type: weeks.",
                            "week-days");
            return Optional.empty();
        }
        return Optional.of("BYDAY="
                + String.join(
                        ",",
                        days.stream()
                                .map(day -> day.substring(0, 2).toUpperCase(Locale.ROOT))
                                .toList()));
    }

    private Optional<String> until(Fields recurrence) {
        if (recurrence.has("until_date") && recurrence.has("until_occurrences")) {
            in.faults()
                    .value(
                            recurrence.path("until_occurrences"),
                            "until_date or until_occurrences, not both",
                            "",
                            "rule-part");
            return Optional.empty();
        }
        if (recurrence.has("until_occurrences")) {
            return Optional.of("COUNT=" + recurrence.whole("until_occurrences").orElse(1));
        }
        return second(recurrence, "until_date").map(until -> "UNTIL=" + UNTIL.format(until));
    }

    private Optional<Instant> second(Fields of, String name) {
        JsonNode value = of.node(name);
        if (!value.isIntegralNumber()) {
            return Optional.empty();
        }
        try {
            Instant at = Instant.ofEpochSecond(value.asLong());
            if (at.isBefore(Instant.EPOCH) || !at.isBefore(Instant.parse("2200-01-01T00:00:00Z"))) {
                throw new DateTimeException("out of range");
            }
            return Optional.of(at);
        } catch (DateTimeException far) {
            in.faults()
                    .value(
                            of.path(name),
                            "seconds since the Unix epoch, before the year 2200",
                            value.asLong() > 100_000_000_000L ? "These look like milliseconds." : "",
                            "bad-instant");
            return Optional.empty();
        }
    }
}
