package io.tidemark.ingest.otlp;

import java.util.List;

/** A resource that has been seen, and its tags. One object a resource: compared by identity. */
final class KnownResource {

    private final List<String> tags;

    KnownResource(List<String> tags) {
        this.tags = List.copyOf(tags);
    }

    List<String> tags() {
        return tags;
    }
}
