package io.tidemark.wire;

import io.tidemark.avro.PointBatch;
import io.tidemark.avro.PointKind;

/** Writes {@link PointBatch} records from columns of primitives. Reusable; not thread-safe. */
public final class PointBatchWriter {

    private final byte[] header;
    private final AvroOutput out = new AvroOutput();
    private final SeriesDictionary series = new SeriesDictionary();
    private final Columns.Ints index = new Columns.Ints();
    private final Columns.Longs timeMillis = new Columns.Longs(true);
    private final Columns.Doubles value = new Columns.Doubles();
    private final Sketches sketches = new Sketches();
    private String source = "";

    public PointBatchWriter(Wire wire) {
        this.header = wire.header(PointBatch.getClassSchema());
    }

    /** Starts an empty batch. */
    public PointBatchWriter begin(String source) {
        this.source = source;
        series.clear();
        index.clear();
        timeMillis.clear();
        value.clear();
        sketches.clear();
        return this;
    }

    /** @param intervalSeconds seconds that one COUNT or RATE point stands for; 0 where unknown */
    public PointBatchWriter add(
            String seriesText, PointKind kind, int intervalSeconds, long epochMillis, double pointValue) {
        index.add(series.indexOf(seriesText, kind, intervalSeconds));
        timeMillis.add(epochMillis);
        value.add(pointValue);
        return this;
    }

    /** A DISTRIBUTION point. @param sketch DDSketch protobuf bytes */
    public PointBatchWriter addSketch(
            String seriesText, int intervalSeconds, long epochMillis, double average, byte[] sketch) {
        sketches.add(index.size(), sketch);
        return add(seriesText, PointKind.DISTRIBUTION, intervalSeconds, epochMillis, average);
    }

    /** Points in the batch so far. */
    public int size() {
        return index.size();
    }

    public byte[] toBytes() {
        return write(null);
    }

    /** The bytes of a tick: a batch without points that carries the wall clock. */
    public byte[] tick(long wallClockMillis) {
        begin("tick");
        return write(wallClockMillis);
    }

    private byte[] write(Long tickMillis) {
        out.reset(header);
        out.putString(source);
        out.putNullableLong(tickMillis);
        series.write(out);
        index.write(out);
        timeMillis.write(out);
        value.write(out);
        sketches.write(out);
        return out.toBytes();
    }
}
