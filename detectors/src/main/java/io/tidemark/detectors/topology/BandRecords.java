package io.tidemark.detectors.topology;

import io.tidemark.avro.Anomaly;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.Channel;
import io.tidemark.avro.View;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.baseline.BandRows;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.explain.Evidence;
import io.tidemark.wire.BandBatchWriter;
import io.tidemark.wire.BandFlags;
import io.tidemark.wire.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Judged buckets as records: for each unit one record a group while there are few groups, keyed by detector and group;
 * otherwise mixed batches without a key. Anomalies go out as they are found.
 */
final class BandRecords implements BandRows {
    private static final int KEYED_GROUPS_MAX = 64;
    private static final int ROWS_MAX = 4_000;
    /** Below what a topic takes, 1 MiB, with long names. */
    private static final int RECORD_BYTES_MAX = 512 * 1024;

    private static final int ROW_BYTES = 90;
    private static final int SPARE_UNITS_MAX = 64;

    private final BandStage stage;
    private final BandBatchWriter writer;
    private final Serializer<Anomaly> anomalies;
    private final Tally tally;
    private final BiConsumer<byte[], byte[]> anomalyOut;
    private final Map<Unit, UnitRows> rowsOf = new IdentityHashMap<>();
    /** Of the row before: most are of the same unit. */
    private Unit lastUnit;

    private UnitRows lastRows;
    /** Units with rows, in the order of their first ones: what came before does not decide the order of records. */
    private final List<Unit> told = new ArrayList<>();

    BandRecords(BandStage stage, Wire wire, Tally tally, BiConsumer<byte[], byte[]> anomalyOut) {
        this.stage = stage;
        this.writer = new BandBatchWriter(wire);
        this.anomalies = wire.serializer(Anomaly.class);
        this.tally = tally;
        this.anomalyOut = anomalyOut;
    }

    @Override
    public void row(
            Unit unit,
            String group,
            long startSeconds,
            double value,
            Judgement judgement,
            int flags,
            List<Double> past) {
        if (unit != lastUnit) {
            lastRows = rowsOf.computeIfAbsent(unit, unused -> new UnitRows());
            lastUnit = unit;
        }
        UnitRows rows = lastRows;
        if (rows.size() == 0) {
            told.add(unit);
        }
        rows.add(group, startSeconds, value, judgement, flags);
        if ((flags & BandFlags.ANOMALOUS) != 0) {
            tally.one(Tally.Of.ANOMALIES);
            anomalyOut.accept(
                    Addressed.key(unit.id() + "\n" + group),
                    anomalies.serialize("", anomaly(unit, group, startSeconds, value, judgement, past)));
        }
    }

    /** Writes what came since the last time. */
    void flush(BiConsumer<byte[], byte[]> out) {
        if (told.isEmpty()) {
            return;
        }
        for (Unit unit : told) {
            UnitRows rows = rowsOf.get(unit);
            tally.add(Tally.Of.BANDS, rows.size());
            write(unit, rows, out);
            rows.clear();
        }
        if (rowsOf.size() > 2 * told.size() + SPARE_UNITS_MAX) {
            rowsOf.keySet().retainAll(told); // Units that are no longer configured do not stay for ever.
            lastUnit = null;
        }
        told.clear();
    }

    byte[] tick(long tickMillis) {
        return writer.tick(tickMillis, stage);
    }

    private void write(Unit unit, UnitRows rows, BiConsumer<byte[], byte[]> out) {
        Map<String, Boolean> groups = new LinkedHashMap<>();
        for (int row = 0; row < rows.size() && groups.size() <= KEYED_GROUPS_MAX; row++) {
            groups.put(rows.group(row), true);
        }
        if (groups.size() <= KEYED_GROUPS_MAX) {
            groups.keySet().forEach(group -> write(unit, rows, group, out));
        } else {
            write(unit, rows, null, out);
        }
    }

    /** @param onlyGroup the rows of this group; null for all */
    private void write(Unit unit, UnitRows rows, String onlyGroup, BiConsumer<byte[], byte[]> out) {
        byte[] key = onlyGroup == null ? null : Addressed.key(unit.id() + "\n" + onlyGroup);
        begin(unit);
        int bytes = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (onlyGroup == null || onlyGroup.equals(rows.group(row))) {
                rows.writeTo(writer, row);
                bytes += ROW_BYTES + rows.group(row).length();
                if (writer.size() == ROWS_MAX || bytes > RECORD_BYTES_MAX) {
                    out.accept(key, writer.toBytes());
                    begin(unit);
                    bytes = 0;
                }
            }
        }
        if (writer.size() > 0) {
            out.accept(key, writer.toBytes());
        }
    }

    private void begin(Unit unit) {
        writer.begin(unit.id(), unit.version(), modelName(unit), unit.intervalSeconds(), stage);
    }

    private static String modelName(Unit unit) {
        return unit.model() == null ? "" : unit.model().name();
    }

    private static Anomaly anomaly(
            Unit unit, String group, long start, double value, Judgement judgement, List<Double> past) {
        Anomaly.Builder builder = Anomaly.newBuilder()
                .setDetector(unit.id())
                .setGroup(group)
                .setQuery(unit.definition().query().text())
                .setBucketStart(Instant.ofEpochSecond(start))
                .setIntervalSeconds(unit.intervalSeconds())
                .setValue(value)
                .setExpected(judgement.expected)
                .setLower(judgement.lower)
                .setUpper(judgement.upper)
                .setScale(judgement.scale)
                .setScore(judgement.score)
                .setChannel(Channel.valueOf(judgement.channel.name()))
                .setTrend(Double.isNaN(judgement.trend) ? null : judgement.trend)
                .setSeason(Double.isNaN(judgement.season) ? null : judgement.season)
                .setModel(modelName(unit))
                .setConfigVersion(unit.version())
                .setView(View.valueOf(judgement.view.name()))
                .setIncident(Double.isNaN(judgement.incident) ? null : judgement.incident)
                .setBehaviour(Double.isNaN(judgement.behaviour) ? null : judgement.behaviour)
                .setSeasonSeconds(judgement.seasonSeconds)
                .setBorrowed(judgement.borrowed)
                .setPast(past)
                .setExplanation("");
        return Anomaly.newBuilder(builder)
                .setExplanation(Evidence.of(builder.build()).sentence())
                .build();
    }
}
