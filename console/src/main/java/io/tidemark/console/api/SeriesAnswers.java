package io.tidemark.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.history.BandKey;
import io.tidemark.console.history.BandRow;
import io.tidemark.console.history.History;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What there is to look at: series, metrics, tags, and the groups of detectors. */
final class SeriesAnswers {

    private static final int LIMIT_MAX = 1_000;
    private static final int GROUPS_SHOWN = 100;

    private final History history;
    private final Documents documents;

    SeriesAnswers(History history, Documents documents) {
        this.history = history;
        this.documents = documents;
    }

    JsonNode series(Ask ask) {
        String search = ask.search();
        ObjectNode body = Json.object().put("total", history.countSeries(search));
        ArrayNode list = body.putArray("series");
        history.series(search, ask.integer("limit", 100, 1, LIMIT_MAX))
                .forEach(entry -> list.addObject()
                        .put("series", entry.series())
                        .put("metric", entry.metric())
                        .put("kind", entry.kind())
                        .put("lastSeen", entry.lastSeen().toEpochMilli()));
        return body;
    }

    JsonNode metrics(Ask ask) {
        ObjectNode body = Json.object();
        body.set("metrics", Json.strings(history.metrics(ask.search(), ask.integer("limit", 100, 1, LIMIT_MAX))));
        return body;
    }

    JsonNode tags(Ask ask) {
        ObjectNode body = Json.object();
        body.set("tags", Json.strings(history.tags(ask.search(), ask.integer("limit", 100, 1, LIMIT_MAX))));
        return body;
    }

    /** Detectors, each with its groups: those out of band first. */
    JsonNode detectors(Ask ask) {
        String search = ask.search().strip().toLowerCase(Locale.ROOT);
        Map<String, List<Map.Entry<BandKey, BandRow>>> byDetector = new LinkedHashMap<>();
        documents.all(Kind.DETECTORS).forEach(document -> byDetector.put(document.id(), new ArrayList<>()));
        history.latestBands()
                .forEach(entry -> byDetector
                        .computeIfAbsent(entry.getKey().detector(), id -> new ArrayList<>())
                        .add(entry));
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("detectors");
        byDetector.forEach((id, groups) -> {
            ObjectNode node = detector(id);
            List<Map.Entry<BandKey, BandRow>> wanted = groups.stream()
                    .filter(entry -> matches(node, entry.getKey().group(), search))
                    .sorted((a, b) -> Boolean.compare(
                            b.getValue().anomalous(), a.getValue().anomalous()))
                    .toList();
            if (wanted.isEmpty() && !(groups.isEmpty() && matches(node, "", search))) {
                return;
            }
            node.put("groupCount", wanted.size());
            ArrayNode shown = node.putArray("groups");
            wanted.stream()
                    .limit(GROUPS_SHOWN)
                    .forEach(entry -> shown.add(Rows.band(entry.getValue())
                            .put("group", entry.getKey().group())));
            list.add(node);
        });
        return body;
    }

    private ObjectNode detector(String id) {
        ObjectNode node = Json.object().put("id", id);
        documents
                .behindBands(id)
                .ifPresentOrElse(
                        document -> node.put("name", document.name())
                                .put("query", document.query())
                                .put("known", true),
                        () -> node.put("name", id).put("query", "").put("known", false));
        return node;
    }

    private static boolean matches(ObjectNode detector, String group, String search) {
        if (search.isEmpty()) {
            return true;
        }
        String text = (detector.path("id").asText()
                        + ' '
                        + detector.path("name").asText()
                        + ' '
                        + detector.path("query").asText()
                        + ' '
                        + group)
                .toLowerCase(Locale.ROOT);
        for (String word : search.split("\\s+")) {
            if (!text.contains(word)) {
                return false;
            }
        }
        return true;
    }
}
