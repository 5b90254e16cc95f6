package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpStatus;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What people do on a graph: annotations with replies, exclusions of a span ("not normal, do not learn"), and marks of alerts as
 * true or false. Each is a document, as if it had been applied; a mark is an annotation that names an alert and a verdict.
 */
final class WorkRoutes {

    private static final Rule READ = Rule.viewer("dashboards_read");
    private static final Rule WRITE = Rule.editor("annotations_write");
    private static final Rule EXCLUDE = Rule.editor("exclusions_write");
    private static final int LIMIT_MAX = 1_000;

    private final Sources sources;

    WorkRoutes(Sources sources) {
        this.sources = sources;
    }

    void addTo(RouteTable table) {
        String from = "from: milliseconds since the Unix epoch; default: the last four hours";
        String to = "to: the same";
        String limit = "limit: at most 1000";
        table.group("Work on graphs")
                .get(
                        "/api/console/annotations",
                        READ,
                        "Annotations that touch a span, oldest first, replies under what they answer.",
                        ask -> list(ask, Kind.ANNOTATIONS),
                        from,
                        to,
                        limit,
                        "metric: only on graphs of this metric",
                        "alert: only of this alert, whatever the span")
                .post(
                        "/api/console/annotations",
                        WRITE,
                        "Annotates a span, answers an annotation (reply_to), or marks an alert (alert, verdict).",
                        "text, start, end, metric, scope, query, reply_to, recipients, alert, verdict",
                        ask -> create(ask, Kind.ANNOTATIONS))
                .put(
                        "/api/console/annotations/{id}",
                        WRITE,
                        "Changes one.",
                        "as above",
                        ask -> update(ask, Kind.ANNOTATIONS))
                .delete("/api/console/annotations/{id}", WRITE, "Removes one.", ask -> delete(ask, Kind.ANNOTATIONS))
                .get(
                        "/api/console/exclusions",
                        READ,
                        "Exclusions that touch a span, oldest first.",
                        ask -> list(ask, Kind.EXCLUSIONS),
                        from,
                        to,
                        limit,
                        "metric: only of this metric")
                .post(
                        "/api/console/exclusions",
                        EXCLUDE,
                        "Marks a span as not normal: models are rebuilt as if it had not been.",
                        "start, end, detector, metric, scope, message",
                        ask -> create(ask, Kind.EXCLUSIONS))
                .delete("/api/console/exclusions/{id}", EXCLUDE, "Removes one.", ask -> delete(ask, Kind.EXCLUSIONS))
                .get(
                        "/api/console/marks",
                        READ,
                        "How many alerts were marked true and false, by monitor.",
                        this::marks);
    }

    private Reply list(Ask ask, Kind kind) {
        Optional<String> metric = ask.text("metric", Ask.NAME_LENGTH_MAX);
        Optional<String> alert = kind == Kind.ANNOTATIONS ? ask.text("alert", Ask.NAME_LENGTH_MAX) : Optional.empty();
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray(kind == Kind.ANNOTATIONS ? "annotations" : "exclusions");
        sources.documents().all(kind).stream()
                .filter(document -> metric.isEmpty()
                        || !document.body().hasNonNull("metric")
                        || metric.get().equals(document.body().path("metric").asText()))
                .filter(document -> alert.isPresent()
                        ? alert.get().equals(document.body().path("alert").asText())
                        : touches(top(document), ask))
                .sorted(Comparator.comparing((Document document) ->
                                document.body().path("start").asText())
                        .thenComparing(Document::id))
                .limit(ask.integer("limit", 100, 1, LIMIT_MAX))
                .forEach(document -> list.add(view(document)));
        return Reply.ok(body);
    }

    /** What a reply answers, so that replies are shown as long as that is; anything else itself. */
    private Document top(Document document) {
        String parent = document.body().path("reply_to").asText("");
        return parent.isEmpty()
                ? document
                : sources.documents().get(Kind.ANNOTATIONS, parent).orElse(document);
    }

    private static boolean touches(Document document, Ask ask) {
        Instant start = instant(document, "start");
        Instant end = document.body().hasNonNull("end") ? instant(document, "end") : start;
        return start.isBefore(ask.span().to()) && !end.isBefore(ask.span().from());
    }

    private static Instant instant(Document document, String field) {
        return java.time.OffsetDateTime.parse(document.body().path(field).asText())
                .toInstant();
    }

    private static ObjectNode view(Document document) {
        return ((ObjectNode) document.body())
                .deepCopy()
                .put("id", document.id())
                .put("version", document.version())
                .put("changed", document.changed().toEpochMilli());
    }

    private Reply create(Ask ask, Kind kind) {
        ObjectNode body = ask.body();
        body.remove(List.of("id", "version", "changed"));
        if (kind == Kind.ANNOTATIONS) {
            body.put("author", ask.who().name());
            answered(body).ifPresent(parent -> body.set("start", parent.body().path("start")));
            requireAlert(body);
        }
        Document made = sources.desk().save(kind, UUID.randomUUID().toString(), body, Optional.empty(), ask.who());
        return Reply.of(HttpStatus.CREATED, view(made)).with("etag", Shapes.tag(made));
    }

    /** What a reply answers; it stands where that stands. */
    private Optional<Document> answered(ObjectNode body) {
        String parent = body.path("reply_to").asText("");
        if (parent.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(find(Kind.ANNOTATIONS, parent));
    }

    /** A verdict on an alert that never was would be counted for ever. */
    private void requireAlert(ObjectNode body) {
        String alert = body.path("alert").asText("");
        if (body.hasNonNull("verdict")
                && (alert.isEmpty() || sources.history().alert(alert).isEmpty())) {
            throw Problem.badRequest(
                    "no-such-alert",
                    "alert is " + Problem.quote(alert)
                            + " (expected the id of an alert, with a verdict). Take it from the list.");
        }
    }

    private Reply update(Ask ask, Kind kind) {
        Document before = find(kind, ask.path("id"));
        ObjectNode change = ask.body();
        change.remove(List.of("id", "version", "changed", "author"));
        Document after = sources.desk()
                .save(
                        kind,
                        before.id(),
                        Shapes.merged(before.body(), change),
                        ask.request().expectedVersion(),
                        ask.who());
        return Reply.ok(view(after)).with("etag", Shapes.tag(after));
    }

    private Reply delete(Ask ask, Kind kind) {
        Document document = find(kind, ask.path("id"));
        sources.desk().delete(kind, document.id(), ask.request().expectedVersion(), ask.who());
        return Reply.empty(HttpStatus.NO_CONTENT);
    }

    private Document find(Kind kind, String id) {
        return sources.documents()
                .get(kind, id)
                .orElseThrow(() -> Problem.notFound("There is no " + kind.kind().text() + " " + Problem.quote(id)
                        + ". It was removed, or never was."));
    }

    private Reply marks(Ask ask) {
        java.util.TreeMap<String, int[]> counts = new java.util.TreeMap<>();
        for (Document mark : sources.documents().all(Kind.ANNOTATIONS)) {
            String verdict = mark.body().path("verdict").asText("");
            if (!verdict.isEmpty()) {
                String monitor = sources.history()
                        .alert(mark.body().path("alert").asText())
                        .map(row -> row.monitor())
                        .orElse("unknown");
                counts.computeIfAbsent(monitor, m -> new int[2])[verdict.equals("true_alarm") ? 0 : 1]++;
            }
        }
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("monitors");
        counts.forEach((monitor, count) -> list.addObject()
                .put("monitor", monitor)
                .put("true_alarms", count[0])
                .put("false_alarms", count[1]));
        return Reply.ok(body);
    }
}
