package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpStatus;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.documents.NumericIds;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import java.util.List;
import java.util.Optional;

/** {@code /api/v1/dashboard}, and the timeboards of old scripts, {@code /api/v1/dash}: two shapes of the same documents. */
final class DashboardRoutes {

    private static final Rule READ = Rule.viewer("dashboards_read");
    private static final Rule WRITE = Rule.editor("dashboards_write");
    private static final String BODY = "title, description, layout_type, widgets, template_variables";
    private static final String OLD = "title, description, graphs, template_variables";
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final List<String> COMPUTED =
            List.of("id", "author_handle", "author_name", "created_at", "modified_at", "url", "tidemark");

    private final Sources sources;

    DashboardRoutes(Sources sources) {
        this.sources = sources;
    }

    void addTo(RouteTable table) {
        table.group("Dashboards")
                .post("/api/v1/dashboard", WRITE, "Creates a dashboard.", BODY, this::create)
                .get(
                        "/api/v1/dashboard",
                        READ,
                        "Lists dashboards.",
                        this::list,
                        "filter[shared]: without effect",
                        "filter[deleted]: true lists none: what is deleted is gone",
                        "count: at most 1000, default 100",
                        "start: from 0")
                .delete(
                        "/api/v1/dashboard",
                        WRITE,
                        "Deletes several dashboards; the ids stand in the body as data: [{id, type}].",
                        this::deleteMany)
                .get("/api/v1/dashboard/{id}", READ, "One dashboard.", this::get)
                .put("/api/v1/dashboard/{id}", WRITE, "Replaces a dashboard.", BODY, this::update)
                .delete("/api/v1/dashboard/{id}", WRITE, "Deletes a dashboard.", this::delete)
                .post("/api/v1/dash", WRITE, "Creates a timeboard.", OLD, this::createOld)
                .get("/api/v1/dash", READ, "Lists timeboards.", this::listOld)
                .get("/api/v1/dash/{id}", READ, "One timeboard.", this::getOld)
                .put("/api/v1/dash/{id}", WRITE, "Replaces a timeboard.", OLD, this::updateOld)
                .delete("/api/v1/dash/{id}", WRITE, "Deletes a timeboard.", this::deleteOld);
    }

    private Reply create(Ask ask) {
        ObjectNode body =
                stamped(ask.body(), ask, Shapes.time(ask.now()), ask.who().name());
        Document made = save(unusedId(), body, Optional.empty(), ask);
        return Reply.ok(view(made)).with("etag", Shapes.tag(made));
    }

    /** The body with who made it and when, which stay through changes. */
    private static ObjectNode stamped(ObjectNode body, Ask ask, String created, String author) {
        body.remove(COMPUTED);
        return body.put("created_at", created).put("author_handle", author);
    }

    private String unusedId() {
        while (true) {
            StringBuilder id = new StringBuilder();
            for (int i = 0; i < 9; i++) {
                id.append(i > 0 && i % 3 == 0 ? "-" : "")
                        .append(LETTERS.charAt(sources.random().nextInt(LETTERS.length())));
            }
            if (sources.documents().get(Kind.DASHBOARDS, id.toString()).isEmpty()) {
                return id.toString();
            }
        }
    }

    private ObjectNode view(Document board) {
        ObjectNode node = ((ObjectNode) board.body()).deepCopy();
        node.remove(List.of("kind", "timeboard"));
        head(node, board);
        if (!node.has("layout_type")) {
            node.put("layout_type", "ordered");
        }
        int number = 1;
        for (JsonNode widget : node.path("widgets")) {
            if (widget instanceof ObjectNode object && !object.has("id")) {
                object.put("id", number);
            }
            number++;
        }
        node.putObject("tidemark").put("version", board.version());
        return node;
    }

    private static void head(ObjectNode node, Document board) {
        node.put("id", board.id())
                .put("author_handle", board.body().path("author_handle").asText("apply"))
                .put("created_at", Shapes.created(board, "created_at"))
                .put("modified_at", Shapes.time(board.changed()))
                .put("url", "/dashboard/" + board.id());
    }

    private Reply get(Ask ask) {
        Document board = find(ask.path("id"));
        return Reply.ok(view(board)).with("etag", Shapes.tag(board));
    }

    private Reply list(Ask ask) {
        List<Document> boards = ask.flag("filter[deleted]", false)
                ? List.of()
                : sources.documents().all(Kind.DASHBOARDS);
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("dashboards");
        boards.stream()
                .skip(ask.integer("start", 0, 0, 1_000_000))
                .limit(ask.integer("count", 100, 1, 1_000))
                .forEach(board -> {
                    ObjectNode node = list.addObject()
                            .put("title", board.body().path("title").asText(board.id()))
                            .put("description", board.body().path("description").asText(""))
                            .put("layout_type", board.body().path("layout_type").asText("ordered"))
                            .put(
                                    "is_read_only",
                                    board.body().path("is_read_only").asBoolean(false));
                    head(node, board);
                });
        body.put("total", boards.size());
        return Reply.ok(body);
    }

    private Reply update(Ask ask) {
        Document before = find(ask.path("id"));
        ObjectNode body = stamped(
                ask.body(),
                ask,
                Shapes.created(before, "created_at"),
                before.body().path("author_handle").asText(ask.who().name()));
        Document after = save(before.id(), body, ask.request().expectedVersion(), ask);
        return Reply.ok(view(after)).with("etag", Shapes.tag(after));
    }

    private Reply delete(Ask ask) {
        Document board = find(ask.path("id"));
        sources.desk().delete(Kind.DASHBOARDS, board.id(), ask.request().expectedVersion(), ask.who());
        return Reply.ok(Json.object().put("deleted_dashboard_id", board.id()));
    }

    private Reply deleteMany(Ask ask) {
        List<Document> meant = new java.util.ArrayList<>();
        ask.body().path("data").forEach(each -> meant.add(find(each.path("id").asText(""))));
        meant.forEach(board -> sources.desk().delete(Kind.DASHBOARDS, board.id(), Optional.empty(), ask.who()));
        return Reply.empty(HttpStatus.NO_CONTENT);
    }

    private Document find(String id) {
        return sources.documents()
                .get(Kind.DASHBOARDS, id)
                .orElseThrow(() -> Problem.notFound(
                        "There is no dashboard " + Problem.quote(id) + ". GET /api/v1/dashboard lists them."));
    }

    private Document save(String id, ObjectNode body, Optional<String> expected, Ask ask) {
        return sources.desk().save(Kind.DASHBOARDS, id, body, expected, ask.who());
    }

    // Timeboards

    private Reply createOld(Ask ask) {
        long id = NumericIds.unused(sources.documents(), Kind.DASHBOARDS, sources.random());
        ObjectNode body = stamped(
                document(ask.body()), ask, Shapes.time(ask.now()), ask.who().name());
        return Reply.ok(viewOld(save(Long.toString(id), body, Optional.empty(), ask)));
    }

    /** A board whose widgets are the timeboard's graphs, with the timeboard as it was posted beside them. */
    private static ObjectNode document(ObjectNode posted) {
        if (!posted.path("graphs").isArray()) {
            throw Problem.badRequest(
                    "no-graphs", "graphs is missing (expected a list of {title, definition}). Add it, if only as [].");
        }
        ObjectNode body = Json.object();
        for (String field : List.of("title", "description", "template_variables")) {
            if (posted.hasNonNull(field)) {
                body.set(field, posted.path(field).deepCopy());
            }
        }
        body.put("layout_type", "ordered");
        ArrayNode widgets = body.putArray("widgets");
        for (JsonNode graph : posted.path("graphs")) {
            widgets.addObject().set("definition", definition(graph));
        }
        body.set("timeboard", posted);
        return body;
    }

    private static ObjectNode definition(JsonNode graph) {
        JsonNode old = graph.path("definition");
        ObjectNode definition = Json.object()
                .put("title", graph.path("title").asText(""))
                .put("type", old.path("viz").asText("timeseries"));
        ArrayNode requests = definition.putArray("requests");
        for (JsonNode request : old.path("requests")) {
            ObjectNode node = ((ObjectNode) (request.isObject() ? request.deepCopy() : Json.object()));
            node.remove("type");
            requests.add(node.put("display_type", request.path("type").asText("line")));
        }
        if (old.path("events").isArray()) {
            definition.set("events", old.path("events").deepCopy());
        }
        return definition;
    }

    private static ObjectNode viewOld(Document board) {
        long id = NumericIds.of(board.id());
        ObjectNode dash =
                board.body().path("timeboard") instanceof ObjectNode posted ? posted.deepCopy() : graphs(board.body());
        dash.put("id", id)
                .put("created", Shapes.created(board, "created_at"))
                .put("modified", Shapes.time(board.changed()));
        dash.putObject("created_by")
                .put("handle", board.body().path("author_handle").asText("apply"));
        ObjectNode body = Json.object().put("resource", "/api/v1/dash/" + id).put("url", "/dashboard/" + board.id());
        body.set("dash", dash);
        return body;
    }

    /** A board that was not posted as a timeboard, as one. */
    private static ObjectNode graphs(JsonNode body) {
        ObjectNode dash = Json.object()
                .put("title", body.path("title").asText(""))
                .put("description", body.path("description").asText(""));
        ArrayNode graphs = dash.putArray("graphs");
        for (JsonNode widget : body.path("widgets")) {
            JsonNode definition = widget.path("definition");
            ObjectNode graph =
                    graphs.addObject().put("title", definition.path("title").asText(""));
            ObjectNode old = graph.putObject("definition")
                    .put("viz", definition.path("type").asText("timeseries"));
            old.set("requests", definition.path("requests").deepCopy());
        }
        dash.set(
                "template_variables",
                body.path("template_variables").isArray()
                        ? body.path("template_variables").deepCopy()
                        : Json.array());
        return dash;
    }

    private Reply listOld(Ask ask) {
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("dashes");
        for (Document board : sources.documents().all(Kind.DASHBOARDS)) {
            long id = NumericIds.of(board.id());
            list.addObject()
                    .put("id", Long.toString(id))
                    .put("title", board.body().path("title").asText(board.id()))
                    .put("description", board.body().path("description").asText(""))
                    .put("resource", "/api/v1/dash/" + id)
                    .put("created", Shapes.created(board, "created_at"))
                    .put("modified", Shapes.time(board.changed()))
                    .put("read_only", false);
        }
        return Reply.ok(body);
    }

    private Reply getOld(Ask ask) {
        return Reply.ok(viewOld(findOld(ask)));
    }

    private Reply updateOld(Ask ask) {
        Document before = findOld(ask);
        ObjectNode posted = ask.body();
        posted.remove(List.of("id", "created", "modified", "created_by"));
        ObjectNode body = stamped(
                document(posted),
                ask,
                Shapes.created(before, "created_at"),
                before.body().path("author_handle").asText(ask.who().name()));
        return Reply.ok(viewOld(save(before.id(), body, ask.request().expectedVersion(), ask)));
    }

    private Reply deleteOld(Ask ask) {
        Document board = findOld(ask);
        sources.desk().delete(Kind.DASHBOARDS, board.id(), Optional.empty(), ask.who());
        return Reply.empty(HttpStatus.NO_CONTENT);
    }

    private Document findOld(Ask ask) {
        long id = Shapes.id(ask, "id");
        return NumericIds.find(sources.documents(), Kind.DASHBOARDS, id)
                .orElseThrow(() -> Problem.notFound("There is no timeboard " + id + ". GET /api/v1/dash lists them."));
    }
}
