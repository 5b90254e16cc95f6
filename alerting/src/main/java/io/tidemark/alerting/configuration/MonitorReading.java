package io.tidemark.alerting.configuration;

import io.tidemark.alerting.monitor.Condition;
import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.monitor.Levels;
import io.tidemark.alerting.monitor.MonitorRule;
import io.tidemark.alerting.monitor.Timing;
import io.tidemark.document.AnomalyWindows;
import io.tidemark.document.MonitorDocument;
import io.tidemark.document.MonitorOptions;
import io.tidemark.document.MonitorQueries;
import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.Direction;
import io.tidemark.query.MonitorQuery;
import io.tidemark.query.Query;
import io.tidemark.query.Window;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;

/** From a monitor's document to what is judged. */
public final class MonitorReading {

    /** A good document of a kind that nothing judges yet. */
    public static final class NotJudgedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotJudgedException(String message) {
            super(message);
        }
    }

    private MonitorReading() {}

    /** @throws NotJudgedException where this release judges no such monitor */
    public static WatchedMonitor read(MonitorDocument document, long version) {
        MonitorQuery query = document.metricQuery()
                .orElseThrow(() -> new NotJudgedException("query is of a monitor of type "
                        + document.type() + " (expected a metric; this release judges metrics and anomalies). "
                        + "[monitor-type-not-judged]"));
        if (query.query() instanceof Query.Outliers || query.query() instanceof Query.Forecast) {
            throw new NotJudgedException("query is " + query.query().text()
                    + " (expected a metric, arithmetic or anomalies(…); this release judges no outliers and"
                    + " forecasts). [function-not-judged]");
        }
        return new WatchedMonitor(
                document.id(),
                version,
                document.effectiveFrom(),
                MonitorQueries.of(document).get(0).id(),
                document.name(),
                document.query(),
                document.message(),
                document.options().escalationMessage(),
                document.tags(),
                document.priority(),
                zone(query.query()),
                new MonitorRule(
                        condition(query, document.options()), levels(query, document), timing(query, document)));
    }

    private static Condition condition(MonitorQuery query, MonitorOptions options) {
        if (AnomalyWindows.isAnomaly(query)) {
            AnomalyWindows windows = AnomalyWindows.of(query, options);
            return Condition.share(seconds(windows.trigger()), direction(query.query()), seconds(windows.recovery()));
        }
        long window = seconds(query.window());
        return query.change()
                .map(change -> Condition.change(change.relative(), query.over(), window, seconds(change.shift())))
                .orElseGet(() -> Condition.aggregate(query.over(), window));
    }

    private static long seconds(Window window) {
        if (window.kind() != Window.Kind.LAST) {
            throw new NotJudgedException(
                    "the window is " + window.text()
                            + " (expected one such as last_5m; this release judges no cumulative windows). [window-not-judged]");
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

    private static Levels levels(MonitorQuery query, MonitorDocument document) {
        MonitorOptions.Thresholds thresholds = document.options().thresholds();
        return new Levels(
                query.comparison(),
                thresholds.critical().orElse(query.threshold()),
                thresholds.warning(),
                thresholds.criticalRecovery(),
                thresholds.warningRecovery());
    }

    private static Timing timing(MonitorQuery query, MonitorDocument document) {
        MonitorOptions options = document.options();
        long window = AnomalyWindows.isAnomaly(query)
                ? AnomalyWindows.of(query, options).trigger().seconds()
                : query.window().seconds();
        return new Timing(
                options.evaluationDelay().toSeconds(),
                options.newGroupDelay().toSeconds(),
                options.requireFullWindow(),
                onMissing(options),
                options.noDataTimeframe().map(Duration::toSeconds).orElse(2 * window),
                options.renotifyInterval().toSeconds(),
                options.renotifyOccurrences().orElse(0),
                states(options.renotifyStatuses()),
                options.timeout().toSeconds(),
                Math.max(1, options.groupRetention().toSeconds()));
    }

    private static Timing.OnMissing onMissing(MonitorOptions options) {
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
