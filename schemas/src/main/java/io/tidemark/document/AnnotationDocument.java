package io.tidemark.document;

import io.tidemark.query.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A comment on a span of graphs.
 *
 * @param metric only on graphs of this metric; empty: on all
 * @param end empty: an instant, not a span
 */
public record AnnotationDocument(
        String id,
        String text,
        Instant start,
        Optional<Instant> end,
        Optional<String> metric,
        Scope scope,
        List<String> tags)
        implements Document {

    public AnnotationDocument {
        tags = List.copyOf(tags);
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.ANNOTATION;
    }
}
