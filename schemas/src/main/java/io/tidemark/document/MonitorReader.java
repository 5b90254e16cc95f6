package io.tidemark.document;

import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.CompositeQuery;
import io.tidemark.query.EventQuery;
import io.tidemark.query.MetricQuery;
import io.tidemark.query.MonitorQuery;
import io.tidemark.query.NearestName;
import io.tidemark.query.Query;
import io.tidemark.query.ServiceCheckQuery;
import io.tidemark.query.Window;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a monitor, in the shape of Datadog's monitor API. */
final class MonitorReader {

    private final Fields in;
    private final Fields options;

    private MonitorReader(Fields in) {
        this.in = in;
        this.options = in.object("options");
    }

    static MonitorDocument read(Fields in, String id) {
        return new MonitorReader(in).read(id);
    }

    /** Null where the query cannot be read; its fault is noted then. */
    private MonitorDocument read(String id) {
        Optional<MonitorType> type = in.text("type").flatMap(MonitorType::named);
        if (in.has("type") && in.text("type").isPresent() && type.isEmpty()) {
            String written = in.text("type", "");
            in.faults()
                    .value(
                            in.path("type"),
                            String.join(", ", MonitorType.names()),
                            NearestName.to(written, MonitorType.names())
                                    .map(n -> "Did you mean " + n + "?")
                                    .orElse("Other types of Datadog's monitors are not judged here."),
                            "unknown-monitor-type");
        }
        Optional<MonitorDocument.Condition> condition = type.flatMap(this::condition);
        Optional<Instant> from = in.instant("effective_from");
        MonitorOptions read = options();
        condition.ifPresent(c -> c.fold(
                query -> {
                    MonitorRules.check(query, read, options);
                    return null;
                },
                check -> null,
                event -> null,
                composite -> null));
        MonitorTexts.check(in, options, groupKeys(condition));
        if (condition.isEmpty()) {
            return null;
        }
        return new MonitorDocument(
                id,
                in.text("name", id),
                type.get(),
                in.text("query", ""),
                condition.get(),
                in.text("message", ""),
                in.tags("tags"),
                in.whole("priority"),
                read,
                from);
    }

    /** Keys of the monitor's groups, where its query says them. */
    private static Set<String> groupKeys(Optional<MonitorDocument.Condition> condition) {
        Optional<Query> query = condition
                .filter(MonitorDocument.MetricCondition.class::isInstance)
                .map(metric ->
                        ((MonitorDocument.MetricCondition) metric).query().query());
        Optional<Query> inner = query.map(q -> q instanceof AnomaliesQuery anomalies ? anomalies.of() : q);
        return inner.filter(MetricQuery.class::isInstance)
                .map(q -> Set.copyOf(((MetricQuery) q).grouping().keys()))
                .orElse(Set.of());
    }

    private Optional<MonitorDocument.Condition> condition(MonitorType type) {
        return switch (type) {
            case METRIC_ALERT, QUERY_ALERT ->
                in.parsed("query", MonitorQuery::parse).map(MonitorDocument.MetricCondition::new);
            case SERVICE_CHECK ->
                in.parsed("query", ServiceCheckQuery::parse).map(MonitorDocument.ServiceCheckCondition::new);
            case EVENT -> in.parsed("query", EventQuery::parse).map(MonitorDocument.EventCondition::new);
            case COMPOSITE -> in.parsed("query", CompositeQuery::parse).map(MonitorDocument.CompositeCondition::new);
        };
    }

    private MonitorOptions options() {
        Fields thresholds = options.object("thresholds");
        OptionalInt noData = options.whole("no_data_timeframe");
        return new MonitorOptions(
                new MonitorOptions.Thresholds(
                        thresholds.number("critical"),
                        thresholds.number("warning"),
                        thresholds.number("ok"),
                        thresholds.number("unknown"),
                        thresholds.number("critical_recovery"),
                        thresholds.number("warning_recovery")),
                options.flag("notify_no_data", false),
                noData.isPresent() && noData.getAsInt() > 0
                        ? Optional.of(Duration.ofMinutes(noData.getAsInt()))
                        : Optional.empty(),
                options.oneOf(
                        "on_missing_data", MonitorOptions.OnMissingData.class, MonitorOptions.OnMissingData.DEFAULT),
                Duration.ofSeconds(options.whole("evaluation_delay").orElse(0)),
                Duration.ofSeconds(options.whole("new_group_delay")
                        .orElse(options.whole("new_host_delay").orElse(60))),
                groupRetention(),
                Duration.ofMinutes(options.whole("renotify_interval").orElse(0)),
                options.whole("renotify_occurrences"),
                renotifyStatuses(),
                options.text("escalation_message", ""),
                options.flag("include_tags", true),
                options.flag("notify_audit", false),
                options.flag("require_full_window", false),
                Duration.ofHours(options.whole("timeout_h").orElse(0)),
                options.texts("notify_by"),
                options.oneOf(
                        "notification_preset_name",
                        MonitorOptions.NotificationPreset.class,
                        MonitorOptions.NotificationPreset.SHOW_ALL),
                thresholdWindows(),
                keepFiringFor(),
                options.flag("flap_detection", true),
                options.objects("inhibited_by").stream()
                        .map(one -> new MonitorOptions.Inhibition(
                                one.textOrNumber("monitor_id").orElse(""), one.texts("equal")))
                        .toList(),
                scheduling(options.object("scheduling_options")));
    }

    private static MonitorOptions.Scheduling scheduling(Fields scheduling) {
        Fields window = scheduling.object("evaluation_window");
        List<MonitorOptions.JudgedAt> times = new ArrayList<>();
        for (Fields one : scheduling.object("custom_schedule").objects("recurrences")) {
            Optional<LocalDateTime> start = one.localTime("start", one.path("timezone"));
            Optional<String> rule = one.text("rrule");
            rule.ifPresent(text -> RecurrenceRules.check(text, one));
            ZoneId zone = one.zone("timezone").orElse(ZoneOffset.UTC);
            if (start.isPresent() && rule.isPresent()) {
                times.add(new MonitorOptions.JudgedAt(start.get(), zone, RecurrenceRules.bare(rule.get())));
            }
        }
        return new MonitorOptions.Scheduling(
                window.whole("hour_starts").orElse(0),
                timeOfDay(window),
                window.whole("month_starts").orElse(1),
                window.zone("timezone").orElse(ZoneOffset.UTC),
                times);
    }

    private static LocalTime timeOfDay(Fields window) {
        String text = window.text("day_starts", "00:00");
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException notOne) {
            window.faults().value(window.path("day_starts"), "a time of day such as 04:00", "", "bad-time-of-day");
            return LocalTime.MIDNIGHT;
        }
    }

    private Optional<Duration> keepFiringFor() {
        if (options.node("keep_firing_for").asText("").matches("0[a-z]*")) {
            return Optional.of(Duration.ZERO);
        }
        OptionalInt seconds = options.duration("keep_firing_for", 1, 86_400);
        return seconds.isPresent() ? Optional.of(Duration.ofSeconds(seconds.getAsInt())) : Optional.empty();
    }

    private Duration groupRetention() {
        OptionalInt seconds = options.duration("group_retention_duration", 3_600, 72 * 3_600);
        return Duration.ofSeconds(seconds.orElse(24 * 3_600));
    }

    private Set<MonitorOptions.RenotifyStatus> renotifyStatuses() {
        if (!options.has("renotify_statuses")) {
            return Set.of(MonitorOptions.RenotifyStatus.ALERT, MonitorOptions.RenotifyStatus.NO_DATA);
        }
        List<String> names = options.texts("renotify_statuses");
        return List.of(MonitorOptions.RenotifyStatus.values()).stream()
                .filter(s -> names.contains(
                        s.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')))
                .collect(Collectors.toUnmodifiableSet());
    }

    private MonitorOptions.ThresholdWindows thresholdWindows() {
        Fields windows = options.object("threshold_windows");
        return new MonitorOptions.ThresholdWindows(
                windows.parsed("trigger_window", Window::parse), windows.parsed("recovery_window", Window::parse));
    }
}
