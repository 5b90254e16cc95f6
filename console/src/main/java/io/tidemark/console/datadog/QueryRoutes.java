package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.history.HistoryBuckets;
import io.tidemark.console.query.Answer;
import io.tidemark.console.query.Band;
import io.tidemark.console.query.Expressions;
import io.tidemark.console.query.Frame;
import io.tidemark.console.query.GraphQuery;
import io.tidemark.console.query.Line;
import io.tidemark.console.query.QueryEngine;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import io.tidemark.query.MetricQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code /api/v1/query}: what is drawn. */
final class QueryRoutes {

    private final Sources sources;
    private final QueryEngine engine;

    QueryRoutes(Sources sources) {
        this.sources = sources;
        this.engine = new QueryEngine(
                new HistoryBuckets(sources.history()),
                sources.functions(),
                new JudgedBands(sources.history(), sources.documents()),
                new DocumentExclusions(sources.documents()));
    }

    void addTo(RouteTable table) {
        String[] parameters = {
            "query: one or more queries with commas between them",
            "from: seconds since the Unix epoch",
            "to: the same",
            "points: buckets where a query names no width, at most; 10 to 2000, default 350"
        };
        table.group("Queries")
                .get(
                        "/api/v1/query",
                        Rule.viewer("timeseries_query"),
                        "Evaluates queries over history.",
                        this::query,
                        parameters);
    }

    List<Answer> answers(String text, Instant from, Instant to, int points) {
        Ask.span(from, to);
        return GraphQuery.parseAll(text).stream()
                .map(query -> engine.answer(query, from.getEpochSecond(), to.getEpochSecond(), points))
                .toList();
    }

    /** One query in buckets of the width that it states, or else of this one. */
    Answer answer(GraphQuery query, Instant from, Instant to, int stepSeconds) {
        long points = (to.getEpochSecond() - from.getEpochSecond()) / stepSeconds + 2;
        return engine.answer(
                query, from.getEpochSecond(), to.getEpochSecond(), (int) Math.min(Frame.POINTS_MAX, points));
    }

    private Reply query(Ask ask) {
        String text = ask.text("query", GraphQuery.TEXT_MAX)
                .orElseThrow(() -> Problem.badRequest(
                        "missing-parameter", "query is missing. Add ?query=avg:system.load.1{*} or the like."));
        Instant from = ask.requiredSeconds("from");
        Instant to = ask.requiredSeconds("to");
        List<Answer> answers = answers(text, from, to, ask.integer("points", Frame.POINTS_DEFAULT, 10, 2_000));
        ObjectNode body = Json.object()
                .put("status", "ok")
                .put("res_type", "time_series")
                .put("resp_version", 1)
                .put("query", text)
                .put("from_date", from.toEpochMilli())
                .put("to_date", to.toEpochMilli())
                .put("message", message(answers));
        body.putArray("group_by");
        ArrayNode series = body.putArray("series");
        java.util.TreeSet<String> keys = new java.util.TreeSet<>();
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            Expressions.firstMetric(answer.of().query())
                    .ifPresent(metric -> keys.addAll(metric.grouping().keys()));
            for (Line line : answer.lines()) {
                series.add(series(answer, line, i));
            }
        }
        body.set("group_by", Json.strings(keys));
        return Reply.ok(body);
    }

    /** Why an answer holds nothing, which an empty picture does not say. */
    private String message(List<Answer> answers) {
        StringBuilder message = new StringBuilder();
        for (Answer answer : answers) {
            Optional<MetricQuery> metric = Expressions.firstMetric(answer.of().query());
            if (answer.lines().isEmpty() && metric.isPresent()) {
                boolean known =
                        !sources.history().seriesOfMetric(metric.get().metric()).isEmpty();
                message.append(message.isEmpty() ? "" : " ")
                        .append(metric.get().metric())
                        .append(known ? " has no data in this scope and time frame." : " was never seen.");
            }
        }
        return message.toString();
    }

    private ObjectNode series(Answer answer, Line line, int index) {
        Frame frame = answer.frame();
        Optional<MetricQuery> metric = Expressions.firstMetric(answer.of().query());
        String name = Expressions.name(answer.of().query());
        ObjectNode node = Json.object()
                .put("metric", name)
                .put("display_name", name)
                .put("expression", Expressions.of(answer.of().query(), line.group(), line.tags()))
                .put("scope", scope(metric, line))
                .put("interval", frame.stepSeconds())
                .put("query_index", index);
        metric.ifPresentOrElse(one -> node.put("aggr", one.aggregator().text()), () -> node.putNull("aggr"));
        node.set("tag_set", Json.strings(line.tags()));
        ArrayNode points = points(frame, line.values());
        node.set("pointlist", points);
        node.put("length", points.size());
        node.put(
                "start",
                points.isEmpty()
                        ? frame.startSeconds() * 1000
                        : points.get(0).get(0).asLong());
        node.put(
                "end",
                (points.isEmpty()
                                ? frame.startSeconds() * 1000
                                : points.get(points.size() - 1).get(0).asLong())
                        + frame.stepSeconds() * 1000L
                        - 1);
        unit(node, metric);
        line.band().ifPresent(band -> band(node, frame, line, band));
        line.outlier().ifPresent(told -> outliers(node, frame, line, told));
        return node;
    }

    private static String scope(Optional<MetricQuery> metric, Line line) {
        return line.tags().isEmpty()
                ? metric.map(one -> one.scope().text()).orElse("*")
                : String.join(",", line.tags());
    }

    private static ArrayNode points(Frame frame, double[] values) {
        ArrayNode points = Json.array();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                points.addArray().add((double) (frame.start(i) * 1000)).add(values[i]);
            }
        }
        return points;
    }

    /** Beside Datadog's fields: what is normal, and which points are not. */
    private static void band(ObjectNode node, Frame frame, Line line, Band band) {
        node.set("expected", points(frame, band.expected()));
        node.set("lower", points(frame, band.lower()));
        node.set("upper", points(frame, band.upper()));
        node.put("model", band.model());
        ArrayNode anomalous = node.putArray("anomalous");
        for (int i = 0; i < band.size(); i++) {
            if (band.anomalous()[i]) {
                ArrayNode point = anomalous.addArray().add((double) (frame.start(i) * 1000));
                point.add(line.values()[i]).add(band.score()[i]);
            }
        }
    }

    private static void outliers(ObjectNode node, Frame frame, Line line, boolean[] told) {
        boolean any = false;
        ArrayNode points = node.putArray("outlier_points");
        for (int i = 0; i < told.length; i++) {
            any |= told[i];
            if (told[i] && !Double.isNaN(line.values()[i])) {
                points.addArray().add((double) (frame.start(i) * 1000)).add(line.values()[i]);
            }
        }
        node.put("outlier", any);
    }

    /** As people said with the metric's metadata. */
    private void unit(ObjectNode node, Optional<MetricQuery> metric) {
        ArrayNode unit = node.putArray("unit");
        Optional<Document> said = metric.flatMap(one -> sources.documents().get(Kind.METRICS, one.metric()));
        for (String field : List.of("unit", "per_unit")) {
            String name = said.map(d -> d.body().path(field).asText("")).orElse("");
            if (name.isEmpty()) {
                unit.addNull();
            } else {
                unit.addObject()
                        .put("name", name)
                        .put("plural", name + "s")
                        .put("short_name", name)
                        .put("scale_factor", 1.0);
            }
        }
    }
}
