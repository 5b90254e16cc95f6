package io.tidemark.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.history.AlertRow;
import io.tidemark.console.history.BandKey;
import io.tidemark.console.history.History;
import io.tidemark.console.history.NotificationRow;
import io.tidemark.console.history.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was decided and who was told: alerts with their notifications, anomalies, events. */
final class AlertAnswers {

    private static final int LIMIT_MAX = 1_000;
    private static final int NOTIFICATIONS_MAX = 10_000;
    private static final Duration TOLD_WITHIN = Duration.ofDays(8);

    private final History history;
    private final Documents documents;

    AlertAnswers(History history, Documents documents) {
        this.history = history;
        this.documents = documents;
    }

    /** Transitions, newest first, each with who was told or which downtime held it back. */
    JsonNode alerts(Ask ask) {
        Span span = ask.span();
        int limit = ask.integer("limit", 100, 1, LIMIT_MAX);
        Optional<String> monitor = ask.text("monitor", Ask.NAME_LENGTH_MAX);
        List<AlertRow> alerts = history.alerts(span, LIMIT_MAX).stream()
                .filter(row -> monitor.isEmpty() || monitor.get().equals(row.monitor()))
                .limit(limit)
                .toList();
        // A renotification is decided after its alert, so notifications are looked for beyond the end of the span.
        Map<String, List<NotificationRow>> told = alerts.isEmpty()
                ? Map.of()
                : history
                        .notifications(
                                new Span(
                                        alerts.get(alerts.size() - 1).at(),
                                        span.to().plus(TOLD_WITHIN)),
                                NOTIFICATIONS_MAX)
                        .stream()
                        .collect(Collectors.groupingBy(NotificationRow::alert));
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("alerts");
        for (AlertRow row : alerts) {
            ObjectNode node = Rows.alert(row, documents);
            ArrayNode notifications = node.putArray("notifications");
            told.getOrDefault(row.id(), List.of()).forEach(each -> notifications.add(Rows.notification(each)));
            list.add(node);
        }
        return body;
    }

    JsonNode notifications(Ask ask) {
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("notifications");
        history.notifications(ask.span(), ask.integer("limit", 100, 1, LIMIT_MAX))
                .forEach(row -> list.add(Rows.notification(row)));
        return body;
    }

    JsonNode anomalies(Ask ask) {
        Optional<BandKey> of =
                ask.text("detector", Ask.NAME_LENGTH_MAX).map(detector -> new BandKey(detector, ask.required("group")));
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("anomalies");
        history.anomalies(ask.span(), of, ask.integer("limit", 100, 1, LIMIT_MAX))
                .forEach(row -> list.add(Rows.anomaly(row)));
        return body;
    }

    JsonNode events(Ask ask) {
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("events");
        history.events(ask.span(), ask.integer("limit", 100, 1, LIMIT_MAX)).forEach(row -> list.add(Rows.event(row)));
        return body;
    }
}
