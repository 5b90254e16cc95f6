package io.tidemark.ingest.track;

import io.tidemark.ingest.publish.Receipt;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Tally;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The tracks of all series of one protocol, by what the sender calls them. Those longest unused go first where the
 * limit of weight
 * is reached ({@code track_limit}), and after an hour of silence ({@code track_expired}). Thread-safe; about 250
 * bytes a track and
 * 8 a bucket.
 *
 * @param <K> a name with equals and hashCode
 */
public final class Tracks<K> {

    /** @param weightMax series plus buckets @param expireAfter silence after which a track is forgotten */
    public record Limits(int weightMax, Duration expireAfter) {

        /** Four times the series that admission lets in by default, or a tenth of it in histograms of 40 buckets. */
        public static final Limits DEFAULTS = new Limits(200_000, Duration.ofHours(1));

        public Limits {
            if (weightMax < 2 || expireAfter.isNegative()) {
                throw new IllegalArgumentException("limits of tracks are " + weightMax + " and " + expireAfter
                        + " (expected at least 2, and 0 or more)");
            }
        }
    }

    private final Limits limits;
    private final Tally tally;
    private final LinkedHashMap<K, Track> tracks = new LinkedHashMap<>(1_024, 0.75f, true);
    private long weight;

    public Tracks(Limits limits, Tally tally) {
        this.limits = limits;
        this.tally = tally;
    }

    /** The track of a name; null where there is none. */
    public synchronized Track get(K name) {
        return tracks.get(name);
    }

    /** Keeps a track from expiring. */
    public synchronized void use(Track track, long nowMillis) {
        track.used(nowMillis);
    }

    /**
     * The same for one that was kept by somebody who did not look it up again.
     *
     * @return false where it has been forgotten meanwhile
     */
    public synchronized boolean useIfKnown(Track track, long nowMillis) {
        track.used(nowMillis);
        return !track.forgotten;
    }

    /** Begins a track. */
    public synchronized Track begin(K name, Track track) {
        put(name, track);
        shed(track.usedAtMillis());
        return track;
    }

    /** Goes on with a track under the text that admission gives it now. */
    public synchronized void readmit(Track track, String series, long nowMillis) {
        track.readmitted(series, nowMillis);
    }

    /** Takes the next total of a track; see {@link Track#next}. */
    public synchronized Step next(Track track, long startMillis, long timeMillis, Total total, Flight flight) {
        Step step = track.next(startMillis, timeMillis, total, flight);
        int now = track.currentWeight();
        weight += now - track.weight;
        track.weight = now;
        if (weight > limits.weightMax()) {
            shed(track.usedAtMillis());
        }
        return step;
    }

    /** Forgets a series that its sender says has ended. */
    public synchronized void end(K name) {
        Track track = tracks.remove(name);
        if (track != null) {
            forget(track);
        }
    }

    /** Series remembered. */
    public synchronized int size() {
        return tracks.size();
    }

    /**
     * Lands a flight once Kafka has answered.
     *
     * @return the answer, once the tracks are as they should be after it
     */
    public CompletableFuture<Receipt> land(Flight flight, CompletableFuture<Receipt> receipt) {
        receipt.whenComplete((answer, fault) -> {
            synchronized (this) {
                if (fault != null || !answer.isWhole()) {
                    flight.revert();
                }
                flight.forget();
            }
            flight.landed().complete(fault == null ? answer : Receipt.dropped(1, Reason.PUBLISH_FAILED));
        });
        return flight.landed();
    }

    private void put(K name, Track track) {
        Track before = tracks.put(name, track);
        weight += track.weight;
        if (before != null) {
            forget(before);
        }
    }

    private void forget(Track track) {
        track.forgotten = true;
        weight -= track.weight;
    }

    private void shed(long nowMillis) {
        Iterator<Map.Entry<K, Track>> oldestFirst = tracks.entrySet().iterator();
        while (oldestFirst.hasNext() && tracks.size() > 1) {
            Track track = oldestFirst.next().getValue();
            boolean silent =
                    nowMillis - track.usedAtMillis() > limits.expireAfter().toMillis();
            if (!silent && weight <= limits.weightMax()) {
                return;
            }
            tally.count(silent ? Reason.TRACK_EXPIRED : Reason.TRACK_LIMIT);
            forget(track);
            oldestFirst.remove();
        }
    }
}
