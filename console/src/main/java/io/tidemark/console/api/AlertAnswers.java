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
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
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

    /** Transitions of the same group this long before and after belong to the story. */
    private static final Duration AROUND = Duration.ofDays(1);

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

    /** One transition: what was decided, on which band, who was told, and the transitions of its group around it. */
    JsonNode alert(Ask ask) {
        String id = ask.path("id");
        AlertRow row = history.alert(id)
                .orElseThrow(() -> Problem.notFound("There is no alert " + Problem.quote(id)
                        + ". It may be older than the history keeps, or not be written yet."));
        ObjectNode node = Rows.alert(row, documents);
        ArrayNode notifications = node.putArray("notifications");
        history.notifications(new Span(row.at(), row.at().plus(TOLD_WITHIN)), NOTIFICATIONS_MAX).stream()
                .filter(each -> each.alert().equals(id))
                .forEach(each -> notifications.add(Rows.notification(each)));
        ArrayNode around = node.putArray("around");
        history.alerts(new Span(row.at().minus(AROUND), row.at().plus(AROUND)), LIMIT_MAX).stream()
                .filter(each ->
                        each.monitor().equals(row.monitor()) && each.group().equals(row.group()))
                .forEach(each -> around.add(Rows.alert(each, documents)));
        documents
                .get(Documents.Kind.MONITORS, row.monitor())
                .ifPresent(monitor -> node.set("document", monitor.body()));
        return node;
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
