package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.NumericIds;
import io.tidemark.console.history.EventRow;
import io.tidemark.console.history.Span;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import java.util.List;
import java.util.Locale;

/** Events: list and get. Posting is the intake's. */
final class EventRoutes {

    private static final Rule READ = Rule.viewer("events_read");
    private static final int PAGE = 1_000;
    private static final int SCANNED_MAX = 20_000;

    private final Sources sources;

    EventRoutes(Sources sources) {
        this.sources = sources;
    }

    void addTo(RouteTable table) {
        table.group("Events")
                .get(
                        "/api/v1/events",
                        READ,
                        "Lists events, newest first; at most 1000 a page.",
                        this::list,
                        "start: seconds since the Unix epoch",
                        "end: the same",
                        "priority: normal or low",
                        "sources: with commas between them",
                        "tags: all of which it must have",
                        "unaggregated: without effect, events are never merged",
                        "exclude_aggregate: without effect",
                        "page: from 0")
                .get("/api/v1/events/{id}", READ, "One event.", this::get);
    }

    private Reply list(Ask ask) {
        Span span = Ask.span(
                ask.requiredSeconds("start"), ask.requiredSeconds("end").plusSeconds(1));
        List<String> from = ask.list("sources");
        List<String> tags = ask.list("tags");
        String priority = ask.text("priority", 16).orElse("");
        int page = ask.integer("page", 0, 0, 1_000);
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("events");
        sources.history().events(span, SCANNED_MAX).stream()
                .filter(event -> from.isEmpty() || from.contains(event.source()))
                .filter(event -> event.tags().containsAll(tags))
                .filter(event -> priority.isEmpty() || event.priority().equalsIgnoreCase(priority))
                .skip((long) page * PAGE)
                .limit(PAGE)
                .forEach(event -> list.add(view(event)));
        return Reply.ok(body);
    }

    private Reply get(Ask ask) {
        String id = ask.path("id");
        EventRow event = sources.history()
                .event(id)
                .or(() -> id.matches("[0-9]{1,18}")
                        ? sources
                                .history()
                                .events(
                                        new Span(ask.now().minus(java.time.Duration.ofDays(90)), ask.now()),
                                        SCANNED_MAX)
                                .stream()
                                .filter(each -> number(each.id()) == Long.parseLong(id))
                                .findFirst()
                        : java.util.Optional.empty())
                .orElseThrow(() -> Problem.notFound("There is no event " + Problem.quote(id)
                        + ". It may not be written yet; GET /api/v1/events lists them."));
        ObjectNode body = Json.object();
        body.set("event", view(event));
        return Reply.ok(body);
    }

    /** The intake's ids are numbers of up to 19 digits, as it answered them; those of our own events are texts. */
    private static long number(String id) {
        return id.matches("[1-9][0-9]{0,17}|[1-8][0-9]{18}") ? Long.parseLong(id) : NumericIds.of(id);
    }

    private static ObjectNode view(EventRow event) {
        long id = number(event.id());
        ObjectNode node = Json.object()
                .put("id", id)
                .put("id_str", Long.toString(id))
                .put("title", event.title())
                .put("text", event.text())
                .put("date_happened", event.at().getEpochSecond())
                .put("alert_type", event.type().toLowerCase(Locale.ROOT))
                .put("priority", event.priority().toLowerCase(Locale.ROOT))
                .put("source", event.source())
                .put("source_type_name", event.source())
                .put("url", "/event/event?id=" + id);
        if (!event.host().isEmpty()) {
            node.put("host", event.host());
        }
        node.set("tags", Json.strings(event.tags()));
        return node;
    }
}
