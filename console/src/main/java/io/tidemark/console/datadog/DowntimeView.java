package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.api.DowntimeCalendar.Occurrence;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.documents.NumericIds;
import io.tidemark.console.route.Json;
import io.tidemark.document.DowntimeDocument;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A downtime's document in the shapes of both of Datadog's APIs: what was posted, and computed fields beside it. */
final class DowntimeView {

    private final Sources sources;

    DowntimeView(Sources sources) {
        this.sources = sources;
    }

    /** The occurrence that holds back now, or the next one; empty where there is none any more. */
    Optional<Occurrence> next(Document downtime, Instant now) {
        boolean canceled = OldDowntimes.meant(downtime).canceled();
        return canceled
                ? Optional.empty()
                : sources.calendar().of(downtime, now, 1).stream().findFirst();
    }

    boolean isActive(Document downtime, Instant now) {
        return isActive(next(downtime, now), now);
    }

    private static boolean isActive(Optional<Occurrence> next, Instant now) {
        return next.map(at -> !at.from().isAfter(now)).orElse(false);
    }

    /** {@code {"type": "downtime", "id": …, "attributes": {…}}}. */
    ObjectNode v2(Document downtime, Instant now) {
        ObjectNode attributes = OldDowntimes.isOld(downtime)
                ? OldDowntimes.attributes(downtime)
                : ((ObjectNode) downtime.body()).deepCopy();
        attributes.remove(List.of("id", "kind", "effective_from"));
        Optional<Occurrence> next = next(downtime, now);
        boolean canceled = OldDowntimes.meant(downtime).canceled();
        attributes.put(
                "status",
                canceled ? "canceled" : next.isEmpty() ? "ended" : isActive(next, now) ? "active" : "scheduled");
        attributes.put("created", Shapes.created(downtime, "created"));
        attributes.put("modified", Shapes.time(downtime.changed()));
        if (!attributes.has("canceled")) {
            attributes.putNull("canceled");
        }
        numericMonitor(attributes.path("monitor_identifier"));
        if (attributes.path("schedule") instanceof ObjectNode schedule) {
            computed(schedule, downtime, next);
        }
        ObjectNode data = Json.object().put("type", "downtime").put("id", downtime.id());
        data.set("attributes", attributes);
        ObjectNode relations = data.putObject("relationships");
        JsonNode monitor = attributes.path("monitor_identifier").path("monitor_id");
        if (monitor.isNumber()) {
            relations
                    .putObject("monitor")
                    .putObject("data")
                    .put("type", "monitors")
                    .put("id", monitor.asText());
        }
        return data;
    }

    private static void computed(ObjectNode schedule, Document downtime, Optional<Occurrence> next) {
        if (schedule.has("recurrences")) {
            next.ifPresent(at -> schedule.putObject("current_downtime")
                    .put("start", at.from().toString())
                    .put("end", at.to().toString()));
        } else if (!schedule.hasNonNull("start")) {
            schedule.put("start", Shapes.time(downtime.changed()));
        }
    }

    /** Clients want the monitor's number, though its document may have a name. */
    private static void numericMonitor(JsonNode identifier) {
        if (identifier instanceof ObjectNode which && which.has("monitor_id")) {
            which.put("monitor_id", NumericIds.of(which.path("monitor_id").asText()));
        }
    }

    /** What was posted to the older API, else the same said in its words. */
    ObjectNode v1(Document downtime, Instant now) {
        ObjectNode node =
                OldDowntimes.isOld(downtime) ? ((ObjectNode) downtime.body()).deepCopy() : OldDowntimes.words(downtime);
        node.remove(List.of("kind", "effective_from"));
        Optional<Occurrence> next = next(downtime, now);
        boolean canceled = OldDowntimes.meant(downtime).canceled();
        node.put("id", NumericIds.of(downtime.id()));
        if (node.hasNonNull("monitor_id")) {
            node.put("monitor_id", NumericIds.of(node.path("monitor_id").asText()));
        }
        if (node.path("scope").isTextual()) {
            node.set("scope", Json.strings(List.of(node.path("scope").asText())));
        }
        node.put("active", isActive(next, now)).put("disabled", canceled);
        if (!node.hasNonNull("start")) {
            node.put(
                    "start",
                    next.map(Occurrence::from).orElse(downtime.changed()).getEpochSecond());
        }
        if (!node.has("timezone")) {
            node.put("timezone", "UTC");
        }
        for (String field : List.of("end", "recurrence", "canceled", "parent_id", "monitor_id")) {
            if (!node.has(field)) {
                node.putNull(field);
            }
        }
        node.put("downtime_type", node.hasNonNull("monitor_id") ? 2 : 0);
        return node;
    }

    /** Downtimes that mean a monitor, in the words of a monitor's {@code matching_downtimes}. */
    ArrayNode matching(Document monitor, Instant now) {
        ArrayNode list = Json.array();
        for (Document downtime : meaning(monitor)) {
            next(downtime, now).ifPresent(at -> {
                ObjectNode node = list.addObject()
                        .put("id", NumericIds.of(downtime.id()))
                        .put("start", at.from().getEpochSecond());
                node.set("scope", Json.strings(List.of(scope(downtime))));
                if (at.to().equals(Occurrence.NEVER)) {
                    node.putNull("end");
                } else {
                    node.put("end", at.to().getEpochSecond());
                }
            });
        }
        return list;
    }

    String scope(Document downtime) {
        return OldDowntimes.meant(downtime).scope().text();
    }

    List<Document> meaning(Document monitor) {
        List<String> tags = Shapes.texts(monitor.body().path("tags"));
        return sources.documents().all(Kind.DOWNTIMES).stream()
                .filter(downtime -> {
                    DowntimeDocument meant = OldDowntimes.meant(downtime);
                    return meant.monitors().matches(monitor.id(), tags);
                })
                .toList();
    }
}
