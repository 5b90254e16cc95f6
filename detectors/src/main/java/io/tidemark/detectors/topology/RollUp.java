package io.tidemark.detectors.topology;

import io.tidemark.avro.PointKind;
import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.baseline.Relearnt;
import io.tidemark.detectors.rollup.ClosedBuckets;
import io.tidemark.detectors.rollup.RolledSeries;
import io.tidemark.detectors.rollup.Rollup;
import io.tidemark.detectors.rollup.Sketch;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.store.ObjectStore;
import io.tidemark.detectors.store.WriteBehind;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.topics.Partitions;
import io.tidemark.wire.MalformedRecordException;
import io.tidemark.wire.PointBatchReader;
import io.tidemark.wire.PointBatchWriter;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Reads points and ticks of one partition, tells the buckets that close, and lets time pass by appending ticks. */
final class RollUp implements Processor<byte[], byte[], byte[], Object> {
    /** A tick's buckets go on in parts of so many: they stay in the processor's caches, and a million need no room of their own. */
    private static final int ROWS_MAX = 8_000;

    private final TopologySettings settings;
    private final WriteBehind<ModelStore> blocks;
    private final WriteBehind<ObjectStore<Sketch>> sketches;
    private final PointBatchReader reader;
    private final PointBatchWriter writer;
    private final RollupRecords rollupRecords;
    private final DeadLetters deadLetters;
    private final ClosedBuckets closed = new ClosedBuckets();
    private RolledSeries[] seriesOfBatch = new RolledSeries[64];
    private ProcessorContext<byte[], Object> context;
    private InForce inForce;
    private Rollup rollup;
    private String badSeries;
    private boolean configChanged;
    private boolean caughtUp;
    private long begunMillis;

    RollUp(TopologySettings settings, WriteBehind<ModelStore> blocks, WriteBehind<ObjectStore<Sketch>> sketches) {
        this.settings = settings;
        this.blocks = blocks;
        this.sketches = sketches;
        this.reader = new PointBatchReader(settings.wire());
        this.writer = new PointBatchWriter(settings.wire());
        this.rollupRecords = new RollupRecords(settings.wire(), settings.tally());
        this.deadLetters = new DeadLetters(settings.wire(), settings.tally());
    }

    @Override
    public void init(ProcessorContext<byte[], Object> processorContext) {
        context = processorContext;
        inForce = new InForce(settings.configuration(), settings.configMargin().toMillis());
        rollup = new Rollup(
                blocks.open(context),
                sketches.open(context),
                settings.rollupLimits(),
                inForce,
                settings.tally(),
                closed);
        inForce.tick(rollup.nowMillis());
        begunMillis = context.currentSystemTimeMs();
        context.schedule(settings.tickEvery(), PunctuationType.WALL_CLOCK_TIME, this::appendTick);
    }

    /** The one place where the wall clock enters. */
    private void appendTick(long wallClockMillis) {
        send(DetectorTopology.TICKS, null, writer.tick(wallClockMillis), wallClockMillis);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        long tick = 0;
        List<Relearnt> relearnt = List.of();
        try {
            if (Relearnt.isIn(record.value())) {
                relearnt = Relearnt.parse(record.value());
            } else if (record.value() != null && JsonPoints.looksLikeJson(record.value())) {
                takeJson(JsonPoints.parse(record.key(), record.value()));
            } else {
                reader.read(record.value());
                takeBatch(record);
                if (reader.tickMillis().isPresent() && reader.tickMillis().getAsLong() > rollup.nowMillis()) {
                    tick = reader.tickMillis().getAsLong();
                }
            }
        } catch (MalformedRecordException e) {
            putAside(e.reason(), e.getMessage(), record.key(), record.value());
        } catch (IllegalArgumentException e) {
            putAside("malformed", e.getMessage(), record.key(), record.value());
        }
        if (tick > 0) {
            // Configuration first: what becomes known at a tick judges what closes at it.
            configChanged = inForce.tick(tick);
            rollup.tick(tick, ROWS_MAX, () -> tell(0, true, List.of()));
        }
        if (closed.size() > 0 || tick > 0 || !relearnt.isEmpty()) {
            tell(tick, false, relearnt);
        }
        if (!caughtUp && tick >= begunMillis) {
            caughtUp = true;
            blocks.caughtUp(context);
        }
    }

    @Override
    public void close() {
        blocks.caughtUp(context);
    }

    private void takeBatch(Record<byte[], byte[]> record) {
        resolveSeries();
        writer.begin("too-late");
        for (int point = 0; point < reader.size(); point++) {
            RolledSeries series = seriesOfBatch[reader.seriesIndex(point)];
            double value = reader.value(point);
            if (series == null || !Double.isFinite(value)) {
                settings.tally().one(Tally.Of.BAD_POINTS);
                badSeries = series == null ? badSeries : series.text() + " has the value " + value;
                continue;
            }
            Optional<byte[]> sketch = series.kind() == PointKind.DISTRIBUTION ? reader.sketch(point) : Optional.empty();
            Rollup.Taken taken = rollup.point(
                    series,
                    reader.timeMillis(point),
                    value,
                    sketch.map(Sketch::parse).orElse(null));
            if (taken == Rollup.Taken.TOO_LATE) {
                writer.add(
                        series.text(), series.kind(), series.pointIntervalSeconds(), reader.timeMillis(point), value);
            }
        }
        settings.tally().add(Tally.Of.POINTS, reader.size());
        if (badSeries != null) {
            putAside("malformed", badSeries, record.key(), record.value());
            badSeries = null;
        }
        tellTooLate(record.key());
    }

    /** One look-up for each series of the batch, none for its points. */
    private void resolveSeries() {
        int count = reader.seriesCount();
        if (count > seriesOfBatch.length) {
            seriesOfBatch = new RolledSeries[count * 2];
        }
        for (int i = 0; i < count; i++) {
            try {
                seriesOfBatch[i] = rollup.series(reader, i);
            } catch (IllegalArgumentException e) {
                seriesOfBatch[i] = null;
                badSeries = e.getMessage();
            }
        }
    }

    private void takeJson(JsonPoints points) {
        int owner = Partitions.of(points.series(), settings.partitions());
        if (owner != context.taskId().partition()) {
            // A foreign producer chose another partition than the series': the points go on to the right one.
            writer.begin("rerouted");
            points.points()
                    .forEach(p -> writer.add(
                            points.series(), points.kind(), points.intervalSeconds(), p.timeMillis(), p.value()));
            context.forward(
                    new Record<>(
                            Addressed.key(points.series()),
                            (Object) new Addressed(owner, writer.toBytes()),
                            rollup.nowMillis()),
                    DetectorTopology.TICKS);
            return;
        }
        RolledSeries series = rollup.series(points.series(), points.kind(), points.intervalSeconds());
        writer.begin("too-late");
        for (JsonPoints.Point point : points.points()) {
            if (rollup.point(series, point.timeMillis(), point.value(), null) == Rollup.Taken.TOO_LATE) {
                writer.add(series.text(), series.kind(), points.intervalSeconds(), point.timeMillis(), point.value());
            }
        }
        settings.tally().add(Tally.Of.POINTS, points.points().size());
        tellTooLate(Addressed.key(series.text()));
    }

    private void tellTooLate(byte[] key) {
        if (writer.size() > 0) {
            putAside(
                    "too_late",
                    writer.size()
                            + " points lie in buckets that were closed too long ago to be corrected (expected points"
                            + " within the allowed lateness of "
                            + settings.lateness().toSeconds()
                            + " s, or history before everything sent so far). They are in the value, as a batch.",
                    key,
                    writer.toBytes());
        }
    }

    private void tell(long tick, boolean more, List<Relearnt> relearnt) {
        long now = rollup.nowMillis();
        rollupRecords.write(closed, (key, value) -> send(DetectorTopology.ROLLUPS, key, value, now));
        Record<byte[], Object> next =
                new Record<>(null, new RolledUp(closed, rollup, inForce, tick, more, configChanged, relearnt), now);
        configChanged = false;
        context.forward(next, DetectorTopology.JUDGE_SERIES);
        context.forward(next, DetectorTopology.SUM_GROUPS);
        if (tick > 0) {
            send(DetectorTopology.ROLLUPS, null, rollupRecords.tick(tick), now);
        }
        closed.clear();
    }

    private void send(String sink, byte[] key, byte[] value, long timestampMillis) {
        Object addressed = new Addressed(context.taskId().partition(), value);
        context.forward(new Record<>(key, addressed, timestampMillis), sink);
    }

    private void putAside(String reason, String detail, byte[] key, byte[] value) {
        RecordMetadata from = context.recordMetadata().orElseThrow();
        Record<byte[], Addressed> letter = deadLetters.of(reason, detail, from, key, value, rollup.nowMillis());
        context.forward(letter.withValue((Object) letter.value()), DetectorTopology.DEAD_LETTERS);
    }
}
