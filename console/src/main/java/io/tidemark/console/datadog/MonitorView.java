package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.documents.NumericIds;
import java.util.List;
import java.util.Optional;

/** A monitor's document as Datadog's clients read it: what was posted, and computed fields beside it. */
final class MonitorView {

    private final Documents documents;
    private final MonitorStates states;

    MonitorView(Documents documents, MonitorStates states) {
        this.documents = documents;
        this.states = states;
    }

    /**
     * @param groupStates states of groups to be told; empty where none are
     * @param downtimes matching downtimes to be told; empty where they are not
     */
    ObjectNode of(Document monitor, Optional<List<String>> groupStates, Optional<ArrayNode> downtimes) {
        ObjectNode node = ((ObjectNode) monitor.body()).deepCopy();
        node.put("id", NumericIds.of(monitor.id()));
        node.remove("kind");
        if (!node.has("message")) {
            node.put("message", "");
        }
        if (!node.path("tags").isArray()) {
            node.putArray("tags");
        }
        if (!node.has("options")) {
            node.putObject("options");
        }
        silenced(monitor, (ObjectNode) node.path("options"));
        node.put("created", Shapes.created(monitor, "created"));
        node.put("modified", Shapes.time(monitor.changed()));
        node.putNull("deleted");
        node.put("multi", isMulti(monitor.query()));
        node.put("overall_state", states.overall(monitor.id()));
        states.changed(monitor.id()).ifPresent(at -> node.put("overall_state_modified", Shapes.time(at)));
        if (!node.path("creator").isObject()) {
            node.putObject("creator")
                    .put("name", "apply")
                    .put("handle", "apply")
                    .put("email", "apply");
        }
        groupStates.ifPresent(wanted -> node.set("state", states.groups(monitor.id(), wanted)));
        downtimes.ifPresent(matching -> node.set("matching_downtimes", matching));
        node.putObject("tidemark").put("id", monitor.id()).put("version", monitor.version());
        return node;
    }

    /** Downtimes that muting made, in the form of Datadog's {@code silenced}: scope to end, or null for no end. */
    private void silenced(Document monitor, ObjectNode options) {
        ObjectNode silenced =
                options.path("silenced") instanceof ObjectNode posted ? posted : options.putObject("silenced");
        for (Document downtime : documents.all(Kind.DOWNTIMES)) {
            if (Mutes.isOf(downtime, monitor.id())) {
                String end = downtime.body().path("schedule").path("end").asText("");
                String scope = downtime.body().path("scope").asText("*");
                if (end.isEmpty() || end.equals("null")) {
                    silenced.putNull(scope);
                } else {
                    silenced.put(scope, java.time.Instant.parse(end).getEpochSecond());
                }
            }
        }
    }

    private static boolean isMulti(String query) {
        return query.matches("(?s).*\\sby\\s*[{(].*") || query.contains(".by(");
    }
}
