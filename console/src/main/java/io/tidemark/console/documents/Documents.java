package io.tidemark.console.documents;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.document.DocumentKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The newest version of every document, by kind and id. Thread-safe. */
public final class Documents {

    /** Documents of one kind that are kept; more are counted and not shown. */
    public static final int DOCUMENTS_MAX = 50_000;

    /** Kinds of documents that pages show. */
    public enum Kind {
        DETECTORS(DocumentKind.DETECTOR),
        MONITORS(DocumentKind.MONITOR),
        DOWNTIMES(DocumentKind.DOWNTIME),
        EXCLUSIONS(DocumentKind.EXCLUSION),
        DASHBOARDS(DocumentKind.DASHBOARD),
        ANNOTATIONS(DocumentKind.ANNOTATION),
        HOST_TAGS(DocumentKind.HOST_TAGS),
        ACKNOWLEDGEMENTS(DocumentKind.ACKNOWLEDGEMENT),
        METRICS(DocumentKind.METRIC);

        private final DocumentKind kind;

        Kind(DocumentKind kind) {
            this.kind = kind;
        }

        /** What its documents are called in a topic. */
        public DocumentKind kind() {
            return kind;
        }

        /** The kind of a document's kind. */
        public static Kind of(DocumentKind kind) {
            return Arrays.stream(values())
                    .filter(each -> each.kind == kind)
                    .findFirst()
                    .orElseThrow();
        }
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
    private final Map<Kind, Long> read = new EnumMap<>(Kind.class);
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

    /** Notes that the topic of a kind was read up to and with a version. */
    public synchronized void reached(Kind kind, long version) {
        read.merge(kind, version, Math::max);
        notifyAll();
    }

    /** Waits until a version was read, so that whoever wrote it reads it; false where that takes too long. */
    public synchronized boolean await(Kind kind, long version, Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (read.getOrDefault(kind, -1L) < version) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
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
