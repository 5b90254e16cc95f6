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
import io.tidemark.query.QuerySyntaxException;
import io.tidemark.query.Scope;
import io.tidemark.query.Zones;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code /api/v2/downtime} and the older {@code /api/v1/downtime}: two shapes of the same documents. */
final class DowntimeRoutes {

    private static final Rule READ = Rule.viewer("monitors_read");
    private static final Rule WRITE = Rule.editor("monitors_downtime");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");
    private static final int PAGE_MAX = 1_000;
    private static final String OLD = "scope, monitor_id or monitor_tags, start, end, timezone, recurrence, message";
    private static final String NEW = "data.attributes: monitor_identifier, scope, schedule, message";

    private final Sources sources;
    private final DowntimeView view;

    DowntimeRoutes(Sources sources) {
        this.sources = sources;
        this.view = new DowntimeView(sources);
    }

    void addTo(RouteTable table) {
        String current = "current_only: true for those that hold something back now";
        table.group("Downtimes")
                .post("/api/v2/downtime", WRITE, "Creates a downtime.", NEW, this::create)
                .get(
                        "/api/v2/downtime",
                        READ,
                        "Lists downtimes.",
                        this::list,
                        current,
                        "include: created_by, monitor; kept for clients, without effect",
                        "page[offset]: from 0",
                        "page[limit]: at most 1000, default 30")
                .get("/api/v2/downtime/{id}", READ, "One downtime.", this::get, "include: without effect")
                .patch("/api/v2/downtime/{id}", WRITE, "Changes the fields that are given.", NEW, this::update)
                .delete("/api/v2/downtime/{id}", WRITE, "Cancels a downtime.", this::cancel)
                .get(
                        "/api/v2/monitor/{id}/downtime_matches",
                        READ,
                        "Downtimes that mean a monitor.",
                        this::matches,
                        "page[offset]: from 0",
                        "page[limit]: at most 1000, default 30")
                .post("/api/v1/downtime", WRITE, "Creates a downtime, in the older shape.", OLD, this::createOld)
                .get(
                        "/api/v1/downtime",
                        READ,
                        "Lists downtimes.",
                        this::listOld,
                        current,
                        "with_creator: without effect")
                .post(
                        "/api/v1/downtime/cancel/by_scope",
                        WRITE,
                        "Cancels every downtime of exactly this scope.",
                        "scope: a list of tags, or one text",
                        this::cancelByScope)
                .get("/api/v1/downtime/{id}", READ, "One downtime.", this::getOld)
                .put("/api/v1/downtime/{id}", WRITE, "Changes the fields that are given.", OLD, this::updateOld)
                .delete("/api/v1/downtime/{id}", WRITE, "Cancels a downtime.", this::cancelOld)
                .get("/api/v1/monitor/{id}/downtimes", READ, "Downtimes that mean a monitor.", this::matchesOld);
    }

    private Reply create(Ask ask) {
        ObjectNode body = documentMonitor(attributes(ask.body()));
        defaults(body, ask);
        body.put("created", Shapes.time(ask.now()));
        Document made = save(UUID.randomUUID().toString(), body, Optional.empty(), ask);
        return data(made, ask);
    }

    /** What Datadog takes where nothing is said: from now on, without an end. */
    private static void defaults(ObjectNode body, Ask ask) {
        ObjectNode schedule = body.path("schedule") instanceof ObjectNode given ? given : body.putObject("schedule");
        if (!schedule.has("recurrences")) {
            if (!schedule.has("end")) {
                schedule.putNull("end");
            }
            return;
        }
        ZoneId zone = Zones.named(schedule.path("timezone").asText("UTC")).orElse(ZoneOffset.UTC);
        schedule.path("recurrences").forEach(each -> {
            if (each instanceof ObjectNode rule && !rule.hasNonNull("start")) {
                rule.put("start", LOCAL.format(LocalDateTime.ofInstant(ask.now(), zone)));
            }
        });
    }

    private Reply data(Document downtime, Ask ask) {
        ObjectNode body = Json.object();
        body.set("data", view.v2(downtime, ask.now()));
        return Reply.ok(body).with("etag", Shapes.tag(downtime));
    }

    private static ObjectNode attributes(ObjectNode body) {
        if (!(body.path("data").path("attributes") instanceof ObjectNode attributes)) {
            throw Problem.badRequest(
                    "no-attributes",
                    "data.attributes is missing (expected {\"data\":{\"type\":\"downtime\",\"attributes\":{…}}}). Wrap it.");
        }
        return attributes;
    }

    /** The monitor's number as the id of its document. */
    private ObjectNode documentMonitor(ObjectNode attributes) {
        if (attributes.path("monitor_identifier") instanceof ObjectNode which
                && which.path("monitor_id").canConvertToLong()
                && which.path("monitor_id").isNumber()) {
            String id = monitor(which.path("monitor_id").asLong());
            ObjectNode copy = attributes.deepCopy();
            if (id.equals(which.path("monitor_id").asText())) {
                return copy;
            }
            ((ObjectNode) copy.path("monitor_identifier")).put("monitor_id", id);
            return copy;
        }
        return attributes.deepCopy();
    }

    private String monitor(long number) {
        return NumericIds.find(sources.documents(), Kind.MONITORS, number)
                .map(Document::id)
                .orElse(Long.toString(number));
    }

    private Reply list(Ask ask) {
        List<Document> wanted = wanted(ask);
        int offset = ask.integer("page[offset]", 0, 0, 1_000_000);
        int limit = ask.integer("page[limit]", 30, 1, PAGE_MAX);
        ObjectNode body = Json.object();
        ArrayNode data = body.putArray("data");
        wanted.stream().skip(offset).limit(limit).forEach(downtime -> data.add(view.v2(downtime, ask.now())));
        body.putObject("meta").putObject("page").put("total_filtered_count", wanted.size());
        return Reply.ok(body);
    }

    private List<Document> wanted(Ask ask) {
        boolean current = ask.flag("current_only", false);
        return sources.documents().all(Kind.DOWNTIMES).stream()
                .filter(downtime -> !current || view.isActive(downtime, ask.now()))
                .toList();
    }

    private Reply get(Ask ask) {
        return data(find(ask.path("id")), ask);
    }

    private Reply update(Ask ask) {
        Document before = find(ask.path("id"));
        ObjectNode change = documentMonitor(attributes(ask.body()));
        ObjectNode whole = OldDowntimes.isOld(before) ? OldDowntimes.attributes(before) : (ObjectNode) before.body();
        ObjectNode body = documentMonitor(Shapes.merged(whole, change));
        return data(save(before.id(), body, ask.request().expectedVersion(), ask), ask);
    }

    private Reply cancel(Ask ask) {
        Document downtime = find(ask.path("id"));
        sources.desk().delete(Kind.DOWNTIMES, downtime.id(), ask.request().expectedVersion(), ask.who());
        return Reply.empty(HttpStatus.NO_CONTENT);
    }

    private Reply matches(Ask ask) {
        List<Document> meaning = view.meaning(monitorOf(ask)).stream()
                .filter(downtime -> view.next(downtime, ask.now()).isPresent())
                .toList();
        ObjectNode body = Json.object();
        ArrayNode data = body.putArray("data");
        meaning.stream()
                .skip(ask.integer("page[offset]", 0, 0, 1_000_000))
                .limit(ask.integer("page[limit]", 30, 1, PAGE_MAX))
                .forEach(downtime -> view.next(downtime, ask.now()).ifPresent(at -> {
                    ObjectNode node =
                            data.addObject().put("type", "downtime_match").put("id", downtime.id());
                    ObjectNode attributes = node.putObject("attributes")
                            .put("scope", view.scope(downtime))
                            .put("start", at.from().toString());
                    if (at.to().equals(io.tidemark.console.api.DowntimeCalendar.Occurrence.NEVER)) {
                        attributes.putNull("end");
                    } else {
                        attributes.put("end", at.to().toString());
                    }
                    attributes.putArray("groups");
                }));
        body.putObject("meta").putObject("page").put("total_filtered_count", meaning.size());
        return Reply.ok(body);
    }

    private Document monitorOf(Ask ask) {
        long id = Shapes.id(ask, "id");
        return NumericIds.find(sources.documents(), Kind.MONITORS, id)
                .orElseThrow(() -> Problem.notFound("There is no monitor " + id + ". GET /api/v1/monitor lists them."));
    }

    private Reply createOld(Ask ask) {
        long id = NumericIds.unused(sources.documents(), Kind.DOWNTIMES, sources.random());
        return old(save(Long.toString(id), document(ask.body()), Optional.empty(), ask), ask);
    }

    /** What was posted, without what only the server says, and with the id of the monitor's document. */
    private ObjectNode document(ObjectNode posted) {
        posted.remove(List.of(
                "id", "active", "active_child", "canceled", "creator_id", "updater_id", "downtime_type", "parent_id"));
        if (posted.path("monitor_id").isNumber()) {
            long number = posted.path("monitor_id").asLong();
            String id = monitor(number);
            if (!id.equals(Long.toString(number))) {
                posted.put("monitor_id", id);
            }
        }
        if (!posted.has("disabled")) {
            posted.put("disabled", false);
        }
        return posted;
    }

    private Reply old(Document downtime, Ask ask) {
        return Reply.ok(view.v1(downtime, ask.now())).with("etag", Shapes.tag(downtime));
    }

    private Reply listOld(Ask ask) {
        ArrayNode list = Json.array();
        wanted(ask).forEach(downtime -> list.add(view.v1(downtime, ask.now())));
        return Reply.ok(list);
    }

    private Reply getOld(Ask ask) {
        return old(findOld(ask), ask);
    }

    private Reply updateOld(Ask ask) {
        Document before = findOld(ask);
        ObjectNode whole = OldDowntimes.isOld(before) ? (ObjectNode) before.body() : OldDowntimes.words(before);
        ObjectNode body = document(Shapes.merged(whole, document(ask.body())));
        return old(save(before.id(), body, ask.request().expectedVersion(), ask), ask);
    }

    private Reply cancelOld(Ask ask) {
        Document downtime = findOld(ask);
        sources.desk().delete(Kind.DOWNTIMES, downtime.id(), ask.request().expectedVersion(), ask.who());
        return Reply.empty(HttpStatus.NO_CONTENT);
    }

    private Reply cancelByScope(Ask ask) {
        var given = ask.body().path("scope");
        List<String> tags =
                given.isArray() ? Shapes.texts(given) : List.of(given.asText("").split("\\s*,\\s*"));
        String scope = canonical(String.join(" AND ", tags));
        List<Document> meant = sources.documents().all(Kind.DOWNTIMES).stream()
                .filter(downtime -> view.scope(downtime).equals(scope))
                .toList();
        if (meant.isEmpty()) {
            throw Problem.notFound(
                    "No downtime has the scope " + Problem.quote(scope) + ". GET /api/v1/downtime lists them.");
        }
        ArrayNode ids = Json.array();
        for (Document downtime : meant) {
            sources.desk().delete(Kind.DOWNTIMES, downtime.id(), Optional.empty(), ask.who());
            ids.add(NumericIds.of(downtime.id()));
        }
        ObjectNode body = Json.object();
        body.set("cancelled_ids", ids);
        return Reply.ok(body);
    }

    private static String canonical(String scope) {
        try {
            return Scope.parse(scope).text();
        } catch (QuerySyntaxException e) {
            throw Problem.badRequest(e.reason(), "scope " + e.getMessage());
        }
    }

    private Reply matchesOld(Ask ask) {
        ArrayNode list = Json.array();
        view.meaning(monitorOf(ask)).stream()
                .filter(downtime -> view.isActive(downtime, ask.now()))
                .forEach(downtime -> list.add(view.v1(downtime, ask.now())));
        return Reply.ok(list);
    }

    private Document save(String id, ObjectNode body, Optional<String> expected, Ask ask) {
        return sources.desk().save(Kind.DOWNTIMES, id, body, expected, ask.who());
    }

    private Document find(String id) {
        return sources.documents()
                .get(Kind.DOWNTIMES, id)
                .or(() -> id.matches("[0-9]{1,18}")
                        ? NumericIds.find(sources.documents(), Kind.DOWNTIMES, Long.parseLong(id))
                        : Optional.empty())
                .orElseThrow(() -> Problem.notFound("There is no downtime " + Problem.quote(id)
                        + ". It was cancelled, or never was; GET /api/v2/downtime lists them."));
    }

    private Document findOld(Ask ask) {
        return find(Long.toString(Shapes.id(ask, "id")));
    }
}
