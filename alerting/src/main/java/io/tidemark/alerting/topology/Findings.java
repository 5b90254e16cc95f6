package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.Condition;
import io.tidemark.alerting.monitor.Decision;
import io.tidemark.alerting.monitor.History;
import io.tidemark.alerting.monitor.Levels;
import io.tidemark.alerting.monitor.Texts;
import io.tidemark.avro.Alert;
import io.tidemark.avro.PastValue;
import io.tidemark.query.Direction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The explanation of a transition, as data and as one sentence: what was measured, what was expected, and since when. Each
 * number follows from fields of the same record, or from the rows that the group remembers. Of other groups nothing is said
 * here, because their order among each other is not that of another run: the message says it when it goes out, and whoever
 * reads the records ({@link io.tidemark.explain.SharedTag}).
 */
final class Findings {

    private static final int PAST_MAX = 6;

    private static final long DAY = 86_400;

    private Findings() {}

    /** Fills in what is found; the caller has filled in what was decided. */
    static void fill(Alert.Builder alert, Incident incident, Decision decision) {
        window(alert, incident, decision);
        bucket(alert, incident.evidence());
        alert.setPast(past(incident.memory().history()));
        long opened = incident.memory().openedMillis();
        alert.setOpened(opened == 0 ? null : Instant.ofEpochMilli(opened));
        alert.setSentence(sentence(alert, incident.evidence()));
    }

    private static void window(Alert.Builder alert, Incident incident, Decision decision) {
        WatchedMonitor monitor = incident.monitor();
        Condition condition = monitor.rule().condition();
        History rows = incident.memory().history();
        boolean judged = !Double.isNaN(decision.value());
        alert.setComparison(judged ? monitor.rule().levels().comparison().symbol() : "");
        if (!judged || rows.size() == 0) {
            return;
        }
        boolean ahead = condition.kind() == Condition.Kind.FORECAST;
        long end = rows.startSeconds(rows.size() - 1) + rows.intervalSeconds();
        long from = Math.min(ahead ? end : condition.fromSeconds(end), end - rows.intervalSeconds());
        int points = 0;
        int out = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.startSeconds(i) >= from && !Double.isNaN(rows.value(i))) {
                points++;
                out += isOut(rows, i, monitor) ? 1 : 0;
            }
        }
        alert.setWindowSeconds((int) condition.windowSeconds());
        alert.setPoints(points);
        alert.setPointsOut(out);
        int first = rows.size();
        while (first > 0 && isOut(rows, first - 1, monitor)) {
            first--;
        }
        alert.setFirstOut(first == rows.size() ? null : Instant.ofEpochSecond(rows.startSeconds(first)));
    }

    private static boolean isOut(History rows, int row, WatchedMonitor monitor) {
        Condition condition = monitor.rule().condition();
        Levels levels = monitor.rule().levels();
        return switch (condition.kind()) {
            case OUTLIER -> rows.isOut(row);
            case SHARE_OUT_OF_BAND ->
                rows.isOut(row)
                        && (condition.direction() == Direction.BOTH
                                || (condition.direction() == Direction.ABOVE ? rows.isAbove(row) : rows.isBelow(row)));
            case AGGREGATE, CHECK -> levels.comparison().holds(rows.value(row), levels.alert());
            case CHANGE, PERCENT_CHANGE, FORECAST -> false;
        };
    }

    private static void bucket(Alert.Builder alert, Evidence of) {
        if (of.startSeconds() < 0) {
            return;
        }
        alert.setBucketStart(Instant.ofEpochSecond(of.startSeconds()));
        alert.setBucketValue(known(of.value()));
        alert.setExpected(known(of.expected()));
        alert.setLower(known(of.lower()));
        alert.setUpper(known(of.upper()));
        alert.setScale(known(of.scale()));
        alert.setTrend(known(of.trend()));
        alert.setSeason(known(of.season()));
        alert.setRest(known(of.value() - of.expected()));
        alert.setSigmas(of.scale() > 0 ? known((of.value() - of.expected()) / of.scale()) : null);
    }

    private static Double known(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** The same time in past weeks; in past days where the rows do not reach back a week. */
    private static List<PastValue> past(History rows) {
        if (rows.size() == 0) {
            return List.of();
        }
        long newest = rows.startSeconds(rows.size() - 1);
        boolean weeks = newest - rows.startSeconds(0) >= 7 * DAY;
        List<PastValue> past = new ArrayList<>();
        for (int i = rows.size() - 1; i >= 0 && past.size() < PAST_MAX; i--) {
            long back = newest - rows.startSeconds(i);
            if (back > 0 && back % (weeks ? 7 * DAY : DAY) == 0 && !Double.isNaN(rows.value(i))) {
                past.add(new PastValue(Instant.ofEpochSecond(rows.startSeconds(i)), rows.value(i)));
            }
        }
        return past;
    }

    private static String sentence(Alert.Builder alert, Evidence of) {
        StringBuilder text = new StringBuilder(alert.getReason());
        if (of.band().isPresent()) {
            text.append(" Of the last bucket ").append(of.band().get().sentence());
        } else if (alert.getExpected() != null && alert.getBucketValue() != null) {
            text.append(" The last bucket is ")
                    .append(Texts.number(alert.getBucketValue()))
                    .append(", the middle of all ")
                    .append(Texts.number(alert.getExpected()))
                    .append('.');
        }
        if (alert.getPoints() > 1 && alert.getPointsOut() > 0) {
            text.append(' ')
                    .append(alert.getPointsOut())
                    .append(" of ")
                    .append(alert.getPoints())
                    .append(" buckets are out");
            if (alert.getFirstOut() != null) {
                text.append(", since ").append(Texts.time(alert.getFirstOut().toEpochMilli()));
            }
            text.append('.');
        }
        if (!alert.getPast().isEmpty()) {
            text.append(" At this time before: ");
            List<String> values = new ArrayList<>();
            alert.getPast().forEach(past -> values.add(Texts.number(past.getValue())));
            text.append(String.join(", ", values)).append('.');
        }
        if (!alert.getDowntimes().isEmpty()) {
            text.append(" Held back by downtime ")
                    .append(String.join(", ", alert.getDowntimes()))
                    .append('.');
        }
        if (!alert.getTold().isEmpty()) {
            text.append(alert.getDowntimes().isEmpty() ? " Told: " : " To be told: ")
                    .append(String.join(", ", alert.getTold()))
                    .append('.');
        }
        return text.toString();
    }
}
