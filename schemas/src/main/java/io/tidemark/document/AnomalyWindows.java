package io.tidemark.document;

import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.MonitorQuery;
import io.tidemark.query.Query;
import io.tidemark.query.Window;
import java.util.Optional;

/**
 * Over which spans an anomaly monitor takes the share of values that are out of band.
 *
 * @param trigger for going into alert: {@code alert_window} of the query, else the option's trigger window, else the
 *     query's own window
 * @param recovery for coming out of it: the option's recovery window, else the trigger window
 */
public record AnomalyWindows(Window trigger, Window recovery) {

    public static AnomalyWindows of(MonitorQuery query, MonitorOptions options) {
        Window trigger = stated(query.query())
                .or(() -> options.thresholdWindows().trigger())
                .orElse(query.window());
        return new AnomalyWindows(trigger, options.thresholdWindows().recovery().orElse(trigger));
    }

    /** Whether the monitor judges bands, not values. */
    public static boolean isAnomaly(MonitorQuery query) {
        return query.query() instanceof AnomaliesQuery || query.query() instanceof Query.DetectorAnomalies;
    }

    static Optional<Window> stated(Query query) {
        if (query instanceof AnomaliesQuery anomalies) {
            return anomalies.options().alertWindow();
        }
        return query instanceof Query.DetectorAnomalies reference ? reference.alertWindow() : Optional.empty();
    }
}
