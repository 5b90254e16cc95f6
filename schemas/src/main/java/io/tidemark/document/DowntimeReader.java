package io.tidemark.document;

import io.tidemark.query.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads a downtime, in the shape of the attributes of Datadog's v2 API. */
final class DowntimeReader {

    /** Longest bounded downtime; longer ones must say that they are permanent. */
    static final Duration LENGTH_MAX = Duration.ofDays(2 * 366);

    private final Fields in;

    private DowntimeReader(Fields in) {
        this.in = in;
    }

    static DowntimeDocument read(Fields in, String id) {
        return new DowntimeReader(in).read(id);
    }

    /** Null where its scope, monitors or schedule cannot be read; the faults are noted then. */
    private DowntimeDocument read(String id) {
        Optional<DowntimeDocument.MonitorIdentifier> monitors = monitors();
        Optional<Scope> scope = scope();
        Optional<DowntimeDocument.Schedule> schedule = schedule();
        Optional<ZoneId> shown = in.zone("display_timezone");
        Optional<Instant> from = in.instant("effective_from");
        if (monitors.isEmpty() || scope.isEmpty() || schedule.isEmpty()) {
            return null;
        }
        ZoneId zone = schedule.get().fold(once -> (ZoneId) ZoneOffset.UTC, DowntimeDocument.Recurring::zone);
        return new DowntimeDocument(
                id,
                monitors.get(),
                scope.get(),
                schedule.get(),
                shown.orElse(zone),
                in.text("message", ""),
                in.flag("mute_first_recovery_notification", false),
                chosen(
                        in,
                        "notify_end_states",
                        DowntimeDocument.EndState.class,
                        EnumSet.allOf(DowntimeDocument.EndState.class)),
                chosen(
                        in,
                        "notify_end_types",
                        DowntimeDocument.EndType.class,
                        EnumSet.of(DowntimeDocument.EndType.EXPIRED)),
                in.has("canceled") || in.text("status").equals(Optional.of("canceled")),
                from);
    }

    static <E extends Enum<E>> Set<E> chosen(Fields in, String name, Class<E> type, Set<E> otherwise) {
        if (!in.has(name)) {
            return otherwise;
        }
        List<String> names = in.texts(name);
        Set<E> chosen = EnumSet.noneOf(type);
        for (E value : type.getEnumConstants()) {
            if (names.contains(value.name().toLowerCase(Locale.ROOT).replace('_', ' '))) {
                chosen.add(value);
            }
        }
        return chosen;
    }

    private Optional<DowntimeDocument.MonitorIdentifier> monitors() {
        Fields identifier = in.object("monitor_identifier");
        Optional<String> id = identifier.textOrNumber("monitor_id");
        List<String> tags = identifier.tags("monitor_tags");
        if (id.isPresent() == !tags.isEmpty()) {
            if (in.has("monitor_identifier")) {
                in.faults()
                        .value(
                                in.path("monitor_identifier"),
                                "either monitor_id or monitor_tags",
                                "Write monitor_tags: [\"*\"] for every monitor.",
                                "which-monitors");
            }
            return Optional.empty();
        }
        return Optional.of(id.isPresent() ? new DowntimeDocument.ById(id.get()) : new DowntimeDocument.ByTags(tags));
    }

    private Optional<Scope> scope() {
        if (in.text("scope").map(String::isBlank).orElse(false)) {
            in.faults().value(in.path("scope"), "a scope such as env:prod", "Write * for everything.", "empty-scope");
            return Optional.empty();
        }
        return in.parsed("scope", Scope::parse);
    }

    private Optional<DowntimeDocument.Schedule> schedule() {
        Fields schedule = in.object("schedule");
        if (!in.has("schedule")) {
            return Optional.empty();
        }
        if (schedule.has("recurrences")) {
            for (String name : List.of("start", "end")) {
                if (schedule.has(name)) {
                    in.faults()
                            .value(
                                    schedule.path(name),
                                    "start and end, or recurrences, not both",
                                    "Put the start into the recurrence.",
                                    "two-schedules");
                }
            }
            return recurring(schedule);
        }
        return oneOff(schedule);
    }

    private Optional<DowntimeDocument.Schedule> oneOff(Fields schedule) {
        Optional<Instant> start = schedule.instant("start");
        Optional<Instant> end = schedule.endInstant("end");
        boolean permanent = schedule.node("end").isNull();
        if (end.isEmpty() && !permanent && !schedule.node("end").isTextual()) {
            in.faults()
                    .said(
                            schedule.path("end"),
                            "",
                            "the end of the downtime",
                            "Write end: null for one that lasts until it is deleted.",
                            "no-end");
        }
        if (start.isPresent() && end.isPresent()) {
            String both = schedule.node("end") + ", and start is " + schedule.node("start");
            if (!end.get().isAfter(start.get())) {
                in.faults().said(schedule.path("end"), both, "an end after the start", "", "end-before-start");
            } else if (Duration.between(start.get(), end.get()).compareTo(LENGTH_MAX) > 0) {
                in.faults()
                        .said(
                                schedule.path("end"),
                                both,
                                "a downtime of at most 2 years",
                                "Write end: null for one that lasts until it is deleted.",
                                "too-long-a-time");
            }
        }
        return Optional.of(new DowntimeDocument.OneOff(start, end));
    }

    private Optional<DowntimeDocument.Schedule> recurring(Fields schedule) {
        ZoneId zone = schedule.zone("timezone").orElse(ZoneOffset.UTC);
        List<DowntimeDocument.Recurrence> recurrences = new ArrayList<>();
        for (Fields recurrence : schedule.objects("recurrences")) {
            Optional<LocalDateTime> start = recurrence.localTime("start", "schedule.timezone");
            OptionalInt length = recurrence.duration("duration", 60, 366 * 86_400);
            Optional<String> rule = recurrence.text("rrule");
            rule.ifPresent(text -> RecurrenceRules.check(text, recurrence));
            if (start.isPresent() && length.isPresent() && rule.isPresent()) {
                recurrences.add(new DowntimeDocument.Recurrence(
                        start.get(), Duration.ofSeconds(length.getAsInt()), RecurrenceRules.bare(rule.get())));
            }
        }
        return Optional.of(new DowntimeDocument.Recurring(zone, recurrences));
    }
}
