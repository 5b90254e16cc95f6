package io.tidemark.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.history.BandGraph;
import io.tidemark.console.history.BandKey;
import io.tidemark.console.history.History;
import io.tidemark.console.history.LineGraph;
import io.tidemark.console.history.Span;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import java.util.List;
import java.util.Map;

/** The data of one graph: what a detector said of a group, or a series as it was measured. */
final class GraphAnswers {

    private static final int BUCKETS_DEFAULT = 1_000;
    private static final int BUCKETS_MAX = 2_000;
    private static final List<String> AGGREGATES = List.of("avg", "sum", "min", "max", "last", "count", "rate");

    private final History history;
    private final Documents documents;

    GraphAnswers(History history, Documents documents) {
        this.history = history;
        this.documents = documents;
    }

    JsonNode graph(Ask ask) {
        Span span = ask.span();
        int buckets = ask.integer("buckets", BUCKETS_DEFAULT, 10, BUCKETS_MAX);
        var series = ask.text("series", Ask.NAME_LENGTH_MAX);
        var detector = ask.text("detector", Ask.NAME_LENGTH_MAX);
        if (series.isPresent() == detector.isPresent()) {
            throw Problem.badRequest(
                    "what-to-draw", "Give either series, or detector and group. Neither or both were given.");
        }
        return series.isPresent()
                ? line(series.get(), ask.text("aggregate", 16), span, buckets)
                : bands(new BandKey(detector.get(), ask.required("group")), span, buckets);
    }

    private ObjectNode bands(BandKey key, Span span, int buckets) {
        BandGraph graph = history.bands(key, span, buckets);
        ObjectNode body = head("bands", span, graph.intervalSeconds(), graph.stepSeconds())
                .put("detector", key.detector())
                .put("group", key.group());
        documents
                .behindBands(key.detector())
                .ifPresent(document -> body.put("name", document.name()).put("query", document.query()));
        body.set("t", Json.numbers(graph.startSeconds()));
        body.set("value", Json.numbers(graph.value()));
        body.set("expected", Json.floats(graph.expected()));
        body.set("lower", Json.floats(graph.lower()));
        body.set("upper", Json.floats(graph.upper()));
        body.set("score", Json.floats(graph.score()));
        body.put("anomalousCount", graph.anomalousCount());
        ArrayNode anomalous = body.putArray("anomalous");
        graph.anomalous().forEach(row -> anomalous.add(Rows.band(row)));
        history.latestBands().stream()
                .filter(entry -> entry.getKey().equals(key))
                .map(Map.Entry::getValue)
                .findFirst()
                .ifPresent(row -> body.set("latest", Rows.band(row)));
        history.judgedSince(key).ifPresent(first -> body.put("judgedSince", first.toEpochMilli()));
        return body;
    }

    private ObjectNode line(String series, java.util.Optional<String> wanted, Span span, int buckets) {
        LineGraph graph = history.line(series, span, buckets);
        String aggregate = wanted.orElseGet(() -> usual(graph.kind()));
        if (!AGGREGATES.contains(aggregate)) {
            throw Problem.parameter(
                    "aggregate",
                    aggregate,
                    "one of " + AGGREGATES,
                    "Take one of them, or leave it out.",
                    "bad-aggregate");
        }
        double[] values = new double[graph.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(graph, aggregate, i);
        }
        ObjectNode body = head("series", span, graph.intervalSeconds(), graph.stepSeconds())
                .put("series", series)
                .put("seriesKind", graph.kind())
                .put("aggregate", aggregate);
        body.set("t", Json.numbers(graph.startSeconds()));
        body.set("value", Json.numbers(values));
        return body;
    }

    private static ObjectNode head(String kind, Span span, int interval, int step) {
        return Json.object()
                .put("kind", kind)
                .put("from", span.from().toEpochMilli())
                .put("to", span.to().toEpochMilli())
                .put("interval", interval)
                .put("step", step);
    }

    /** Counts are summed, all else is averaged, unless asked otherwise. */
    private static String usual(String kind) {
        return kind.equals("COUNT") ? "sum" : "avg";
    }

    private static double value(LineGraph graph, String aggregate, int i) {
        return switch (aggregate) {
            case "sum" -> graph.sum()[i];
            case "min" -> graph.min()[i];
            case "max" -> graph.max()[i];
            case "last" -> graph.last()[i];
            case "count" -> graph.count()[i];
            case "rate" -> graph.sum()[i] / graph.stepSeconds();
            default -> graph.average(i);
        };
    }
}
