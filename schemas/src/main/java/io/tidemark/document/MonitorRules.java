package io.tidemark.document;

import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.MonitorQuery;
import io.tidemark.query.Query;
import io.tidemark.query.Window;
import java.util.Optional;
import java.util.OptionalDouble;

/** What must hold between the query of a monitor and its options. */
final class MonitorRules {

    private final MonitorQuery query;
    private final MonitorOptions said;
    private final Fields options;
    private final Fields thresholds;

    private MonitorRules(MonitorQuery query, MonitorOptions said, Fields options) {
        this.query = query;
        this.said = said;
        this.options = options;
        this.thresholds = options.object("thresholds");
    }

    static void check(MonitorQuery query, MonitorOptions said, Fields options) {
        MonitorRules rules = new MonitorRules(query, said, options);
        rules.critical();
        rules.order("warning", said.thresholds().warning(), "critical", OptionalDouble.of(query.threshold()), true);
        rules.order(
                "critical_recovery",
                said.thresholds().criticalRecovery(),
                "critical",
                OptionalDouble.of(query.threshold()),
                false);
        rules.order(
                "warning_recovery",
                said.thresholds().warningRecovery(),
                "warning",
                said.thresholds().warning(),
                false);
        rules.warningRecovery();
        if (AnomalyWindows.isAnomaly(query)) {
            rules.anomalyWindows();
        }
    }

    private void critical() {
        OptionalDouble critical = said.thresholds().critical();
        if (critical.isPresent() && critical.getAsDouble() != query.threshold()) {
            options.faults()
                    .said(
                            thresholds.path("critical"),
                            thresholds.node("critical") + ", and the query's is " + number(query.threshold()),
                            "the same threshold in both",
                            "Change one of them.",
                            "threshold-conflict");
        }
    }

    /** The named threshold must lie on the good side of the other one. */
    private void order(String name, OptionalDouble value, String otherName, OptionalDouble other, boolean strict) {
        if (value.isEmpty() || other.isEmpty()) {
            return;
        }
        double step = query.comparison().isUpward()
                ? other.getAsDouble() - value.getAsDouble()
                : value.getAsDouble() - other.getAsDouble();
        if (step < 0 || strict && step == 0) {
            options.faults()
                    .said(
                            thresholds.path(name),
                            thresholds.node(name) + ", and " + otherName + " is " + number(other.getAsDouble()),
                            "a value " + (query.comparison().isUpward() ? "below " : "above ") + otherName
                                    + " for a monitor with "
                                    + query.comparison().symbol(),
                            "",
                            "thresholds-reversed");
        }
    }

    private void warningRecovery() {
        if (said.thresholds().warningRecovery().isPresent()
                && said.thresholds().warning().isEmpty()) {
            options.faults()
                    .value(thresholds.path("warning_recovery"), "a warning threshold beside it", "", "no-warning");
        }
    }

    private void anomalyWindows() {
        AnomalyWindows windows = AnomalyWindows.of(query, said);
        Optional<Window> stated = AnomalyWindows.stated(query.query());
        Optional<Window> trigger = said.thresholdWindows().trigger();
        Fields around = options.object("threshold_windows");
        if (stated.isPresent()
                && trigger.isPresent()
                && stated.get().seconds() != trigger.get().seconds()) {
            options.faults()
                    .said(
                            around.path("trigger_window"),
                            trigger.get().text() + ", and the query's alert_window is "
                                    + stated.get().text(),
                            "the same window in both",
                            "Change one of them.",
                            "window-conflict");
        }
        int triggerSeconds = windows.trigger().seconds();
        // 4 h at 0.5 gives 121 minutes, at 0.8 it gives 49: Datadog's own examples.
        long secondsMin = Math.round(triggerSeconds * (1 - query.threshold())) + 60;
        Optional<Window> recovery = said.thresholdWindows().recovery();
        if (recovery.isPresent() && recovery.get().seconds() < secondsMin) {
            options.faults()
                    .value(
                            around.path("recovery_window"),
                            "at least " + (secondsMin + 59) / 60 + " minutes, which is trigger window × (1 − "
                                    + number(query.threshold()) + ") + 1 minute",
                            "A shorter window could recover while the alert still holds.",
                            "recovery-window-too-short");
        }
        int interval = query.query() instanceof AnomaliesQuery anomalies
                ? anomalies.options().intervalSeconds()
                : 0;
        if (interval * 5L > triggerSeconds) {
            options.faults()
                    .said(
                            "query",
                            "interval " + interval + " s with an alert window of " + triggerSeconds + " s",
                            "an interval of at most a fifth of the alert window",
                            "Write interval=" + MonitorQueries.intervalBelow(triggerSeconds) + ".",
                            "interval-too-long");
        }
    }

    private static String number(double value) {
        return new Query.Number(value).text();
    }
}
