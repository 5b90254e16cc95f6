package io.tidemark.ingest.otlp;

import io.tidemark.ingest.bytes.ByteKey;
import io.tidemark.ingest.track.Track;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which track the bytes of a point's attributes meant last time, metric by metric: of a point that comes again no attribute is
 * looked at. Whether the track is still good is for the caller to ask. Thread-safe; about 200 bytes a point; emptied when full.
 */
final class KnownPoints {

    /** Metrics and points together. */
    private static final int ENTRIES_MAX = 100_000;

    private final Map<StreamName, Map<ByteKey, Track>> metrics = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    /** Those of one metric of one resource. */
    Map<ByteKey, Track> of(StreamName metric) {
        Map<ByteKey, Track> points = metrics.get(metric);
        if (points == null) {
            makeRoom();
            points = metrics.computeIfAbsent(metric, unused -> new ConcurrentHashMap<>());
        }
        return points;
    }

    void put(Map<ByteKey, Track> points, ByteKey attributes, Track track) {
        if (points.put(attributes.copy(), track) == null) {
            makeRoom();
        }
    }

    private void makeRoom() {
        if (size.incrementAndGet() > ENTRIES_MAX) {
            metrics.clear();
            size.set(1);
        }
    }
}
