package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.history.SeriesEntry;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import io.tidemark.query.QuerySyntaxException;
import io.tidemark.query.Scope;
import io.tidemark.series.Series;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Metrics: which there are, what they are called and counted in, which tags they have. */
final class MetricRoutes {

    private static final Rule READ = Rule.viewer("metrics_read");
    private static final int FOUND_MAX = 10_000;

    private final Sources sources;

    MetricRoutes(Sources sources) {
        this.sources = sources;
    }

    void addTo(RouteTable table) {
        table.group("Metrics")
                .get(
                        "/api/v1/metrics",
                        READ,
                        "Metrics seen since an instant.",
                        this::active,
                        "from: seconds since the Unix epoch",
                        "host: only of this host",
                        "tag_filter: only with these tags, in the language of scopes")
                .get("/api/v1/metrics/{metric}", READ, "What a metric is called and counted in.", this::metadata)
                .put(
                        "/api/v1/metrics/{metric}",
                        Rule.editor("metrics_metadata_write"),
                        "Changes that.",
                        "type, description, short_name, unit, per_unit, statsd_interval",
                        this::putMetadata)
                .get(
                        "/api/v1/search",
                        READ,
                        "Searches metrics and hosts.",
                        this::search,
                        "q: metrics:part-of-a-name, hosts:part-of-a-name, or part of either")
                .get(
                        "/api/v2/metrics/{metric}/all-tags",
                        READ,
                        "All tags of a metric.",
                        this::tags,
                        "window[seconds]: without effect");
    }

    private Reply active(Ask ask) {
        Instant from = ask.requiredSeconds("from");
        Optional<String> host = ask.text("host", 255).map(name -> "host:" + name.toLowerCase(Locale.ROOT));
        Scope scope = scope(ask.text("tag_filter", Ask.NAME_LENGTH_MAX).orElse("*"));
        TreeSet<String> names = new TreeSet<>();
        for (SeriesEntry entry : sources.history().series("", Integer.MAX_VALUE)) {
            if (entry.lastSeen().isBefore(from) || names.contains(entry.metric())) {
                continue;
            }
            List<String> tags = Series.parse(entry.series()).tags();
            if (scope.matches(tags) && host.map(tags::contains).orElse(true)) {
                names.add(entry.metric());
            }
        }
        ObjectNode body = Json.object().put("from", Long.toString(from.getEpochSecond()));
        body.set("metrics", Json.strings(names));
        host.ifPresent(tag -> body.put("host", tag.substring("host:".length())));
        return Reply.ok(body);
    }

    private static Scope scope(String text) {
        try {
            return Scope.parse(text);
        } catch (QuerySyntaxException e) {
            throw Problem.badRequest(e.reason(), "tag_filter " + e.getMessage());
        }
    }

    private Reply metadata(Ask ask) {
        String metric = ask.path("metric");
        Optional<Document> said = sources.documents().get(Kind.METRICS, metric);
        List<SeriesEntry> series = sources.history().seriesOfMetric(metric);
        if (said.isEmpty() && series.isEmpty()) {
            throw Problem.notFound(
                    "The metric " + Problem.quote(metric) + " was never seen. GET /api/v1/search finds names.");
        }
        ObjectNode node =
                said.map(document -> ((ObjectNode) document.body()).deepCopy()).orElseGet(Json::object);
        node.remove(List.of("id", "kind"));
        if (!node.has("type")) {
            node.put("type", series.isEmpty() ? "gauge" : series.get(0).kind().toLowerCase(Locale.ROOT));
        }
        for (String field :
                List.of("description", "short_name", "unit", "per_unit", "statsd_interval", "integration")) {
            if (!node.has(field)) {
                node.putNull(field);
            }
        }
        return Reply.ok(node);
    }

    private Reply putMetadata(Ask ask) {
        String metric = ask.path("metric");
        ObjectNode before = sources.documents()
                .get(Kind.METRICS, metric)
                .map(document -> (ObjectNode) document.body())
                .orElseGet(Json::object);
        sources.desk()
                .save(
                        Kind.METRICS,
                        metric,
                        Shapes.merged(before, ask.body()),
                        ask.request().expectedVersion(),
                        ask.who());
        return metadata(ask);
    }

    private Reply search(Ask ask) {
        String q = ask.text("q", Ask.SEARCH_LENGTH_MAX)
                .orElseThrow(() -> Problem.badRequest("missing-parameter", "q is missing. Add ?q=metrics:cpu."));
        int colon = q.indexOf(':');
        String facet = colon < 0 ? "" : q.substring(0, colon);
        String words = q.substring(colon + 1).replaceAll("[\"']", "");
        if (!facet.isEmpty() && !facet.equals("metrics") && !facet.equals("hosts")) {
            throw Problem.parameter("q", q, "metrics:… or hosts:…", "Name one of them, or leave it out.", "bad-facet");
        }
        ObjectNode results = Json.object();
        ArrayNode metrics = Json.strings(
                facet.equals("hosts") ? List.of() : sources.history().metrics(words, FOUND_MAX));
        ArrayNode hosts = Json.array();
        if (!facet.equals("metrics")) {
            Hosts.names(sources.history()).stream()
                    .filter(host -> host.contains(words.toLowerCase(Locale.ROOT)))
                    .limit(FOUND_MAX)
                    .forEach(hosts::add);
        }
        results.set("metrics", metrics);
        results.set("hosts", hosts);
        ObjectNode body = Json.object();
        body.set("results", results);
        return Reply.ok(body);
    }

    private Reply tags(Ask ask) {
        String metric = ask.path("metric");
        List<SeriesEntry> series = sources.history().seriesOfMetric(metric);
        if (series.isEmpty()) {
            throw Problem.notFound(
                    "The metric " + Problem.quote(metric) + " was never seen. GET /api/v1/search finds names.");
        }
        TreeSet<String> tags = new TreeSet<>();
        series.forEach(entry -> tags.addAll(Series.parse(entry.series()).tags()));
        ObjectNode body = Json.object();
        ObjectNode data = body.putObject("data").put("id", metric).put("type", "metrics");
        data.putObject("attributes").set("tags", Json.strings(tags));
        return Reply.ok(body);
    }
}
