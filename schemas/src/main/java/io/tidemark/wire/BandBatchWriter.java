package io.tidemark.wire;

import io.tidemark.avro.BandBatch;
import io.tidemark.avro.BandStage;
import java.util.ArrayList;
import java.util.List;

/** Writes {@link BandBatch} records from columns of primitives. Reusable; not thread-safe. */
public final class BandBatchWriter {

    private final byte[] header;
    private final AvroOutput out = new AvroOutput();
    private final List<String> groups = new ArrayList<>();
    private final Columns.Ints index = new Columns.Ints();
    private final Columns.Longs startSeconds = new Columns.Longs(true);
    private final Columns.Doubles value = new Columns.Doubles();
    private final Columns.Floats expected = new Columns.Floats();
    private final Columns.Floats lower = new Columns.Floats();
    private final Columns.Floats upper = new Columns.Floats();
    private final Columns.Floats scale = new Columns.Floats();
    private final Columns.Floats score = new Columns.Floats();
    private final Columns.Floats warm = new Columns.Floats();
    private final Columns.Floats trend = new Columns.Floats();
    private final Columns.Floats season = new Columns.Floats();
    private final Columns.Ints flags = new Columns.Ints();
    private String detector = "";
    private long configVersion;
    private String model = "";
    private int intervalSeconds;
    private BandStage stage = BandStage.DIRECT;

    public BandBatchWriter(Wire wire) {
        this.header = wire.header(BandBatch.getClassSchema());
    }

    /** Starts an empty batch of one detector (or plain query, with an empty model). */
    public BandBatchWriter begin(
            String detectorId, long configVersion, String modelName, int intervalSeconds, BandStage stage) {
        this.detector = detectorId;
        this.configVersion = configVersion;
        this.model = modelName;
        this.intervalSeconds = intervalSeconds;
        this.stage = stage;
        groups.clear();
        index.clear();
        startSeconds.clear();
        value.clear();
        expected.clear();
        lower.clear();
        upper.clear();
        scale.clear();
        score.clear();
        warm.clear();
        trend.clear();
        season.clear();
        flags.clear();
        return this;
    }

    /** One judged bucket, those of a group one after the other; see the schema for units. Continue with {@link #band} where there is a band. */
    public BandBatchWriter add(String group, long bucketStartSeconds, double bucketValue, int rowFlags) {
        if (groups.isEmpty() || !groups.get(groups.size() - 1).equals(group)) {
            groups.add(group);
        }
        index.add(groups.size() - 1);
        startSeconds.add(bucketStartSeconds);
        value.add(bucketValue);
        flags.add(rowFlags);
        return this;
    }

    /** The band of the row that was added last. */
    public BandBatchWriter band(
            double rowExpected,
            double rowLower,
            double rowUpper,
            double rowScale,
            double rowScore,
            double rowWarm,
            double rowTrend,
            double rowSeason) {
        expected.add((float) rowExpected);
        lower.add((float) rowLower);
        upper.add((float) rowUpper);
        scale.add((float) rowScale);
        score.add((float) rowScore);
        warm.add((float) rowWarm);
        trend.add((float) rowTrend);
        season.add((float) rowSeason);
        return this;
    }

    /** Says that the row that was added last has a value and no band: a plain query. */
    public BandBatchWriter plain() {
        return band(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0, Double.NaN, Double.NaN);
    }

    /** Rows so far. */
    public int size() {
        return index.size();
    }

    /** Groups so far. */
    public int groupCount() {
        return groups.size();
    }

    public byte[] toBytes() {
        if (expected.size() != index.size()) {
            throw new IllegalStateException("row " + (index.size() - 1) + " has no band: call band or plain after add");
        }
        return write(null);
    }

    /** The bytes of a batch without rows that only carries time. */
    public byte[] tick(long wallClockMillis, BandStage tickStage) {
        begin("", 0, "", 0, tickStage);
        return write(wallClockMillis);
    }

    private byte[] write(Long tickMillis) {
        out.reset(header);
        out.putString(detector);
        out.putLong(configVersion);
        out.putString(model);
        out.putLong(intervalSeconds);
        out.putLong(stage.ordinal());
        out.putNullableLong(tickMillis);
        if (!groups.isEmpty()) {
            out.putLong(groups.size());
            groups.forEach(out::putString);
        }
        out.putLong(0);
        index.write(out);
        startSeconds.write(out);
        value.write(out);
        expected.write(out);
        lower.write(out);
        upper.write(out);
        scale.write(out);
        score.write(out);
        warm.write(out);
        trend.write(out);
        season.write(out);
        flags.write(out);
        return out.toBytes();
    }
}
