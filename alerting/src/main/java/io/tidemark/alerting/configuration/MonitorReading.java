package io.tidemark.alerting.configuration;

import io.tidemark.alerting.monitor.Checks;
import io.tidemark.alerting.monitor.Condition;
import io.tidemark.alerting.monitor.Forecast;
import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.monitor.Levels;
import io.tidemark.alerting.monitor.MonitorRule;
import io.tidemark.alerting.monitor.Outliers;
import io.tidemark.alerting.monitor.Period;
import io.tidemark.alerting.monitor.Quiet;
import io.tidemark.alerting.monitor.Timing;
import io.tidemark.document.AnomalyWindows;
import io.tidemark.document.MonitorDocument;
import io.tidemark.document.MonitorOptions;
import io.tidemark.document.MonitorQueries;
import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.CompositeQuery;
import io.tidemark.query.Direction;
import io.tidemark.query.EventQuery;
import io.tidemark.query.Formula;
import io.tidemark.query.Grouping;
import io.tidemark.query.MonitorQuery;
import io.tidemark.query.MonitorQuery.Comparison;
import io.tidemark.query.Query;
import io.tidemark.query.ServiceCheckQuery;
import io.tidemark.query.TimeAggregator;
import io.tidemark.query.Window;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** From a monitor's document to what is judged. */
public final class MonitorReading {

    /** A check that has not answered for a day has no data. */
    private static final long CHECK_SILENCE_SECONDS = 86_400;

    /** How long an alert on a metric has to be over. */
    private static final Duration KEEP_FIRING = Duration.ofSeconds(60);

    /** A good document of a kind that nothing judges yet. */
    public static final class NotJudgedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotJudgedException(String message) {
            super(message);
        }
    }

    private final MonitorDocument document;
    private final MonitorOptions options;
    private final long version;

    private MonitorReading(MonitorDocument document, long version) {
        this.document = document;
        this.options = document.options();
        this.version = version;
    }

    /**
     * What a document says.
     *
     * @param version offset of its record
     * @throws NotJudgedException where this release judges no such monitor
     */
    public static WatchedMonitor read(MonitorDocument document, long version) {
        MonitorReading reading = new MonitorReading(document, version);
        return document.condition().fold(reading::metric, reading::check, reading::events, reading::composite);
    }

    private WatchedMonitor metric(MonitorQuery query) {
        Condition condition = condition(query);
        Subject subject = query.query() instanceof Query.Outliers outliers
                ? new Subject.Members(Outliers.of(outliers))
                : Subject.ALONE;
        Levels levels = new Levels(
                query.comparison(),
                options.thresholds().critical().orElse(query.threshold()),
                options.thresholds().warning(),
                options.thresholds().criticalRecovery(),
                options.thresholds().warningRecovery());
        long window = AnomalyWindows.isAnomaly(query)
                ? AnomalyWindows.of(query, options).trigger().seconds()
                : query.query() instanceof Query.Forecast
                        ? 3_600
                        : query.window().seconds();
        MonitorRule rule = new MonitorRule(
                condition,
                levels,
                timing(2 * window, options.groupRetention().toSeconds()),
                quiet(KEEP_FIRING),
                ScheduledMoments.of(options.scheduling().times()));
        return monitor(
                MonitorQueries.of(document).get(0).id(),
                rule,
                subject,
                notifyBy(grouping(query.query())),
                zone(query.query()));
    }

    private WatchedMonitor check(ServiceCheckQuery query) {
        MonitorOptions.Thresholds asked = options.thresholds();
        Checks.InARow inARow = new Checks.InARow(
                count(asked.critical(), query.last(), "critical"),
                count(asked.warning(), query.last(), "warning"),
                Math.max(1, count(asked.ok(), 1, "ok")));
        Levels levels = new Levels(
                Comparison.ABOVE_OR_EQUAL,
                Checks.CRITICAL,
                OptionalDouble.of(Checks.WARNING),
                OptionalDouble.empty(),
                OptionalDouble.empty());
        MonitorRule rule = new MonitorRule(
                Condition.check(inARow),
                levels,
                timing(
                        CHECK_SILENCE_SECONDS,
                        Math.max(options.groupRetention().toSeconds(), 2 * CHECK_SILENCE_SECONDS)),
                quiet(Duration.ZERO));
        return monitor("check:" + query.text(), rule, new Subject.Answers(query), notifyBy(query.by()), ZoneOffset.UTC);
    }

    private static int count(OptionalDouble asked, int otherwise, String name) {
        double count = asked.orElse(otherwise);
        if (count != Math.rint(count) || count < 0 || count > Checks.InARow.COUNT_MAX) {
            throw new NotJudgedException("options.thresholds." + name + " is " + count
                    + " (expected for a service check: a whole number of answers in a row, 0 to "
                    + Checks.InARow.COUNT_MAX + "). [bad-count]");
        }
        return (int) count;
    }

    private WatchedMonitor events(EventQuery query) {
        Levels levels = new Levels(
                query.comparison(),
                options.thresholds().critical().orElse(query.threshold()),
                options.thresholds().warning(),
                options.thresholds().criticalRecovery(),
                options.thresholds().warningRecovery());
        MonitorRule rule = new MonitorRule(
                Condition.aggregate(TimeAggregator.SUM, query.window().seconds()),
                levels,
                timing(Timing.NEVER, Timing.NEVER),
                quiet(Duration.ZERO));
        return monitor(
                "events:" + query.text(), rule, new Subject.Happenings(query), notifyBy(query.by()), ZoneOffset.UTC);
    }

    private WatchedMonitor composite(CompositeQuery query) {
        Levels levels = new Levels(
                Comparison.ABOVE_OR_EQUAL, 4, OptionalDouble.of(3), OptionalDouble.empty(), OptionalDouble.empty());
        MonitorRule rule = new MonitorRule(
                Condition.aggregate(TimeAggregator.LAST, 60),
                levels,
                timing(Timing.NEVER, Timing.NEVER),
                quiet(Duration.ZERO));
        return monitor("composite:" + query.text(), rule, new Subject.States(query), List.of(), ZoneOffset.UTC);
    }

    private WatchedMonitor monitor(
            String watched, MonitorRule rule, Subject subject, List<String> notifyBy, ZoneId zone) {
        return new WatchedMonitor(
                document.id(),
                version,
                document.effectiveFrom(),
                watched,
                document.name(),
                document.query(),
                document.message(),
                options.escalationMessage(),
                document.tags(),
                document.priority(),
                zone,
                rule,
                subject,
                notifyBy,
                options.inhibitedBy(),
                Notice.of(options));
    }

    private Quiet quiet(Duration unstated) {
        return new Quiet(options.keepFiringFor().orElse(unstated).toSeconds(), options.flapDetection());
    }

    private Condition condition(MonitorQuery query) {
        if (AnomalyWindows.isAnomaly(query)) {
            AnomalyWindows windows = AnomalyWindows.of(query, options);
            return Condition.share(seconds(windows.trigger()), direction(query.query()), seconds(windows.recovery()));
        }
        if (query.query() instanceof Query.Forecast forecast) {
            return Condition.forecast(query.over(), query.window().seconds(), Forecast.of(forecast));
        }
        Optional<Period> period = period(query.window());
        if (period.isPresent()) {
            if (query.query() instanceof Query.Outliers || query.change().isPresent()) {
                throw new NotJudgedException("the window is " + query.window().text()
                        + " (expected for outliers and changes one such as last_5m). [window-not-judged]");
            }
            return Condition.current(query.over(), period.get());
        }
        long window = seconds(query.window());
        if (query.query() instanceof Query.Outliers) {
            return Condition.outlier(query.over(), window);
        }
        return query.change()
                .map(change -> Condition.change(change.relative(), query.over(), window, seconds(change.shift())))
                .orElseGet(() -> Condition.aggregate(query.over(), window));
    }

    /** The hour, day or month of a cumulative window. */
    private Optional<Period> period(Window window) {
        if (window.kind() != Window.Kind.CURRENT) {
            return Optional.empty();
        }
        Period.Unit unit = switch (window.unit()) {
            case HOURS -> Period.Unit.HOUR;
            case DAYS -> Period.Unit.DAY;
            default -> Period.Unit.MONTH;
        };
        MonitorOptions.Scheduling starts = options.scheduling();
        return Optional.of(
                new Period(unit, starts.hourStarts(), starts.dayStarts(), starts.monthStarts(), starts.zone()));
    }

    private static long seconds(Window window) {
        if (window.kind() != Window.Kind.LAST) {
            throw new NotJudgedException(
                    "the window is " + window.text() + " (expected one such as last_5m). [window-not-judged]");
        }
        return window.seconds();
    }

    private static Direction direction(Query query) {
        if (query instanceof AnomaliesQuery anomalies) {
            return anomalies.options().direction();
        }
        return query instanceof Query.DetectorAnomalies reference
                ? reference.direction().orElse(Direction.BOTH)
                : Direction.BOTH;
    }

    private static ZoneId zone(Query query) {
        return query instanceof AnomaliesQuery anomalies ? anomalies.options().zone() : ZoneOffset.UTC;
    }

    /** The grouping of a query; that of a referenced detector is not known here, and taken to be each its own. */
    private static Grouping grouping(Query query) {
        if (query instanceof Query.DetectorAnomalies) {
            return Grouping.EVERY_SERIES;
        }
        Query inner = query instanceof AnomaliesQuery anomalies
                ? anomalies.of()
                : query instanceof Query.Outliers outliers
                        ? outliers.of()
                        : query instanceof Query.Forecast forecast ? forecast.of() : query;
        return Formula.of(inner).grouping();
    }

    /** Keys that join messages; empty where they are those of the groups, so that each has its own. */
    private List<String> notifyBy(Grouping by) {
        List<String> keys = options.notifyBy().stream()
                .map(key -> key.toLowerCase(Locale.ROOT))
                .sorted()
                .distinct()
                .toList();
        if (by.kind() == Grouping.Kind.NONE || by.kind() == Grouping.Kind.KEYS && keys.equals(by.keys())) {
            return List.of();
        }
        if (by.kind() == Grouping.Kind.KEYS && !keys.contains("*") && !by.keys().containsAll(keys)) {
            throw new NotJudgedException("options.notify_by is " + keys + " (expected keys of the query's groups, "
                    + by.keys() + ", or [\"*\"]). [unknown-notify-by]");
        }
        return keys.contains("*") ? List.of("*") : keys;
    }

    private Timing timing(long noData, long retention) {
        return new Timing(
                options.evaluationDelay().toSeconds(),
                options.newGroupDelay().toSeconds(),
                options.requireFullWindow(),
                onMissing(),
                options.noDataTimeframe().map(Duration::toSeconds).orElse(noData),
                options.renotifyInterval().toSeconds(),
                options.renotifyOccurrences().orElse(0),
                states(options.renotifyStatuses()),
                options.timeout().toSeconds(),
                Math.max(1, retention));
    }

    private Timing.OnMissing onMissing() {
        return switch (options.onMissingData()) {
            case SHOW_NO_DATA -> Timing.OnMissing.SHOW;
            case SHOW_AND_NOTIFY_NO_DATA -> Timing.OnMissing.SHOW_AND_NOTIFY;
            case RESOLVE -> Timing.OnMissing.RESOLVE;
            case DEFAULT -> options.notifyNoData() ? Timing.OnMissing.SHOW_AND_NOTIFY : Timing.OnMissing.KEEP;
        };
    }

    private static Set<GroupState> states(Set<MonitorOptions.RenotifyStatus> statuses) {
        Set<GroupState> states = EnumSet.noneOf(GroupState.class);
        statuses.forEach(status -> states.add(GroupState.valueOf(status.name())));
        return states;
    }
}
