package io.tidemark.document;

import java.util.Optional;

/**
 * What a metric is called and counted in, for pages and clients; the id is its name. How its points are read is theirs to
 * say, not this document's.
 */
public record MetricDocument(String id, Optional<String> type, Optional<String> unit, Optional<String> perUnit)
        implements Document {
    @Override
    public DocumentKind kind() {
        return DocumentKind.METRIC;
    }
}
