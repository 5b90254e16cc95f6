package io.tidemark.ingest.track;

import io.tidemark.ingest.publish.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What one request advanced, until Kafka has answered. Where Kafka does not take it, the tracks go back to where they
 * were, so that
 * the sender's next try, or the next total, finds the increment again; where the same request comes again meanwhile,
 * it waits for
 * this answer and is not counted twice.
 */
public final class Flight {

    static final Flight LANDED = new Flight();

    static {
        LANDED.landed.complete(Receipt.published(0));
    }

    private final CompletableFuture<Receipt> landed = new CompletableFuture<>();
    private List<Track> tracks = new ArrayList<>();
    private List<Track.Past> pasts = new ArrayList<>();

    /** Completes once Kafka has answered and, where it said no, the tracks have gone back. */
    public CompletableFuture<Receipt> landed() {
        return landed;
    }

    void remember(Track track, Track.Past past) {
        tracks.add(track);
        pasts.add(past);
    }

    /** Newest first, so that a track which was advanced twice ends where it began. */
    void revert() {
        for (int i = tracks.size() - 1; i >= 0; i--) {
            Track.Past past = pasts.get(i);
            // The flight of the past of a second advance is this one as well.
            tracks.get(i).revert(past, this);
        }
    }

    void forget() {
        tracks = List.of();
        pasts = List.of();
    }
}
