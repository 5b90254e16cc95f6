package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpStatus;
import io.tidemark.console.api.DowntimeCalendar.Occurrence;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.history.AlertRow;
import io.tidemark.console.history.Span;
import io.tidemark.console.query.Answer;
import io.tidemark.console.query.GraphQuery;
import io.tidemark.console.query.Preview;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import io.tidemark.document.DowntimeDocument;
import io.tidemark.document.MonitorQueries;
import io.tidemark.query.Grouping;
import io.tidemark.query.MonitorQuery;
import io.tidemark.query.Query;
import io.tidemark.query.QuerySyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** What a monitor or downtime would have done, before it is saved. */
final class PreviewRoutes {

    private static final Rule READ = Rule.viewer("monitors_read");
    private static final int OCCURRENCES = 10;
    private static final int ALERTS_MAX = 1_000;
    private static final int DAYS_MAX = 35;

    private final Sources sources;
    private final QueryRoutes queries;

    PreviewRoutes(Sources sources, QueryRoutes queries) {
        this.sources = sources;
        this.queries = queries;
    }

    void addTo(RouteTable table) {
        table.group("Previews")
                .post(
                        "/api/console/preview/monitor",
                        READ,
                        "How often a monitor's thresholds would have been passed: stretches in WARN and ALERT for each group.",
                        "a monitor, as it would be created",
                        this::monitor,
                        "days: 1 to 35, default 7")
                .post(
                        "/api/console/preview/downtime",
                        READ,
                        "The next windows of a downtime, with changes of the clocks, the monitors that it means, and what it would"
                                + " have held back.",
                        "a downtime: the attributes of the newer shape, or the older shape",
                        this::downtime,
                        "days: 1 to 35 to look back, default 7");
    }

    private Reply monitor(Ask ask) {
        ObjectNode body = ask.body();
        body.remove(List.of("id", "tidemark"));
        refuseFaults(Kind.MONITORS, body);
        String type = body.path("type").asText();
        if (!type.equals("metric alert") && !type.equals("query alert")) {
            throw Problem.badRequest(
                    "no-preview",
                    "type is " + Problem.quote(type)
                            + " (expected metric alert or query alert). Others cannot be previewed.");
        }
        MonitorQuery monitor = parsed(body.path("query").asText());
        if (monitor.change().isPresent()
                || monitor.query() instanceof Query.Outliers
                || monitor.query() instanceof Query.Forecast) {
            throw Problem.badRequest(
                    "no-preview",
                    "Changes, outliers and forecasts cannot be previewed. Look at the query on a graph instead.");
        }
        Instant to = ask.now();
        Instant from = to.minusSeconds(86_400L * ask.integer("days", 7, 1, DAYS_MAX));
        int window = Preview.windowSeconds(monitor);
        int width = MonitorQueries.plainInterval(window);
        Answer answer = queries.answer(
                new GraphQuery(monitor.query().text(), monitor.query(), java.util.Optional.empty()),
                from.minusSeconds(window),
                to,
                width);
        JsonNode thresholds = body.path("options").path("thresholds");
        List<Preview.Episode> episodes = Preview.episodes(
                monitor,
                new Preview.Levels(
                        number(thresholds, "warning"),
                        number(thresholds, "critical_recovery"),
                        number(thresholds, "warning_recovery")),
                answer,
                from.getEpochSecond());
        ObjectNode told = Json.object()
                .put("from", from.toEpochMilli())
                .put("to", to.toEpochMilli())
                .put("step", answer.frame().stepSeconds())
                .put("groups", answer.groups())
                .put(
                        "alerts",
                        episodes.stream()
                                .filter(each -> each.state().equals("ALERT"))
                                .count())
                .put(
                        "warnings",
                        episodes.stream()
                                .filter(each -> each.state().equals("WARN"))
                                .count());
        ArrayNode list = told.putArray("episodes");
        episodes.stream().limit(ALERTS_MAX).forEach(each -> {
            ObjectNode node = list.addObject()
                    .put("group", each.group())
                    .put("state", each.state())
                    .put("from", each.fromSeconds() * 1000)
                    .put("to", each.toSeconds() * 1000);
            Json.put(node, "value", each.value());
        });
        return Reply.ok(told);
    }

    private void refuseFaults(Kind kind, ObjectNode body) {
        List<String> faults = sources.desk().faults(kind, "preview", body);
        if (!faults.isEmpty()) {
            throw Problem.of(HttpStatus.BAD_REQUEST, "bad-" + kind.kind().text(), faults);
        }
    }

    private static MonitorQuery parsed(String query) {
        try {
            return MonitorQuery.parse(query);
        } catch (QuerySyntaxException e) {
            throw Problem.badRequest(e.reason(), "query " + e.getMessage());
        }
    }

    private static OptionalDouble number(JsonNode node, String field) {
        return node.path(field).isNumber() ? OptionalDouble.of(node.path(field).asDouble()) : OptionalDouble.empty();
    }

    private Reply downtime(Ask ask) {
        ObjectNode body = ask.body();
        refuseFaults(Kind.DOWNTIMES, body);
        Document asked = new Document("preview", body, 0, ask.now(), java.util.Optional.empty());
        DowntimeDocument meant = OldDowntimes.meant(asked);
        ObjectNode told = Json.object();
        ArrayNode next = told.putArray("occurrences");
        sources.calendar().of(asked, ask.now(), OCCURRENCES).forEach(each -> occurrence(next.addObject(), each));
        ArrayNode monitors = told.putArray("monitors");
        for (Document monitor : sources.documents().all(Kind.MONITORS)) {
            if (meant.monitors()
                    .matches(monitor.id(), Shapes.texts(monitor.body().path("tags")))) {
                monitors.addObject().put("id", monitor.id()).put("name", monitor.name());
            }
        }
        Instant from = ask.now().minusSeconds(86_400L * ask.integer("days", 7, 1, DAYS_MAX));
        // As if it had been there then: a downtime without a start would have begun before the span.
        Document earlier = new Document("preview", body, 0, from, java.util.Optional.empty());
        List<Occurrence> past = sources.calendar().of(earlier, from, ALERTS_MAX);
        ArrayNode hidden = told.putArray("hidden");
        for (AlertRow row : sources.history().alerts(new Span(from, ask.now()), ALERTS_MAX)) {
            if (past.stream()
                            .anyMatch(each ->
                                    !row.at().isBefore(each.from()) && row.at().isBefore(each.to()))
                    && means(meant, row)) {
                hidden.addObject()
                        .put("id", row.id())
                        .put("at", row.at().toEpochMilli())
                        .put("monitor", row.monitor())
                        .put("name", row.name())
                        .put("group", row.group())
                        .put("to", row.to());
            }
        }
        return Reply.ok(told);
    }

    private static boolean means(DowntimeDocument downtime, AlertRow row) {
        return downtime.monitors().matches(row.monitor(), row.tags())
                && downtime.scope().matches(Grouping.tagsOfGroup(row.group()));
    }

    private static void occurrence(ObjectNode node, Occurrence occurrence) {
        node.put("from", occurrence.from().toEpochMilli())
                .put("to", occurrence.to().toEpochMilli());
        node.set("notes", Json.strings(occurrence.notes()));
    }
}
