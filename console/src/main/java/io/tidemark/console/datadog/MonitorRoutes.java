package io.tidemark.console.datadog;

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
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code /api/v1/monitor}: create, get, list, update, delete, validate, mute. */
final class MonitorRoutes {

    private static final Rule READ = Rule.viewer("monitors_read");
    private static final Rule WRITE = Rule.editor("monitors_write");
    private static final Rule MUTE = Rule.editor("monitors_downtime");
    private static final int PAGE_SIZE_MAX = 1_000;
    private static final int NAME_LENGTH_MAX = 500;
    private static final String BODY = "a monitor: name, type, query, message, tags, priority, options";

    private final Sources sources;
    private final DowntimeView downtimes;

    MonitorRoutes(Sources sources) {
        this.sources = sources;
        this.downtimes = new DowntimeView(sources);
    }

    void addTo(RouteTable table) {
        MonitorSearch search = new MonitorSearch(sources);
        String states = "group_states: all, or some of alert, warn, no data, ok";
        String with = "with_downtimes: true tells matching downtimes";
        table.group("Monitors")
                .post("/api/v1/monitor", WRITE, "Creates a monitor.", BODY, this::create)
                .get(
                        "/api/v1/monitor",
                        READ,
                        "Lists monitors.",
                        this::list,
                        states,
                        "name: part of the name",
                        "tags: tags of the scope, all of which it must hold",
                        "monitor_tags: tags of the monitor, all of which it must have",
                        with,
                        "id_offset: only ids above this one",
                        "page: from 0",
                        "page_size: at most 1000; default 100 where a page is given, else all")
                .get(
                        "/api/v1/monitor/can_delete",
                        READ,
                        "Whether monitors may be deleted.",
                        this::canDelete,
                        "monitor_ids: ids")
                .get("/api/v1/monitor/search", READ, "Searches monitors.", search::monitors, MonitorSearch.PARAMETERS)
                .get(
                        "/api/v1/monitor/groups/search",
                        READ,
                        "Searches the groups of monitors.",
                        search::groups,
                        MonitorSearch.PARAMETERS)
                .post("/api/v1/monitor/validate", READ, "Checks a monitor without saving it.", BODY, this::validate)
                .post("/api/v1/monitor/mute_all", MUTE, "Mutes all monitors.", "nothing", this::muteAll)
                .post("/api/v1/monitor/unmute_all", MUTE, "Ends that.", "nothing", this::unmuteAll)
                .get("/api/v1/monitor/{id}", READ, "One monitor.", this::get, states, with)
                .put("/api/v1/monitor/{id}", WRITE, "Changes the fields that are given.", BODY, this::update)
                .delete(
                        "/api/v1/monitor/{id}",
                        WRITE,
                        "Deletes a monitor.",
                        this::delete,
                        "force: though a composite uses it")
                .post(
                        "/api/v1/monitor/{id}/validate",
                        READ,
                        "Checks a change without saving it.",
                        BODY,
                        this::validateExisting)
                .post(
                        "/api/v1/monitor/{id}/mute",
                        MUTE,
                        "Mutes a monitor.",
                        "scope and end, which may also stand in the address",
                        this::mute,
                        "scope: only these groups",
                        "end: seconds since the Unix epoch")
                .post(
                        "/api/v1/monitor/{id}/unmute",
                        MUTE,
                        "Ends that.",
                        "scope and all_scopes, which may also stand in the address",
                        this::unmute,
                        "scope: only these groups",
                        "all_scopes: true for every mute of it");
    }

    private Reply create(Ask ask) {
        ObjectNode body = ready(ask.body());
        body.put("created", Shapes.time(ask.now()));
        body.set("creator", Shapes.creator(ask.who()));
        long id = NumericIds.unused(sources.documents(), Kind.MONITORS, sources.random());
        Document made = sources.desk().save(Kind.MONITORS, Long.toString(id), body, Optional.empty(), ask.who());
        return Reply.ok(view().of(made, Optional.empty(), Optional.empty())).with("etag", Shapes.tag(made));
    }

    /** The body without what only the server says; a monitor without a name is called by its query. */
    private static ObjectNode ready(ObjectNode body) {
        for (String computed : List.of(
                "id",
                "created",
                "creator",
                "modified",
                "deleted",
                "multi",
                "overall_state",
                "overall_state_modified",
                "state",
                "matching_downtimes",
                "org_id",
                "tidemark")) {
            body.remove(computed);
        }
        if (!body.hasNonNull("name") && body.path("query").isTextual()) {
            String query = body.path("query").asText();
            body.put("name", query.length() > NAME_LENGTH_MAX ? query.substring(0, NAME_LENGTH_MAX) : query);
        }
        return body;
    }

    private Reply get(Ask ask) {
        Document monitor = find(Shapes.id(ask, "id"));
        return Reply.ok(view().of(monitor, groupStates(ask), matching(ask, monitor)))
                .with("etag", Shapes.tag(monitor));
    }

    private Reply list(Ask ask) {
        String name = ask.text("name", Ask.SEARCH_LENGTH_MAX).orElse("").toLowerCase(java.util.Locale.ROOT);
        List<String> scope = ask.list("tags");
        List<String> tags = ask.list("monitor_tags");
        long above = ask.integer("id_offset", 0, 0, Integer.MAX_VALUE);
        boolean paged =
                ask.text("page", 9).isPresent() || ask.text("page_size", 9).isPresent();
        int page = ask.integer("page", 0, 0, 1_000_000);
        int size = ask.integer("page_size", paged ? 100 : Integer.MAX_VALUE, 1, PAGE_SIZE_MAX);
        MonitorView view = view();
        Optional<List<String>> states = groupStates(ask);
        ArrayNode list = Json.array();
        sources.documents().all(Kind.MONITORS).stream()
                .filter(monitor ->
                        monitor.name().toLowerCase(java.util.Locale.ROOT).contains(name))
                .filter(monitor ->
                        scope.stream().allMatch(tag -> monitor.query().contains(tag)))
                .filter(monitor -> Shapes.texts(monitor.body().path("tags")).containsAll(tags))
                .filter(monitor -> NumericIds.of(monitor.id()) > above)
                .sorted(Comparator.comparingLong(monitor -> NumericIds.of(monitor.id())))
                .skip((long) page * (paged ? size : 0))
                .limit(size)
                .forEach(monitor -> list.add(view.of(monitor, states, matching(ask, monitor))));
        return Reply.ok(list);
    }

    private Reply update(Ask ask) {
        Document before = find(Shapes.id(ask, "id"));
        ObjectNode change = ask.body();
        String name = change.path("name").asText("");
        ObjectNode body = Shapes.merged(before.body(), ready(change));
        if (name.isEmpty()) {
            body.put("name", before.name());
        }
        Document after = sources.desk()
                .save(Kind.MONITORS, before.id(), body, ask.request().expectedVersion(), ask.who());
        return Reply.ok(view().of(after, Optional.empty(), Optional.empty())).with("etag", Shapes.tag(after));
    }

    private Reply delete(Ask ask) {
        Document monitor = find(Shapes.id(ask, "id"));
        List<String> users = composites(monitor);
        if (!users.isEmpty() && !ask.flag("force", false)) {
            throw Problem.conflict(
                    "used-by-composite",
                    "monitor " + monitor.id() + " is part of " + users + " (expected a monitor that no composite uses)."
                            + " Change those first, or add ?force=true.");
        }
        sources.desk().delete(Kind.MONITORS, monitor.id(), ask.request().expectedVersion(), ask.who());
        return Reply.ok(Json.object().put("deleted_monitor_id", NumericIds.of(monitor.id())));
    }

    private Reply canDelete(Ask ask) {
        ArrayNode ok = Json.array();
        ObjectNode errors = Json.object();
        for (String text : ask.list("monitor_ids")) {
            if (!text.matches("[0-9]{1,18}")) {
                throw Problem.parameter("monitor_ids", text, "numbers", "Take them from the list.", "bad-id");
            }
            Document monitor = find(Long.parseLong(text));
            List<String> users = composites(monitor);
            if (users.isEmpty()) {
                ok.add(Long.parseLong(text));
            } else {
                errors.putArray(text).add("monitor " + text + " is part of " + users + ". [used-by-composite]");
            }
        }
        ObjectNode body = Json.object();
        body.putObject("data").set("ok", ok);
        body.set("errors", errors.isEmpty() ? Json.object().nullNode() : errors);
        return Reply.of(errors.isEmpty() ? HttpStatus.OK : HttpStatus.CONFLICT, body);
    }

    private List<String> composites(Document part) {
        Pattern named = Pattern.compile("(^|[^A-Za-z0-9._-])" + Pattern.quote(part.id()) + "($|[^A-Za-z0-9._-])");
        return sources.documents().all(Kind.MONITORS).stream()
                .filter(monitor -> monitor.body().path("type").asText().equals("composite"))
                .filter(monitor -> named.matcher(monitor.query()).find())
                .map(Document::id)
                .toList();
    }

    private Reply validate(Ask ask) {
        return checked("0", ready(ask.body()));
    }

    private Reply validateExisting(Ask ask) {
        Document before = find(Shapes.id(ask, "id"));
        return checked(before.id(), Shapes.merged(before.body(), ready(ask.body())));
    }

    private Reply checked(String id, ObjectNode body) {
        List<String> faults = sources.desk().faults(Kind.MONITORS, id, body);
        if (!faults.isEmpty()) {
            throw Problem.of(HttpStatus.BAD_REQUEST, "bad-monitor", faults);
        }
        return Reply.ok(Json.object());
    }

    private Reply mute(Ask ask) {
        Document monitor = find(Shapes.id(ask, "id"));
        ObjectNode body = ask.body();
        String scope =
                ask.text("scope", Ask.NAME_LENGTH_MAX).orElse(body.path("scope").asText("*"));
        Optional<Instant> end = ask.seconds("end")
                .or(() -> body.path("end").canConvertToLong()
                        ? Optional.of(Instant.ofEpochSecond(body.path("end").asLong()))
                        : Optional.empty());
        sources.desk()
                .save(
                        Kind.DOWNTIMES,
                        Mutes.ofMonitor(monitor.id(), scope),
                        Mutes.downtime(
                                Optional.of(monitor.id()),
                                scope,
                                end,
                                "Muted by " + ask.who().name() + "."),
                        Optional.empty(),
                        ask.who());
        return Reply.ok(view().of(monitor, Optional.empty(), Optional.empty()));
    }

    private Reply unmute(Ask ask) {
        Document monitor = find(Shapes.id(ask, "id"));
        ObjectNode body = ask.body();
        boolean all = ask.flag("all_scopes", body.path("all_scopes").asBoolean(false));
        String scope =
                ask.text("scope", Ask.NAME_LENGTH_MAX).orElse(body.path("scope").asText("*"));
        List<Document> mutes = sources.documents().all(Kind.DOWNTIMES).stream()
                .filter(downtime -> Mutes.isOf(downtime, monitor.id()))
                .filter(downtime -> all || downtime.id().equals(Mutes.ofMonitor(monitor.id(), scope)))
                .toList();
        mutes.forEach(mute -> sources.desk().delete(Kind.DOWNTIMES, mute.id(), Optional.empty(), ask.who()));
        return Reply.ok(view().of(monitor, Optional.empty(), Optional.empty()));
    }

    private Reply muteAll(Ask ask) {
        if (sources.documents().get(Kind.DOWNTIMES, Mutes.ALL).isPresent()) {
            throw Problem.badRequest("muted", "All monitors are muted already. Unmute them first.");
        }
        Document made = sources.desk()
                .save(
                        Kind.DOWNTIMES,
                        Mutes.ALL,
                        Mutes.downtime(
                                Optional.empty(),
                                "*",
                                Optional.empty(),
                                "Muted by " + ask.who().name() + "."),
                        Optional.empty(),
                        ask.who());
        return Reply.ok(downtimes.v1(made, ask.now()));
    }

    private Reply unmuteAll(Ask ask) {
        if (sources.documents().get(Kind.DOWNTIMES, Mutes.ALL).isEmpty()) {
            throw Problem.badRequest("not-muted", "Monitors are not muted as a whole. There is nothing to end.");
        }
        sources.desk().delete(Kind.DOWNTIMES, Mutes.ALL, Optional.empty(), ask.who());
        return Reply.empty(HttpStatus.NO_CONTENT);
    }

    private MonitorView view() {
        return new MonitorView(sources.documents(), new MonitorStates(sources.history()));
    }

    private static Optional<List<String>> groupStates(Ask ask) {
        List<String> wanted = ask.list("group_states");
        return wanted.isEmpty() ? Optional.empty() : Optional.of(wanted);
    }

    private Optional<ArrayNode> matching(Ask ask, Document monitor) {
        return ask.flag("with_downtimes", false)
                ? Optional.of(downtimes.matching(monitor, ask.now()))
                : Optional.empty();
    }

    private Document find(long id) {
        return NumericIds.find(sources.documents(), Kind.MONITORS, id)
                .orElseThrow(() -> Problem.notFound("There is no monitor " + id
                        + ". It was deleted, or never was; GET /api/v1/monitor lists them."));
    }
}
