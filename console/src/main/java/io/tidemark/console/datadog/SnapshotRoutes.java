package io.tidemark.console.datadog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.MediaType;
import io.tidemark.console.history.EventRow;
import io.tidemark.console.history.Span;
import io.tidemark.console.query.Answer;
import io.tidemark.console.query.Frame;
import io.tidemark.console.query.GraphQuery;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import io.tidemark.console.snapshot.Picture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code /api/v1/graph/snapshot}: a graph as a picture, and the picture. */
final class SnapshotRoutes {

    private static final int EVENTS_MAX = 100;

    private final Sources sources;
    private final QueryRoutes queries;

    SnapshotRoutes(Sources sources, QueryRoutes queries) {
        this.sources = sources;
        this.queries = queries;
    }

    void addTo(RouteTable table) {
        table.group("Snapshots")
                .get(
                        "/api/v1/graph/snapshot",
                        Rule.viewer("timeseries_query"),
                        "Draws a graph and tells where its picture is.",
                        this::draw,
                        "metric_query: what is drawn",
                        "graph_def: or a graph's definition in JSON, with requests",
                        "event_query: words, or tags:a,b, of events that are marked",
                        "start: seconds since the Unix epoch",
                        "end: the same",
                        "title: over the picture",
                        "width: 200 to 2000 pixels, default 800",
                        "height: 100 to 1500 pixels, default 360")
                .get(
                        "/snapshot/{name}",
                        Rule.open("a picture's name cannot be guessed, and mails show it to people without a sign-in"),
                        "A picture that was drawn.",
                        this::picture);
    }

    private Reply draw(Ask ask) {
        Instant from = ask.requiredSeconds("start");
        Instant to = ask.requiredSeconds("end");
        Optional<String> query = ask.text("metric_query", GraphQuery.TEXT_MAX);
        Optional<String> definition = ask.text("graph_def", GraphQuery.TEXT_MAX);
        if (query.isPresent() == definition.isPresent()) {
            throw Problem.badRequest(
                    "what-to-draw", "Give either metric_query or graph_def. Neither or both were given.");
        }
        String drawn = query.orElseGet(() -> queries(definition.get()));
        int width = ask.integer("width", Picture.Size.USUAL.width(), 200, 2_000);
        int height = ask.integer("height", Picture.Size.USUAL.height(), 100, 1_500);
        List<Answer> answers = queries.answers(drawn, from, to, Frame.POINTS_DEFAULT);
        List<Instant> events = ask.text("event_query", Ask.SEARCH_LENGTH_MAX)
                .map(text -> events(text, new Span(from, to)))
                .orElse(List.of());
        byte[] png = Picture.draw(
                ask.text("title", 200).orElse(drawn), answers, events, from, to, new Picture.Size(width, height));
        ObjectNode body = Json.object()
                .put(
                        "snapshot_url",
                        ask.request().address() + "/snapshot/"
                                + sources.snapshots().keep(png) + ".png");
        query.ifPresent(text -> body.put("metric_query", text));
        definition.ifPresent(text -> body.put("graph_def", text));
        return Reply.ok(body);
    }

    private static String queries(String definition) {
        try {
            JsonNode graph = Json.read(definition);
            List<String> queries = new ArrayList<>();
            graph.path("requests")
                    .forEach(request -> queries.add(request.path("q").asText("")));
            queries.removeIf(String::isEmpty);
            if (queries.isEmpty()) {
                throw Problem.badRequest(
                        "no-requests", "graph_def holds no query (expected {\"requests\":[{\"q\":\"…\"}]}). Add one.");
            }
            return String.join(", ", queries);
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("not-json", "graph_def is no JSON (expected a graph's definition). Correct it.");
        }
    }

    private List<Instant> events(String query, Span span) {
        boolean byTags = query.startsWith("tags:");
        List<String> tags = Arrays.asList(query.substring(byTags ? 5 : 0).split("[,\\s]+"));
        String words = query.toLowerCase(Locale.ROOT);
        return sources.history().events(span, 10 * EVENTS_MAX).stream()
                .filter(event -> byTags
                        ? event.tags().containsAll(tags)
                        : (event.title() + " " + event.text())
                                .toLowerCase(Locale.ROOT)
                                .contains(words))
                .map(EventRow::at)
                .limit(EVENTS_MAX)
                .toList();
    }

    private Reply picture(Ask ask) {
        String name = ask.path("name").replaceAll("\\.png$", "");
        return sources.snapshots()
                .get(name)
                .map(png -> Reply.bytes(MediaType.PNG, png).with("cache-control", "private, max-age=86400"))
                .orElseThrow(() ->
                        Problem.notFound("There is no such picture, or it gave way to newer ones. Draw it again."));
    }
}
