package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Hosts and their tags. */
final class HostRoutes {

    private static final Rule READ = Rule.viewer("hosts_read");
    private static final Rule MUTE = Rule.editor("monitors_downtime");
    private static final Rule WRITE = Rule.editor("host_tags_write");
    private static final Duration ACTIVE = Duration.ofHours(2);

    /** A host whose newest bucket is older is not up. */
    private static final Duration UP = Duration.ofMinutes(5);

    private final Sources sources;

    HostRoutes(Sources sources) {
        this.sources = sources;
    }

    void addTo(RouteTable table) {
        table.group("Hosts")
                .get(
                        "/api/v1/hosts",
                        READ,
                        "Lists hosts.",
                        this::list,
                        "filter: part of a name, or a tag such as env:prod or host:web-*",
                        "sort_field: host_name or last_reported_time",
                        "sort_dir: asc or desc",
                        "start: from 0",
                        "count: at most 1000, default 100",
                        "from: seen since, seconds since the Unix epoch; default two hours ago",
                        "include_muted_hosts_data: without effect, it is always there",
                        "include_hosts_metadata: without effect")
                .get("/api/v1/hosts/totals", READ, "How many hosts there are.", this::totals, "from: seen since")
                .post("/api/v1/host/{host}/mute", MUTE, "Mutes a host.", "message, end, override", this::mute)
                .post("/api/v1/host/{host}/unmute", MUTE, "Ends that.", "nothing", this::unmute)
                .get("/api/v1/tags/hosts", READ, "Tags with their hosts.", this::allTags, "source: without effect")
                .get("/api/v1/tags/hosts/{host}", READ, "Tags of a host.", this::tags, "source: without effect")
                .post(
                        "/api/v1/tags/hosts/{host}",
                        WRITE,
                        "Adds tags to a host.",
                        "tags",
                        this::addTags,
                        "source: who says so")
                .put(
                        "/api/v1/tags/hosts/{host}",
                        WRITE,
                        "Replaces the tags of a host.",
                        "tags",
                        this::putTags,
                        "source: who says so")
                .delete(
                        "/api/v1/tags/hosts/{host}",
                        WRITE,
                        "Removes the tags of a host.",
                        this::deleteTags,
                        "source: without effect");
    }

    private Reply list(Ask ask) {
        Instant from = ask.seconds("from").orElse(ask.now().minus(ACTIVE));
        String filter = ask.text("filter", Ask.SEARCH_LENGTH_MAX).orElse("").toLowerCase(Locale.ROOT);
        List<Hosts.Seen> found = new ArrayList<>(all().values().stream()
                .filter(host ->
                        host.last().equals(Instant.EPOCH) || !host.last().isBefore(from))
                .filter(host -> fits(host, filter))
                .toList());
        found.sort(order(ask));
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("host_list");
        found.stream()
                .skip(ask.integer("start", 0, 0, 1_000_000))
                .limit(ask.integer("count", 100, 1, 1_000))
                .forEach(host -> list.add(Hosts.view(host, sources.documents(), ask.now(), isUp(host, ask.now()))));
        body.put("total_matching", found.size()).put("total_returned", list.size());
        return Reply.ok(body);
    }

    private static Comparator<Hosts.Seen> order(Ask ask) {
        String field = ask.text("sort_field", 64).orElse("host_name");
        Comparator<Hosts.Seen> order = switch (field) {
            case "host_name", "name" -> Comparator.comparing(Hosts.Seen::name);
            case "last_reported_time" -> Comparator.comparing(Hosts.Seen::last);
            default ->
                throw Problem.parameter(
                        "sort_field", field, "host_name or last_reported_time", "Take one of them.", "bad-sort");
        };
        return ask.text("sort_dir", 8).orElse("asc").equals("desc") ? order.reversed() : order;
    }

    private boolean fits(Hosts.Seen host, String filter) {
        if (filter.isEmpty()) {
            return true;
        }
        List<String> tags = new ArrayList<>(host.tags());
        tags.addAll(Hosts.given(sources.documents(), host.name()));
        tags.add("host:" + host.name());
        return host.name().contains(filter)
                || tags.contains(filter)
                || filter.contains("*") && tags.stream().anyMatch(tag -> wild(filter, tag));
    }

    private static boolean wild(String filter, String tag) {
        return io.tidemark.query.Scope.parse(filter.replaceAll("[^a-z0-9_.:/*-]", "_"))
                .matches(List.of(tag));
    }

    private Map<String, Hosts.Seen> all() {
        return Hosts.all(sources.history(), sources.documents());
    }

    private static boolean isUp(Hosts.Seen host, Instant now) {
        return host.last().isAfter(now.minus(UP));
    }

    private Reply totals(Ask ask) {
        Instant from = ask.seconds("from").orElse(ask.now().minus(ACTIVE));
        List<Hosts.Seen> active = all().values().stream()
                .filter(host -> !host.last().isBefore(from))
                .toList();
        long up = active.stream().filter(host -> isUp(host, ask.now())).count();
        return Reply.ok(Json.object().put("total_active", active.size()).put("total_up", up));
    }

    private Reply mute(Ask ask) {
        String host = ask.path("host");
        ObjectNode posted = ask.body();
        Optional<Document> before = sources.documents().get(Kind.DOWNTIMES, Mutes.ofHost(host));
        if (before.isPresent() && !posted.path("override").asBoolean(false)) {
            throw Problem.badRequest(
                    "muted",
                    host + " is muted already (expected override: true to change that). Add it, or unmute first.");
        }
        Optional<Instant> end = posted.path("end").canConvertToLong()
                ? Optional.of(Instant.ofEpochSecond(posted.path("end").asLong()))
                : Optional.empty();
        String message = posted.path("message").asText("");
        sources.desk()
                .save(
                        Kind.DOWNTIMES,
                        Mutes.ofHost(host),
                        Mutes.downtime(Optional.empty(), "host:" + host.toLowerCase(Locale.ROOT), end, message),
                        Optional.empty(),
                        ask.who());
        ObjectNode body =
                Json.object().put("action", "Muted").put("hostname", host).put("message", message);
        end.ifPresent(at -> body.put("end", at.getEpochSecond()));
        return Reply.ok(body);
    }

    private Reply unmute(Ask ask) {
        String host = ask.path("host");
        if (sources.documents().get(Kind.DOWNTIMES, Mutes.ofHost(host)).isEmpty()) {
            throw Problem.badRequest("not-muted", host + " is not muted. There is nothing to end.");
        }
        sources.desk().delete(Kind.DOWNTIMES, Mutes.ofHost(host), Optional.empty(), ask.who());
        return Reply.ok(Json.object().put("action", "Unmuted").put("hostname", host));
    }

    private Reply allTags(Ask ask) {
        Map<String, TreeSet<String>> hosts = new TreeMap<>();
        all().values().forEach(host -> {
            host.tags()
                    .forEach(tag ->
                            hosts.computeIfAbsent(tag, t -> new TreeSet<>()).add(host.name()));
            Hosts.given(sources.documents(), host.name())
                    .forEach(tag ->
                            hosts.computeIfAbsent(tag, t -> new TreeSet<>()).add(host.name()));
        });
        ObjectNode body = Json.object();
        ObjectNode tags = body.putObject("tags");
        hosts.forEach((tag, names) -> tags.set(tag, Json.strings(names)));
        return Reply.ok(body);
    }

    private Reply tags(Ask ask) {
        String host = ask.path("host");
        boolean known = sources.documents().get(Kind.HOST_TAGS, host).isPresent()
                || Hosts.names(sources.history()).contains(host.toLowerCase(Locale.ROOT));
        if (!known) {
            throw Problem.notFound("The host " + Problem.quote(host) + " was never seen and has no tags."
                    + " GET /api/v1/hosts lists hosts.");
        }
        return told(host, HttpStatus.OK);
    }

    private Reply told(String host, HttpStatus status) {
        ObjectNode body = Json.object().put("host", host);
        body.set("tags", Json.strings(Hosts.given(sources.documents(), host)));
        return Reply.of(status, body);
    }

    private Reply addTags(Ask ask) {
        TreeSet<String> tags = new TreeSet<>(Hosts.given(sources.documents(), ask.path("host")));
        tags.addAll(wanted(ask));
        return saved(ask, tags, HttpStatus.CREATED);
    }

    private Reply putTags(Ask ask) {
        return saved(ask, new TreeSet<>(wanted(ask)), HttpStatus.CREATED);
    }

    private static List<String> wanted(Ask ask) {
        JsonNode tags = ask.body().path("tags");
        if (!tags.isArray()) {
            throw Problem.badRequest("no-tags", "tags is missing (expected a list such as [\"env:prod\"]). Add it.");
        }
        return Shapes.texts(tags);
    }

    private Reply saved(Ask ask, TreeSet<String> tags, HttpStatus status) {
        String host = ask.path("host");
        ObjectNode body = Json.object().put("source", ask.text("source", 100).orElse("users"));
        body.set("tags", Json.strings(tags));
        sources.desk().save(Kind.HOST_TAGS, host, body, ask.request().expectedVersion(), ask.who());
        return told(host, status);
    }

    private Reply deleteTags(Ask ask) {
        String host = ask.path("host");
        if (sources.documents().get(Kind.HOST_TAGS, host).isEmpty()) {
            throw Problem.notFound(
                    "The host " + Problem.quote(host) + " has no tags of its own. There is nothing to remove.");
        }
        sources.desk().delete(Kind.HOST_TAGS, host, Optional.empty(), ask.who());
        return Reply.empty(HttpStatus.NO_CONTENT);
    }
}
