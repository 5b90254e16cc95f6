package io.tidemark.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import java.time.Instant;
import java.util.List;

/** Downtimes as their documents say, with the next times at which they hold something back. */
final class DowntimeAnswers {

    private static final int OCCURRENCES = 3;

    private final Documents documents;
    private final DowntimeCalendar calendar;

    DowntimeAnswers(Documents documents, DowntimeCalendar calendar) {
        this.documents = documents;
        this.calendar = calendar;
    }

    JsonNode downtimes(Ask ask) {
        Instant now = ask.now();
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("downtimes");
        for (Document document : documents.all(Kind.DOWNTIMES)) {
            ObjectNode node = list.addObject()
                    .put("id", document.id())
                    .put("version", document.version())
                    .put("changed", document.changed().toEpochMilli());
            List<DowntimeCalendar.Occurrence> next = calendar.of(document, now, OCCURRENCES);
            node.put("active", isActive(next, now));
            ArrayNode occurrences = node.putArray("occurrences");
            next.forEach(each -> occurrence(occurrences.addObject(), each));
            node.set("document", document.body());
        }
        return body;
    }

    static void occurrence(ObjectNode node, DowntimeCalendar.Occurrence occurrence) {
        node.put("from", occurrence.from().toEpochMilli())
                .put("to", occurrence.to().toEpochMilli());
        node.set("notes", Json.strings(occurrence.notes()));
    }

    /** Number of downtimes that hold something back at an instant. */
    long active(Instant at) {
        return documents.all(Kind.DOWNTIMES).stream()
                .filter(document -> isActive(calendar.of(document, at, 1), at))
                .count();
    }

    private static boolean isActive(List<DowntimeCalendar.Occurrence> next, Instant at) {
        return !next.isEmpty() && !next.get(0).from().isAfter(at);
    }
}
