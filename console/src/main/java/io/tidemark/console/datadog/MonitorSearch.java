package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.documents.NumericIds;
import io.tidemark.console.history.AlertRow;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import io.tidemark.query.Grouping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /api/v1/monitor/search}: terms, all of which must fit: {@code status:alert}, {@code type:metric}, {@code tag:"env:prod"},
 * {@code muted:true}, {@code id:123}, {@code priority:p1}, and words of the name.
 */
final class MonitorSearch {

    static final String[] PARAMETERS = {
        "query: terms such as status:alert tag:\"env:prod\" cpu",
        "page: from 0",
        "per_page: at most 1000, default 30",
        "sort: name, status, id or type, and asc or desc: name,asc"
    };

    private static final Pattern TERM = Pattern.compile("(?:([a-z_]+):)?(\"[^\"]*\"|\\S+)");
    private static final int TERMS_MAX = 32;
    private static final List<String> KEYS = List.of("status", "type", "tag", "muted", "id", "priority", "group");

    private final Sources sources;

    MonitorSearch(Sources sources) {
        this.sources = sources;
    }

    /** One monitor with what is searched of it. */
    private record Found(Document monitor, long id, String status, boolean muted, String type, List<String> tags) {}

    private record Term(String key, String value) {}

    Reply monitors(Ask ask) {
        List<Found> found = found(ask, new MonitorStates(sources.history()));
        int perPage = ask.integer("per_page", 30, 1, 1_000);
        int page = ask.integer("page", 0, 0, 1_000_000);
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("monitors");
        found.stream().skip((long) page * perPage).limit(perPage).forEach(each -> list.add(result(each)));
        ObjectNode counts = body.putObject("counts");
        counts.set("status", counts(found, each -> List.of(each.status())));
        counts.set("muted", counts(found, each -> List.of(Boolean.toString(each.muted()))));
        counts.set("type", counts(found, each -> List.of(each.type())));
        counts.set("tag", counts(found, Found::tags));
        body.set("metadata", metadata(page, perPage, found.size()));
        return Reply.ok(body);
    }

    Reply groups(Ask ask) {
        MonitorStates states = new MonitorStates(sources.history());
        List<ObjectNode> rows = new ArrayList<>();
        for (Found each : found(ask, states)) {
            for (AlertRow row : states.of(each.monitor().id())) {
                ObjectNode node = Json.object()
                        .put("group", row.group())
                        .put("monitor_id", each.id())
                        .put("monitor_name", each.monitor().name())
                        .put("status", MonitorStates.word(row.to()))
                        .put("last_triggered_ts", row.at().getEpochSecond());
                node.set("group_tags", Json.strings(Grouping.tagsOfGroup(row.group())));
                rows.add(node);
            }
        }
        int perPage = ask.integer("per_page", 30, 1, 1_000);
        int page = ask.integer("page", 0, 0, 1_000_000);
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("groups");
        rows.stream().skip((long) page * perPage).limit(perPage).forEach(list::add);
        body.set("metadata", metadata(page, perPage, rows.size()));
        ObjectNode counts = body.putObject("counts");
        counts.set("status", counts(rows, row -> List.of(row.path("status").asText())));
        counts.set("type", Json.array());
        return Reply.ok(body);
    }

    private List<Found> found(Ask ask, MonitorStates states) {
        List<Term> terms = terms(ask.text("query", Ask.SEARCH_LENGTH_MAX).orElse(""));
        return sources.documents().all(Kind.MONITORS).stream()
                .map(monitor -> found(monitor, states))
                .filter(each -> terms.stream().allMatch(term -> fits(each, term, states)))
                .sorted(order(ask.text("sort", 64).orElse("name,asc")))
                .toList();
    }

    private Found found(Document monitor, MonitorStates states) {
        boolean muted = sources.documents().get(Kind.DOWNTIMES, Mutes.ALL).isPresent()
                || sources.documents().all(Kind.DOWNTIMES).stream()
                        .anyMatch(downtime -> Mutes.isOf(downtime, monitor.id()));
        return new Found(
                monitor,
                NumericIds.of(monitor.id()),
                states.overall(monitor.id()),
                muted,
                monitor.body().path("type").asText(),
                Shapes.texts(monitor.body().path("tags")));
    }

    private static List<Term> terms(String query) {
        List<Term> terms = new ArrayList<>();
        Matcher matcher = TERM.matcher(query.strip());
        while (matcher.find() && terms.size() < TERMS_MAX) {
            String value = matcher.group(2).replace("\"", "").toLowerCase(Locale.ROOT);
            String key = matcher.group(1) == null ? "" : matcher.group(1);
            if (!key.isEmpty() && !KEYS.contains(key)) {
                // A tag may be written without tag:, as in env:prod.
                value = key + ":" + value;
                key = "tag";
            }
            terms.add(new Term(key, value));
        }
        return terms;
    }

    private static boolean fits(Found each, Term term, MonitorStates states) {
        return switch (term.key()) {
            case "status" -> each.status().toLowerCase(Locale.ROOT).equals(term.value());
            case "type" -> each.type().toLowerCase(Locale.ROOT).contains(term.value());
            case "tag" -> each.tags().contains(term.value());
            case "muted" -> Boolean.toString(each.muted()).equals(term.value());
            case "id" -> Long.toString(each.id()).equals(term.value());
            case "priority" -> ("p" + each.monitor().body().path("priority").asText()).equals(term.value());
            case "group" ->
                states.of(each.monitor().id()).stream()
                        .anyMatch(row -> row.group().contains(term.value()));
            default -> each.monitor().name().toLowerCase(Locale.ROOT).contains(term.value());
        };
    }

    private static Comparator<Found> order(String sort) {
        String[] parts = sort.split(",");
        Comparator<Found> order = switch (parts[0]) {
            case "name" -> Comparator.comparing(each -> each.monitor().name());
            case "status" -> Comparator.comparing(Found::status);
            case "id" -> Comparator.comparingLong(Found::id);
            case "type" -> Comparator.comparing(Found::type);
            default ->
                throw Problem.parameter(
                        "sort", sort, "name, status, id or type, then asc or desc", "Write name,asc.", "bad-sort");
        };
        Comparator<Found> same = order.thenComparingLong(Found::id);
        return parts.length > 1 && parts[1].equals("desc") ? same.reversed() : same;
    }

    private static ObjectNode result(Found each) {
        ObjectNode node = Json.object()
                .put("id", each.id())
                .put("name", each.monitor().name())
                .put("type", each.type())
                .put("status", each.status())
                .put("query", each.monitor().query())
                .put("classification", "metric");
        node.set("tags", Json.strings(each.tags()));
        node.putArray("metrics");
        node.putArray("scopes");
        node.putArray("notifications");
        return node;
    }

    private static ObjectNode metadata(int page, int perPage, int total) {
        return Json.object()
                .put("page", page)
                .put("per_page", perPage)
                .put("page_count", (total + perPage - 1) / perPage)
                .put("total_count", total);
    }

    private static <T> ArrayNode counts(List<T> found, Function<T, List<String>> of) {
        Map<String, Integer> counts = new TreeMap<>();
        found.forEach(each -> of.apply(each).forEach(name -> counts.merge(name, 1, Integer::sum)));
        ArrayNode list = Json.array();
        counts.forEach((name, count) -> list.addObject().put("name", name).put("count", count));
        return list;
    }
}
