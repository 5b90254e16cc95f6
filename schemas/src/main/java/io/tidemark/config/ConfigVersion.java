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
 */
public record ConfigVersion(
        DocumentKind kind,
        String id,
        int partition,
        long offset,
        Instant timestamp,
        Optional<Document> document,
        String json) {

    public boolean isDeletion() {
        return document.isEmpty();
    }

    /** The document as its type. */
    public <D extends Document> Optional<D> as(Class<D> type) {
        return document.filter(type::isInstance).map(type::cast);
    }
}
