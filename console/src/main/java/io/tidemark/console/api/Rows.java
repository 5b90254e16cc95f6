package io.tidemark.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.history.AlertRow;
import io.tidemark.console.history.AnomalyRow;
import io.tidemark.console.history.BandRow;
import io.tidemark.console.history.EventRow;
import io.tidemark.console.history.NotificationRow;
import io.tidemark.console.route.Json;
import java.time.Instant;

/** Rows of the history as JSON objects. */
final class Rows {

    private Rows() {}

    /** A transition, with the id of the band rows that it was decided on where the monitor is known. */
    static ObjectNode alert(AlertRow row, Documents documents) {
        ObjectNode node = alert(row);
        documents
                .get(Kind.MONITORS, row.monitor())
                .flatMap(Document::bands)
                .ifPresent(bands -> node.put("detector", bands));
        return node;
    }

    private static ObjectNode alert(AlertRow row) {
        ObjectNode node = Json.object()
                .put("id", row.id())
                .put("at", row.at().toEpochMilli())
                .put("monitor", row.monitor())
                .put("name", row.name())
                .put("group", row.group())
                .put("from", row.from())
                .put("to", row.to());
        Json.put(node, "value", row.value());
        Json.put(node, "threshold", row.threshold());
        node.put("reason", row.reason()).put("query", row.query());
        if (row.priority() > 0) {
            node.put("priority", row.priority());
        }
        node.set("tags", Json.strings(row.tags()));
        node.set("downtimes", Json.strings(row.downtimes()));
        return node.put("version", row.version());
    }

    static ObjectNode notification(NotificationRow row) {
        ObjectNode node = Json.object()
                .put("id", row.id())
                .put("at", row.at().toEpochMilli())
                .put("alert", row.alert())
                .put("kind", row.kind())
                .put("channel", row.channel())
                .put("recipient", row.recipient())
                .put("subject", row.subject())
                .put("state", row.state());
        node.set("heldBy", Json.strings(row.heldBy()));
        node.set("facts", row.facts());
        node.set("attempts", row.attempts());
        row.nextAttempt().map(Instant::toEpochMilli).ifPresent(at -> node.put("nextAttempt", at));
        return node;
    }

    static ObjectNode anomaly(AnomalyRow row) {
        ObjectNode node = Json.object()
                .put("at", row.at().toEpochMilli())
                .put("detector", row.detector())
                .put("group", row.group())
                .put("step", row.stepSeconds())
                .put("query", row.query());
        Json.put(node, "value", row.value());
        Json.put(node, "expected", row.expected());
        Json.put(node, "lower", row.lower());
        Json.put(node, "upper", row.upper());
        Json.put(node, "score", row.score());
        return node.put("channel", row.channel())
                .put("explanation", row.explanation())
                .put("model", row.model());
    }

    static ObjectNode event(EventRow row) {
        ObjectNode node = Json.object()
                .put("id", row.id())
                .put("at", row.at().toEpochMilli())
                .put("title", row.title())
                .put("text", row.text())
                .put("type", row.type())
                .put("priority", row.priority())
                .put("host", row.host())
                .put("source", row.source());
        node.set("tags", Json.strings(row.tags()));
        return node;
    }

    /** A judged bucket with all that is known of it. */
    static ObjectNode band(BandRow row) {
        ObjectNode node = Json.object().put("at", row.startSeconds() * 1000).put("step", row.stepSeconds());
        Json.put(node, "value", row.value());
        Json.putFloat(node, "expected", row.expected());
        Json.putFloat(node, "lower", row.lower());
        Json.putFloat(node, "upper", row.upper());
        Json.putFloat(node, "score", row.score());
        Json.putFloat(node, "warm", row.warm());
        return node.put("anomalous", row.anomalous())
                .put("provisional", row.provisional())
                .put("model", row.model())
                .put("version", row.version());
    }
}
