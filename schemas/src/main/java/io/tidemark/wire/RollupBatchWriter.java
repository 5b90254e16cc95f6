package io.tidemark.wire;

import io.tidemark.avro.PointKind;
import io.tidemark.avro.RollupBatch;

/** Writes {@link RollupBatch} records from columns of primitives. Reusable; not thread-safe. */
public final class RollupBatchWriter {

    private final byte[] header;
    private final AvroOutput out = new AvroOutput();
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
    private boolean correction;

    public RollupBatchWriter(Wire wire) {
        this.header = wire.header(RollupBatch.getClassSchema());
    }

    /** Starts an empty batch. @param intervalSeconds width of all its buckets */
    public RollupBatchWriter begin(int intervalSeconds, boolean correction) {
        this.intervalSeconds = intervalSeconds;
        this.correction = correction;
        series.clear();
        index.clear();
        startSeconds.clear();
        count.clear();
        sum.clear();
        min.clear();
        max.clear();
        last.clear();
        sketches.clear();
        return this;
    }

    /**
     * Adds a row; those of one series follow one another, or the series is named more than once.
     *
     * @param sketch DDSketch protobuf bytes, or null where the series is no distribution
     */
    public RollupBatchWriter add(
            String seriesText,
            PointKind kind,
            int pointIntervalSeconds,
            long bucketStartSeconds,
            long bucketCount,
            double bucketSum,
            double bucketMin,
            double bucketMax,
            double bucketLast,
            byte[] sketch) {
        if (sketch != null) {
            sketches.add(index.size(), sketch);
        }
        index.add(series.next(seriesText, kind, pointIntervalSeconds));
        startSeconds.add(bucketStartSeconds);
        count.add(bucketCount);
        sum.add(bucketSum);
        min.add(bucketMin);
        max.add(bucketMax);
        last.add(bucketLast);
        return this;
    }

    /** Rows so far. */
    public int size() {
        return index.size();
    }

    public byte[] toBytes() {
        return write(null);
    }

    /** The bytes of a batch without rows that only carries time. */
    public byte[] tick(long wallClockMillis) {
        begin(0, false);
        return write(wallClockMillis);
    }

    private byte[] write(Long tickMillis) {
        out.reset(header);
        out.putLong(intervalSeconds);
        out.putNullableLong(tickMillis);
        out.putBoolean(correction);
        series.write(out);
        index.write(out);
        startSeconds.write(out);
        count.write(out);
        sum.write(out);
        min.write(out);
        max.write(out);
        last.write(out);
        sketches.write(out);
        return out.toBytes();
    }
}
