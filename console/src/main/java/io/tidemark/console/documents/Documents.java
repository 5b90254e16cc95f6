package io.tidemark.console.documents;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The newest version of every document, by kind and id. Thread-safe. */
public final class Documents {

    /** Documents of one kind that are kept; more are counted and not shown. */
    public static final int DOCUMENTS_MAX = 50_000;

    /** Kinds of documents that pages show. */
    public enum Kind {
        DETECTORS,
        MONITORS,
        DOWNTIMES
    }

    /**
     * One document.
     *
     * @param version offset of its record in the configuration topic
     * @param changed time of that record
     * @param bands of a monitor: id of the band rows that it decides on, where it decides on such
     */
    public record Document(String id, JsonNode body, long version, Instant changed, Optional<String> bands) {

        /** Its name for people; its id where it has none. */
        public String name() {
            String name = body.path("name").asText("");
            return name.isEmpty() ? id : name;
        }

        /** Its query as it was posted, or nothing. */
        public String query() {
            return body.path("query").asText("");
        }
    }

    private final Map<Kind, ConcurrentSkipListMap<String, Document>> byKind = new EnumMap<>(Kind.class);
    private final AtomicLong notKept = new AtomicLong();

    public Documents() {
        for (Kind kind : Kind.values()) {
            byKind.put(kind, new ConcurrentSkipListMap<>());
        }
    }

    /** Takes a document that is in force from now on. */
    public void put(Kind kind, Document document) {
        ConcurrentSkipListMap<String, Document> known = byKind.get(kind);
        if (known.size() >= DOCUMENTS_MAX && !known.containsKey(document.id())) {
            notKept.incrementAndGet();
            return;
        }
        known.put(document.id(), document);
    }

    /** Forgets a document that was deleted. */
    public void remove(Kind kind, String id) {
        byKind.get(kind).remove(id);
    }

    public Optional<Document> get(Kind kind, String id) {
        return Optional.ofNullable(byKind.get(kind).get(id));
    }

    /** The document that band rows of an id come from: the detector, or the monitor whose query stands in itself. */
    public Optional<Document> behindBands(String id) {
        Optional<Document> detector = get(Kind.DETECTORS, id);
        return detector.isPresent()
                ? detector
                : byKind.get(Kind.MONITORS).values().stream()
                        .filter(monitor -> monitor.bands().filter(id::equals).isPresent())
                        .findFirst();
    }

    /** All documents of a kind, by id. */
    public List<Document> all(Kind kind) {
        return List.copyOf(byKind.get(kind).values());
    }

    /** Documents that came when there was no more room. */
    public long notKept() {
        return notKept.get();
    }
}
