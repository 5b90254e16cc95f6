package io.tidemark.wire;

import io.tidemark.avro.PointKind;
import io.tidemark.avro.RollupBatch;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@link RollupBatch} records into columns of primitives. Reusable; not thread-safe. */
public final class RollupBatchReader {

    private final Wire wire;
    private final AvroInput in = new AvroInput();
    private final SeriesDictionary series = new SeriesDictionary();
    private final Columns.Ints index = new Columns.Ints();
    private final Columns.Longs startSeconds = new Columns.Longs(true);
    private final Columns.Longs count = new Columns.Longs(false);
    private final Columns.Doubles sum = new Columns.Doubles();
    private final Columns.Doubles min = new Columns.Doubles();
    private final Columns.Doubles max = new Columns.Doubles();
    private final Columns.Doubles last = new Columns.Doubles();
    private final Sketches sketches = new Sketches();
    private int intervalSeconds;
    private boolean tick;
    private long tickMillis;
    private boolean correction;

    public RollupBatchReader(Wire wire) {
        this.wire = wire;
    }

    /** @throws MalformedRecordException where the bytes are no RollupBatch */
    public RollupBatchReader read(byte[] record) {
        wire.open(record, RollupBatch.getClassSchema(), in);
        intervalSeconds = in.getInt();
        tick = in.getIndex(2) == 1;
        tickMillis = tick ? in.getLong() : 0;
        correction = in.getBoolean();
        series.read(in);
        index.read(in);
        startSeconds.read(in);
        count.read(in);
        sum.read(in);
        min.read(in);
        max.read(in);
        last.read(in);
        sketches.read(in);
        Wire.requireEnd(in);
        Columns.requireSize("startDeltaSeconds", startSeconds.size(), index.size());
        Columns.requireSize("count", count.size(), index.size());
        Columns.requireSize("sum", sum.size(), index.size());
        Columns.requireSize("min", min.size(), index.size());
        Columns.requireSize("max", max.size(), index.size());
        Columns.requireSize("last", last.size(), index.size());
        Columns.requireIndexes(index, series.size(), "series");
        return this;
    }

    /** Width of every bucket in the batch. */
    public int intervalSeconds() {
        return intervalSeconds;
    }

    /** The wall clock that this record carries, where it carries time. */
    public OptionalLong tickMillis() {
        return tick ? OptionalLong.of(tickMillis) : OptionalLong.empty();
    }

    /** Whether the rows replace rows told before. */
    public boolean correction() {
        return correction;
    }

    /** Number of rows. */
    public int size() {
        return index.size();
    }

    public String seriesText(int row) {
        return series.text(index.get(row));
    }

    public PointKind kind(int row) {
        return series.kind(index.get(row));
    }

    /** Seconds that one point of the row's series stands for; 0 where unknown. */
    public int pointIntervalSeconds(int row) {
        return series.intervalSeconds(index.get(row));
    }

    public long startSeconds(int row) {
        return startSeconds.get(row);
    }

    public long count(int row) {
        return count.get(row);
    }

    public double sum(int row) {
        return sum.get(row);
    }

    public double min(int row) {
        return min.get(row);
    }

    public double max(int row) {
        return max.get(row);
    }

    public double last(int row) {
        return last.get(row);
    }

    /** DDSketch protobuf bytes, where the series is a distribution. */
    public Optional<byte[]> sketch(int row) {
        return sketches.of(row);
    }
}
