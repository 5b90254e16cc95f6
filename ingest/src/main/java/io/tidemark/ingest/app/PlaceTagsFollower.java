package io.tidemark.ingest.app;

import io.tidemark.config.ConfigFollower;
import io.tidemark.config.ConfigVersion;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.HostTagsDocument;
import io.tidemark.ingest.admission.PlaceTags;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Keeps the tags of hosts and containers as their topic says them. */
public final class PlaceTagsFollower implements AutoCloseable {

    private final ConfigFollower follower;

    /** @param clientSettings with the brokers, which may be away */
    public PlaceTagsFollower(Map<String, Object> clientSettings, String prefix, PlaceTags places) {
        Properties connection = new Properties();
        connection.putAll(clientSettings);
        // A change of tags judges nothing, so no margin: it holds for the next point.
        this.follower = ConfigFollower.start(
                connection,
                prefix,
                List.of(DocumentKind.HOST_TAGS),
                Duration.ZERO,
                List.of(version -> take(version, places)));
    }

    /** True once all has been read that stood on the topic at the start. */
    boolean hasCaughtUp() {
        try {
            return follower.awaitCaughtUp(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** False once it has ended because of something that waiting does not cure. */
    public boolean isAlive() {
        return follower.failure().isEmpty();
    }

    @Override
    public void close() {
        follower.close();
    }

    private static void take(ConfigVersion version, PlaceTags places) {
        version.as(HostTagsDocument.class).ifPresentOrElse(places::put, () -> places.remove(version.id()));
    }
}
