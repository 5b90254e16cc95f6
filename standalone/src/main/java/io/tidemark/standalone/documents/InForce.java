package io.tidemark.standalone.documents;

import io.tidemark.config.ConfigFollower;
import io.tidemark.config.ConfigHistory;
import io.tidemark.config.ConfigVersion;
import io.tidemark.document.DocumentKind;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The documents on the topics at one moment: the newest good version of each. */
public final class InForce {
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);

    private final Map<DocumentKind, List<ConfigVersion>> byKind;

    private InForce(Map<DocumentKind, List<ConfigVersion>> byKind) {
        this.byKind = byKind;
    }

    /** Reads the topics of these kinds to their ends. */
    public static InForce read(Properties connection, String prefix, Collection<DocumentKind> kinds) {
        try (ConfigFollower follower =
                ConfigFollower.start(connection, prefix, kinds, ConfigHistory.MARGIN_DEFAULT, List.of())) {
            if (!follower.awaitCaughtUp(READ_LIMIT)) {
                throw new IllegalStateException("the configuration topics were not read within "
                        + READ_LIMIT.toSeconds() + " s (expected topics with the prefix \"" + prefix
                        + "\"). See tidemark doctor. [slow-topic]");
            }
            Map<DocumentKind, List<ConfigVersion>> found = new EnumMap<>(DocumentKind.class);
            kinds.forEach(kind -> found.put(kind, follower.history(kind).latest()));
            return new InForce(found);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading the configuration", e);
        }
    }

    /** All of a kind, sorted by id. */
    public List<ConfigVersion> all(DocumentKind kind) {
        return byKind.getOrDefault(kind, List.of());
    }

    public Optional<ConfigVersion> one(DocumentKind kind, String id) {
        return all(kind).stream().filter(version -> version.id().equals(id)).findFirst();
    }
}
