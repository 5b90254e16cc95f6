package io.tidemark.document;

import java.util.List;
import java.util.Objects;

/**
 * Tags of a host or a container, joined to what comes from there.
 *
 * @param host the host that is meant; where the document names none and no container, its id is the host
 * @param container id of the container that is meant; empty: the host
 * @param source {@code agent} where an agent says so; anything else, or nothing, for people
 */
public record HostTagsDocument(String id, String host, String container, List<String> tags, String source)
        implements Document {

    public HostTagsDocument {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(container, "container");
        Objects.requireNonNull(source, "source");
        tags = List.copyOf(tags);
        if (host.isEmpty() && container.isEmpty()) {
            host = id;
        }
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.HOST_TAGS;
    }
}
