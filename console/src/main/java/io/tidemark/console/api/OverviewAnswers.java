package io.tidemark.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.history.AlertRow;
import io.tidemark.console.history.BandKey;
import io.tidemark.console.history.BandRow;
import io.tidemark.console.history.History;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is wrong now, what is muted, and how much of what is green was looked at. Green because checked and green because
 * blind are told apart: a monitor of which nothing was ever decided, a group whose last bucket is old, a model still cold.
 */
final class OverviewAnswers {

    private static final int WRONG_MAX = 200;

    /** A group is silent when this many of its buckets are missing. */
    private static final int SILENT_BUCKETS = 5;

    private static final long SILENT_SECONDS_MIN = 120;

    private final History history;
    private final Documents documents;
    private final DowntimeAnswers downtimes;
    private final boolean mailbox;

    OverviewAnswers(History history, Documents documents, DowntimeAnswers downtimes, boolean mailbox) {
        this.history = history;
        this.documents = documents;
        this.downtimes = downtimes;
        this.mailbox = mailbox;
    }

    JsonNode overview(Ask ask) {
        Instant now = ask.now();
        ObjectNode body = Json.object().put("now", now.toEpochMilli()).put("mailbox", mailbox);
        states(body);
        groups(body.putObject("groups"), now);
        body.put("series", history.seriesCount())
                .put("detectors", documents.all(Kind.DETECTORS).size())
                .put("downtimes", documents.all(Kind.DOWNTIMES).size())
                .put("downtimesActive", downtimes.active(now));
        history.newestBand().ifPresent(at -> body.put("judgedUntil", at.toEpochMilli()));
        return body;
    }

    private void states(ObjectNode body) {
        List<AlertRow> states = history.states();
        Set<String> decided = new HashSet<>();
        int alert = 0;
        int warn = 0;
        int noData = 0;
        int ok = 0;
        int muted = 0;
        for (AlertRow row : states) {
            decided.add(row.monitor());
            if (!row.to().equals("OK") && !row.downtimes().isEmpty()) {
                muted++;
            }
            switch (row.to()) {
                case "ALERT" -> alert++;
                case "WARN" -> warn++;
                case "NO_DATA" -> noData++;
                default -> ok++;
            }
        }
        long quiet = documents.all(Kind.MONITORS).stream()
                .filter(monitor -> !decided.contains(monitor.id()))
                .count();
        body.putObject("states")
                .put("alert", alert)
                .put("warn", warn)
                .put("noData", noData)
                .put("ok", ok)
                .put("muted", muted)
                .put("monitors", documents.all(Kind.MONITORS).size())
                .put("monitorsQuiet", quiet);
        ArrayNode wrong = body.putArray("wrong");
        states.stream()
                .filter(row -> !row.to().equals("OK"))
                .sorted(Comparator.comparingInt((AlertRow row) -> gravity(row.to()))
                        .thenComparing(AlertRow::at, Comparator.reverseOrder()))
                .limit(WRONG_MAX)
                .forEach(row -> wrong.add(Rows.alert(row, documents)));
    }

    private void groups(ObjectNode node, Instant now) {
        int outOfBand = 0;
        int cold = 0;
        int silent = 0;
        List<Map.Entry<BandKey, BandRow>> all = history.latestBands();
        for (Map.Entry<BandKey, BandRow> entry : all) {
            BandRow row = entry.getValue();
            long age = now.getEpochSecond() - row.startSeconds() - row.stepSeconds();
            if (age > Math.max(SILENT_SECONDS_MIN, (long) SILENT_BUCKETS * row.stepSeconds())) {
                silent++;
            } else if (row.anomalous()) {
                outOfBand++;
            }
            if (row.provisional()) {
                cold++;
            }
        }
        node.put("judged", all.size())
                .put("outOfBand", outOfBand)
                .put("cold", cold)
                .put("silent", silent);
    }

    private static int gravity(String state) {
        return switch (state) {
            case "ALERT" -> 0;
            case "WARN" -> 1;
            default -> 2;
        };
    }
}
