package io.tidemark.ingest.http;

import io.tidemark.avro.PointKind;
import io.tidemark.ingest.aggregate.Sketch;
import io.tidemark.ingest.refusal.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One series while it is being read: its fields come in any order. Reused. */
final class SeriesDraft {

    String metric;
    String host;
    String device;
    PointKind kind;
    int intervalSeconds;
    final List<String> tags = new ArrayList<>();
    private final List<byte[]> sketches = new ArrayList<>();
    private long[] timeMillis = new long[16];
    private double[] values = new double[16];
    private int size;
    private Refusal refusal;

    SeriesDraft begin() {
        metric = "";
        host = "";
        device = "";
        kind = PointKind.GAUGE;
        intervalSeconds = 0;
        tags.clear();
        sketches.clear();
        size = 0;
        refusal = null;
        return this;
    }

    void add(long millis, double value) {
        if (size == values.length) {
            timeMillis = Arrays.copyOf(timeMillis, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        timeMillis[size] = millis;
        values[size++] = value;
    }

    /** A point of many values; all points of a series are such, or none. */
    void add(long millis, Sketch sketch) {
        sketches.add(sketch.toBytes());
        add(millis, sketch.average());
    }

    int size() {
        return size;
    }

    boolean isSketched() {
        return !sketches.isEmpty();
    }

    long timeMillis(int i) {
        return timeMillis[i];
    }

    double value(int i) {
        return values[i];
    }

    byte[] sketch(int i) {
        return sketches.get(i);
    }

    /** Remembers the first fault. */
    void refuse(Refusal fault) {
        if (refusal == null) {
            refusal = fault;
        }
    }

    Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }
}
