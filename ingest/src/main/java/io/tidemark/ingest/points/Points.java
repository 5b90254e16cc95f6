package io.tidemark.ingest.points;

import io.tidemark.avro.PointKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Admitted points in columns: one submission's worth. Not thread-safe. */
public final class Points {

    private static final byte[] NO_SKETCH = new byte[0];

    private final List<String> series = new ArrayList<>();
    private final List<PointKind> kinds = new ArrayList<>();
    private final List<byte[]> sketches = new ArrayList<>();
    private int[] intervalSeconds = new int[16];
    private long[] timeMillis = new long[16];
    private double[] values = new double[16];
    private long bytes;

    /** @param seriesText canonical text of the series */
    public void add(String seriesText, PointKind kind, int interval, long epochMillis, double value) {
        append(seriesText, kind, interval, epochMillis, value, NO_SKETCH);
    }

    /** @param sketch DDSketch protobuf bytes */
    public void addSketch(String seriesText, int interval, long epochMillis, double average, byte[] sketch) {
        append(seriesText, PointKind.DISTRIBUTION, interval, epochMillis, average, sketch);
    }

    public int size() {
        return series.size();
    }

    public String series(int i) {
        return series.get(i);
    }

    public PointKind kind(int i) {
        return kinds.get(i);
    }

    public int intervalSeconds(int i) {
        return intervalSeconds[i];
    }

    public long timeMillis(int i) {
        return timeMillis[i];
    }

    public double value(int i) {
        return values[i];
    }

    /** The sketch of a DISTRIBUTION point; empty bytes otherwise. */
    public byte[] sketch(int i) {
        return sketches.get(i);
    }

    /** About what these points take in memory and, at most, on the wire. */
    public long bytes() {
        return bytes;
    }

    /** Forgets the points from {@code size} on. */
    public void cutTo(int size) {
        while (series.size() > size) {
            int last = series.size() - 1;
            bytes -= bytesOf(last);
            series.remove(last);
            kinds.remove(last);
            sketches.remove(last);
        }
    }

    public long bytesOf(int i) {
        // Series texts repeat and are shared; a run of one series is charged once.
        boolean runs = i > 0 && series.get(i).equals(series.get(i - 1));
        return 24L + (runs ? 0 : series.get(i).length()) + sketches.get(i).length;
    }

    private void append(
            String seriesText, PointKind kind, int interval, long epochMillis, double value, byte[] sketch) {
        int i = series.size();
        if (i == values.length) {
            intervalSeconds = Arrays.copyOf(intervalSeconds, i * 2);
            timeMillis = Arrays.copyOf(timeMillis, i * 2);
            values = Arrays.copyOf(values, i * 2);
        }
        series.add(Objects.requireNonNull(seriesText));
        kinds.add(Objects.requireNonNull(kind));
        sketches.add(sketch);
        intervalSeconds[i] = interval;
        timeMillis[i] = epochMillis;
        values[i] = value;
        bytes += bytesOf(i);
    }
}
