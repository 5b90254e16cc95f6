package io.tidemark.config;

import io.tidemark.document.Document;
import io.tidemark.document.DocumentKind;
import java.time.Instant;
import java.util.Optional;

/**
 * One version of a document, as one record said it.
 *
 * @param offset names the version
 * @param timestamp when the broker took the record
 * @param document empty: the document was deleted
 * @param json exactly as it was posted; empty for a deletion
 * @param author who wrote it, as the header {@value ConfigPublisher#AUTHOR} of the record says; empty where it does not
 */
public record ConfigVersion(
        DocumentKind kind,
        String id,
        int partition,
        long offset,
        Instant timestamp,
        Optional<Document> document,
        String json,
        String author) {

    /** A version of which nobody knows who wrote it. */
    public ConfigVersion(
            DocumentKind kind,
            String id,
            int partition,
            long offset,
            Instant timestamp,
            Optional<Document> document,
            String json) {
        this(kind, id, partition, offset, timestamp, document, json, "");
    }

    public boolean isDeletion() {
        return document.isEmpty();
    }

    /** The document as its type. */
    public <D extends Document> Optional<D> as(Class<D> type) {
        return document.filter(type::isInstance).map(type::cast);
    }
}
