package io.tidemark.wire;

import io.tidemark.avro.PointBatch;
import io.tidemark.avro.PointKind;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@link PointBatch} records into columns of primitives. Reusable; not thread-safe. */
public final class PointBatchReader {

    private final Wire wire;
    private final AvroInput in = new AvroInput();
    private final SeriesDictionary series = new SeriesDictionary();
    private final Columns.Ints index = new Columns.Ints();
    private final Columns.Longs timeMillis = new Columns.Longs(true);
    private final Columns.Doubles value = new Columns.Doubles();
    private final Sketches sketches = new Sketches();
    private String source = "";
    private long tickMillis;
    private boolean tick;

    public PointBatchReader(Wire wire) {
        this.wire = wire;
    }

    /** @throws MalformedRecordException where the bytes are no PointBatch; the reader is then empty */
    public PointBatchReader read(byte[] record) {
        wire.open(record, PointBatch.getClassSchema(), in);
        source = in.getString();
        tick = in.getIndex(2) == 1;
        tickMillis = tick ? in.getLong() : 0;
        series.read(in);
        index.read(in);
        timeMillis.read(in);
        value.read(in);
        sketches.read(in);
        Wire.requireEnd(in);
        Columns.requireSize("timeDeltaMillis", timeMillis.size(), index.size());
        Columns.requireSize("value", value.size(), index.size());
        Columns.requireIndexes(index, series.size(), "series");
        return this;
    }

    public String source() {
        return source;
    }

    /** The wall clock that this record carries, where it is a tick. */
    public OptionalLong tickMillis() {
        return tick ? OptionalLong.of(tickMillis) : OptionalLong.empty();
    }

    /** Number of points. */
    public int size() {
        return index.size();
    }

    /** Number of entries in the dictionary of series. */
    public int seriesCount() {
        return series.size();
    }

    public String seriesText(int seriesIndex) {
        return series.text(seriesIndex);
    }

    /**
     * Whether the entry has this text; cheaper than asking for the text. May say no for yes, never yes for no.
     *
     * @param ascii a text of ASCII characters only
     */
    public boolean isSeries(int seriesIndex, String ascii) {
        return series.isText(seriesIndex, ascii);
    }

    public PointKind kind(int seriesIndex) {
        return series.kind(seriesIndex);
    }

    public int intervalSeconds(int seriesIndex) {
        return series.intervalSeconds(seriesIndex);
    }

    /** Entry of the dictionary that a point belongs to. */
    public int seriesIndex(int point) {
        return index.get(point);
    }

    public long timeMillis(int point) {
        return timeMillis.get(point);
    }

    public double value(int point) {
        return value.get(point);
    }

    /** DDSketch protobuf bytes, where the point is a distribution. */
    public Optional<byte[]> sketch(int point) {
        return sketches.of(point);
    }
}
