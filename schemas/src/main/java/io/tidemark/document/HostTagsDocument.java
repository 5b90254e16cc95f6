package io.tidemark.document;

import java.util.List;

/** Tags of a host, joined to its points; the id is the host's name. */
public record HostTagsDocument(String id, List<String> tags) implements Document {

    public HostTagsDocument {
        tags = List.copyOf(tags);
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.HOST_TAGS;
    }
}
