package io.tidemark.ingest.publish;

import io.tidemark.ingest.points.Points;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;

/** The batch of one partition that still takes points. Guarded by the publisher's lock. */
final class OpenBatch {

    /** A batch that is ready to go. @param key canonical text of the series where there is only one; null otherwise */
    record Sealed(int partition, byte[] key, byte[] value, long points, long bytes, Map<Submission, long[]> parts) {}

    private final int partition;
    private final PointBatchWriter writer;
    private Map<Submission, long[]> parts = new IdentityHashMap<>();
    private String source = "";
    private String onlySeries;
    private boolean several;
    private long bytes;
    private long openedNanos;

    OpenBatch(int partition, Wire wire) {
        this.partition = partition;
        this.writer = new PointBatchWriter(wire);
    }

    boolean isEmpty() {
        return writer.size() == 0;
    }

    boolean takes(String newSource) {
        return isEmpty() || source.equals(newSource);
    }

    boolean isFull(PublishSettings settings) {
        return writer.size() >= settings.pointsPerBatchMax() || bytes >= settings.bytesPerBatchMax();
    }

    long openedNanos() {
        return openedNanos;
    }

    void add(Points points, int i, String newSource, Submission submission, long nowNanos) {
        if (isEmpty()) {
            writer.begin(newSource);
            source = newSource;
            openedNanos = nowNanos;
            onlySeries = points.series(i);
        }
        several |= !points.series(i).equals(onlySeries);
        byte[] sketch = points.sketch(i);
        if (sketch.length > 0) {
            writer.addSketch(
                    points.series(i), points.intervalSeconds(i), points.timeMillis(i), points.value(i), sketch);
        } else {
            writer.add(
                    points.series(i), points.kind(i), points.intervalSeconds(i), points.timeMillis(i), points.value(i));
        }
        bytes += points.bytesOf(i);
        parts.computeIfAbsent(submission, s -> new long[1])[0]++;
    }

    Sealed seal() {
        byte[] key = several ? null : onlySeries.getBytes(StandardCharsets.UTF_8);
        Sealed sealed = new Sealed(partition, key, writer.toBytes(), writer.size(), bytes, parts);
        parts = new IdentityHashMap<>();
        writer.begin("");
        several = false;
        bytes = 0;
        return sealed;
    }
}
