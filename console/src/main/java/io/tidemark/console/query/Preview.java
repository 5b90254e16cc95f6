package io.tidemark.console.query;

import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.MonitorQuery;
import io.tidemark.query.Query;
import io.tidemark.query.TimeAggregator;
import io.tidemark.query.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a monitor's thresholds would have said over history: "this would have alerted 3 times in the past week".
 *
 * <p>At the end of each bucket the window before it becomes one value, which is compared with the thresholds; of anomalies the value
 * is the share of the judged buckets out of band. A group leaves a state only past its recovery threshold. Said of kept buckets:
 * no data, delays, renotification and downtimes are the alerting service's, and not in it.
 *
 * <pre>
 *   avg(last_5m):avg:load{*} > 4, warning 3, recovery 2     values 1 3.5 5 3 2.5 1    OK WARN ALERT ALERT ALERT OK
 * </pre>
 */
public final class Preview {

    /** The levels beside the critical one, where they are said. */
    public record Levels(OptionalDouble warning, OptionalDouble criticalRecovery, OptionalDouble warningRecovery) {}

    /** A stretch in one state. @param value the worst of it */
    public record Episode(String group, String state, long fromSeconds, long toSeconds, double value) {}

    private Preview() {}

    /**
     * The stretches in which a group would have been in WARN or ALERT, by group and time.
     *
     * @param answer the monitor's query over a frame that begins a window before the span
     * @param fromSeconds first instant that is told of
     */
    public static List<Episode> episodes(MonitorQuery monitor, Levels levels, Answer answer, long fromSeconds) {
        List<Episode> episodes = new ArrayList<>();
        for (Line line : answer.lines()) {
            group(monitor, levels, answer.frame(), line, fromSeconds, episodes);
        }
        return episodes;
    }

    private static void group(
            MonitorQuery monitor, Levels levels, Frame frame, Line line, long fromSeconds, List<Episode> episodes) {
        int window = Math.max(1, windowSeconds(monitor) / frame.stepSeconds());
        String state = "OK";
        long since = 0;
        double worst = Double.NaN;
        for (int i = 0; i < frame.size(); i++) {
            double value = value(monitor, line, Math.max(0, i - window + 1), i);
            String next = Double.isNaN(value) ? state : next(monitor, levels, state, value);
            long end = frame.start(i) + frame.stepSeconds();
            if (!next.equals(state)) {
                close(episodes, line, state, since, end, worst, fromSeconds);
                state = next;
                since = end;
                worst = value;
            } else if (Double.isNaN(worst) || monitor.comparison().isUpward() ? value > worst : value < worst) {
                worst = value;
            }
        }
        close(episodes, line, state, since, frame.endSeconds(), worst, fromSeconds);
    }

    private static void close(
            List<Episode> episodes, Line line, String state, long since, long until, double worst, long fromSeconds) {
        if (!state.equals("OK") && until > fromSeconds) {
            episodes.add(new Episode(line.group(), state, Math.max(since, fromSeconds), until, worst));
        }
    }

    private static String next(MonitorQuery monitor, Levels levels, String state, double value) {
        MonitorQuery.Comparison comparison = monitor.comparison();
        if (comparison.holds(value, monitor.threshold())
                || state.equals("ALERT")
                        && !recovered(comparison, value, levels.criticalRecovery(), monitor.threshold())) {
            return "ALERT";
        }
        boolean warned = levels.warning().isPresent()
                && comparison.holds(value, levels.warning().getAsDouble());
        boolean stays = state.equals("WARN")
                && levels.warning().isPresent()
                && !recovered(
                        comparison,
                        value,
                        levels.warningRecovery(),
                        levels.warning().getAsDouble());
        return warned || stays ? "WARN" : "OK";
    }

    /** Past the recovery threshold where there is one, else no longer beyond the threshold itself. */
    private static boolean recovered(
            MonitorQuery.Comparison comparison, double value, OptionalDouble recovery, double threshold) {
        if (recovery.isEmpty()) {
            return !comparison.holds(value, threshold);
        }
        return comparison.isUpward() ? value <= recovery.getAsDouble() : value >= recovery.getAsDouble();
    }

    /** The window that decides: of anomalies the alert window. */
    public static int windowSeconds(MonitorQuery monitor) {
        Optional<Window> alert = Optional.empty();
        if (monitor.query() instanceof AnomaliesQuery anomalies) {
            alert = anomalies.options().alertWindow();
        } else if (monitor.query() instanceof Query.DetectorAnomalies detector) {
            alert = detector.alertWindow();
        }
        return alert.orElse(monitor.window()).seconds();
    }

    private static double value(MonitorQuery monitor, Line line, int from, int to) {
        int known = 0;
        int outside = 0;
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double last = Double.NaN;
        for (int i = from; i <= to; i++) {
            double value = line.values()[i];
            if (!Double.isNaN(value)) {
                known++;
                outside += line.band().isPresent() && line.band().get().anomalous()[i] ? 1 : 0;
                sum += value;
                min = Math.min(min, value);
                max = Math.max(max, value);
                last = value;
            }
        }
        if (known == 0) {
            return Double.NaN;
        }
        if (line.band().isPresent()) {
            return (double) outside / known;
        }
        TimeAggregator over = monitor.over();
        return switch (over) {
            case SUM -> sum;
            case MIN -> min;
            case MAX -> max;
            case COUNT -> known;
            case LAST -> last;
            case AVG -> sum / known;
        };
    }
}
