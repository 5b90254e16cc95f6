package io.tidemark.wire;

import io.tidemark.avro.BandBatch;
import io.tidemark.avro.BandStage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads {@link BandBatch} records into columns of primitives. Reusable; not thread-safe. */
public final class BandBatchReader {

    private static final BandStage[] STAGES = BandStage.values();

    private final Wire wire;
    private final AvroInput in = new AvroInput();
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
    private boolean tick;
    private long tickMillis;

    public BandBatchReader(Wire wire) {
        this.wire = wire;
    }

    /** @throws MalformedRecordException where the bytes are no BandBatch */
    public BandBatchReader read(byte[] record) {
        wire.open(record, BandBatch.getClassSchema(), in);
        detector = in.getString();
        configVersion = in.getLong();
        model = in.getString();
        intervalSeconds = in.getInt();
        stage = STAGES[in.getIndex(STAGES.length)];
        tick = in.getIndex(2) == 1;
        tickMillis = tick ? in.getLong() : 0;
        groups.clear();
        for (int block = in.getBlock(1); block > 0; block = in.getBlock(1)) {
            for (int i = 0; i < block; i++) {
                groups.add(in.getString());
            }
        }
        index.read(in);
        startSeconds.read(in);
        value.read(in);
        expected.read(in);
        lower.read(in);
        upper.read(in);
        scale.read(in);
        score.read(in);
        warm.read(in);
        trend.read(in);
        season.read(in);
        flags.read(in);
        Wire.requireEnd(in);
        requireColumns();
        return this;
    }

    private void requireColumns() {
        int rows = index.size();
        Columns.requireSize("startDeltaSeconds", startSeconds.size(), rows);
        Columns.requireSize("value", value.size(), rows);
        Columns.requireSize("expected", expected.size(), rows);
        Columns.requireSize("lower", lower.size(), rows);
        Columns.requireSize("upper", upper.size(), rows);
        Columns.requireSize("scale", scale.size(), rows);
        Columns.requireSize("score", score.size(), rows);
        Columns.requireSize("warm", warm.size(), rows);
        Columns.requireSize("trend", trend.size(), rows);
        Columns.requireSize("season", season.size(), rows);
        Columns.requireSize("flags", flags.size(), rows);
        Columns.requireIndexes(index, groups.size(), "groups");
    }

    /** Id of the detector or plain query; empty where the record only carries time. */
    public String detector() {
        return detector;
    }

    public long configVersion() {
        return configVersion;
    }

    /** Model and version of its code; empty for a plain query. */
    public String model() {
        return model;
    }

    public int intervalSeconds() {
        return intervalSeconds;
    }

    public BandStage stage() {
        return stage;
    }

    /** The wall clock that this record carries, where it carries time. */
    public OptionalLong tickMillis() {
        return tick ? OptionalLong.of(tickMillis) : OptionalLong.empty();
    }

    /** Number of rows. */
    public int size() {
        return index.size();
    }

    public String group(int row) {
        return groups.get(index.get(row));
    }

    public long startSeconds(int row) {
        return startSeconds.get(row);
    }

    public double value(int row) {
        return value.get(row);
    }

    public float expected(int row) {
        return expected.get(row);
    }

    public float lower(int row) {
        return lower.get(row);
    }

    public float upper(int row) {
        return upper.get(row);
    }

    public float scale(int row) {
        return scale.get(row);
    }

    public float score(int row) {
        return score.get(row);
    }

    public float warm(int row) {
        return warm.get(row);
    }

    public float trend(int row) {
        return trend.get(row);
    }

    public float season(int row) {
        return season.get(row);
    }

    /** Bits of {@link BandFlags}. */
    public int flags(int row) {
        return flags.get(row);
    }

    /** Whether a bit of {@link BandFlags} is set. */
    public boolean has(int row, int flag) {
        return (flags.get(row) & flag) != 0;
    }
}
