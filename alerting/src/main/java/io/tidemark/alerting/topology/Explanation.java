package io.tidemark.alerting.topology;

import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.alerting.monitor.Condition;
import io.tidemark.alerting.monitor.History;
import io.tidemark.alerting.monitor.Levels;
import io.tidemark.alerting.monitor.Texts;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Graph;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** What a message shows besides its text: facts in order, and the picture's data as it was recorded. */
final class Explanation {

    private Explanation() {}

    static List<Fact> facts(Incident incident, double value, String reason, List<Downtime> downtimes) {
        List<Fact> facts = new ArrayList<>();
        Levels levels = incident.monitor().rule().levels();
        boolean share = isShare(incident);
        facts.add(new Fact("Decision", reason));
        if (!Double.isNaN(value)) {
            facts.add(new Fact("Value", shown(value, share)));
        }
        String symbol = levels.comparison().symbol() + " ";
        facts.add(new Fact("Alert threshold", symbol + shown(levels.alert(), share)));
        levels.warning().ifPresent(t -> facts.add(new Fact("Warning threshold", symbol + shown(t, share))));
        levels.alertRecovery().ifPresent(t -> facts.add(new Fact("Recovers from alert at", shown(t, share))));
        History rows = incident.memory().history();
        ZoneId zone = incident.monitor().zone();
        if (incident.evidence().band().isPresent()) {
            facts.add(new Fact("Last bucket", incident.evidence().band().get().sentence()));
        } else if (rows.size() > 0) {
            int last = rows.size() - 1;
            if (!Double.isNaN(rows.value(last))) {
                facts.add(new Fact(
                        "Last bucket",
                        Texts.number(rows.value(last)) + " at " + Texts.time(rows.startSeconds(last) * 1_000L, zone)));
            }
            if (!Float.isNaN(rows.lower(last)) && !Float.isNaN(rows.upper(last))) {
                facts.add(
                        new Fact("Expected", Texts.number(rows.lower(last)) + " to " + Texts.number(rows.upper(last))));
            }
        }
        if (incident.memory().openedMillis() > 0) {
            facts.add(new Fact("Incident since", Texts.time(incident.memory().openedMillis(), zone)));
        }
        facts.add(new Fact("Group", incident.group()));
        if (incident.monitor().notice().query()) {
            facts.add(new Fact("Query", incident.monitor().query()));
        }
        for (Downtime downtime : downtimes) {
            facts.add(new Fact("Held back by downtime", downtime.id()));
        }
        return facts;
    }

    /** The last rows, as they were recorded when the decision was made; null where there are none. */
    static Graph graph(Incident incident) {
        History rows = incident.memory().history();
        if (rows.size() == 0) {
            return null;
        }
        Levels levels = incident.monitor().rule().levels();
        boolean share = isShare(incident);
        int first = Math.max(0, rows.size() - History.ROWS_MIN);
        List<Long> start = new ArrayList<>();
        List<Double> value = new ArrayList<>();
        List<Float> lower = new ArrayList<>();
        List<Float> upper = new ArrayList<>();
        List<Boolean> anomalous = new ArrayList<>();
        for (int i = first; i < rows.size(); i++) {
            start.add(rows.startSeconds(i) * 1_000L);
            value.add(rows.value(i));
            lower.add(rows.lower(i));
            upper.add(rows.upper(i));
            anomalous.add(share ? rows.isOut(i) : levels.comparison().holds(rows.value(i), levels.alert()));
        }
        List<Double> thresholds = new ArrayList<>();
        if (incident.monitor().rule().condition().kind() == Condition.Kind.AGGREGATE) {
            thresholds.add(levels.alert());
            levels.warning().ifPresent(thresholds::add);
        }
        return Graph.newBuilder()
                .setTitle((incident.monitor().notice().query()
                                ? incident.monitor().query()
                                : incident.monitor().id())
                        + " · " + incident.group())
                .setStartMillis(start)
                .setValue(value)
                .setLower(lower)
                .setUpper(upper)
                .setAnomalous(anomalous)
                .setThresholds(thresholds)
                .setZone(incident.monitor().zone().getId())
                .build();
    }

    private static boolean isShare(Incident incident) {
        return incident.monitor().rule().condition().kind() == Condition.Kind.SHARE_OUT_OF_BAND;
    }

    private static String shown(double value, boolean share) {
        return share ? Texts.number(value * 100) + " %" : Texts.number(value);
    }
}
