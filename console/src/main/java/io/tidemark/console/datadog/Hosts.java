package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.documents.NumericIds;
import io.tidemark.console.history.History;
import io.tidemark.console.history.SeriesEntry;
import io.tidemark.console.route.Json;
import io.tidemark.series.Series;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Hosts: whatever series say that they are of, and whatever has tags of its own. */
final class Hosts {

    private static final String TAG = "host:";

    /** One host as series tell of it. */
    record Seen(String name, Instant last, Set<String> tags, Set<String> metrics) {}

    private Hosts() {}

    static List<String> names(History history) {
        TreeSet<String> names = new TreeSet<>();
        for (String tag : history.tags(TAG, Integer.MAX_VALUE)) {
            if (tag.startsWith(TAG)) {
                names.add(tag.substring(TAG.length()));
            }
        }
        return List.copyOf(names);
    }

    static Map<String, Seen> all(History history, Documents documents) {
        Map<String, Seen> hosts = new TreeMap<>();
        for (SeriesEntry entry : history.series(TAG, Integer.MAX_VALUE)) {
            Series series = Series.parse(entry.series());
            Optional<String> host = series.tagValue("host").filter(name -> !name.isEmpty());
            if (host.isEmpty()) {
                continue;
            }
            Seen seen = hosts.computeIfAbsent(
                    host.get(), name -> new Seen(name, Instant.EPOCH, new TreeSet<>(), new TreeSet<>()));
            seen.metrics().add(entry.metric());
            series.tags().stream().filter(tag -> !tag.startsWith(TAG)).forEach(seen.tags()::add);
            if (entry.lastSeen().isAfter(seen.last())) {
                hosts.put(host.get(), new Seen(host.get(), entry.lastSeen(), seen.tags(), seen.metrics()));
            }
        }
        for (Document tagged : documents.all(Kind.HOST_TAGS)) {
            hosts.computeIfAbsent(tagged.id(), name -> new Seen(name, Instant.EPOCH, new TreeSet<>(), new TreeSet<>()));
        }
        return hosts;
    }

    /** Tags that people or the host's agent gave it. */
    static List<String> given(Documents documents, String host) {
        return documents
                .get(Kind.HOST_TAGS, host)
                .map(document -> Shapes.texts(document.body().path("tags")))
                .orElse(List.of());
    }

    static ObjectNode view(Seen host, Documents documents, Instant now, boolean up) {
        Optional<Document> mute = documents.get(Kind.DOWNTIMES, Mutes.ofHost(host.name()));
        ObjectNode node = Json.object()
                .put("id", NumericIds.of("host " + host.name()))
                .put("name", host.name())
                .put("host_name", host.name())
                .put("up", up)
                .put("is_muted", mute.isPresent())
                .put("last_reported_time", host.last().getEpochSecond());
        String end =
                mute.map(d -> d.body().path("schedule").path("end").asText("")).orElse("");
        if (!end.isEmpty() && !end.equals("null")) {
            node.put("mute_timeout", Instant.parse(end).getEpochSecond());
        }
        node.set("aliases", Json.strings(List.of(host.name())));
        TreeSet<String> apps = new TreeSet<>();
        host.metrics()
                .forEach(metric ->
                        apps.add(metric.indexOf('.') < 0 ? metric : metric.substring(0, metric.indexOf('.'))));
        node.set("apps", Json.strings(apps));
        node.set("sources", Json.strings(List.of("tidemark")));
        ObjectNode tags = node.putObject("tags_by_source");
        tags.set("Users", Json.strings(given(documents, host.name())));
        tags.set("Series", Json.strings(host.tags()));
        node.putObject("meta");
        node.putObject("metrics");
        return node;
    }
}
