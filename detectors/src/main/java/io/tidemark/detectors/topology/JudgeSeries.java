package io.tidemark.detectors.topology;

import io.tidemark.avro.BandStage;
import io.tidemark.avro.PointKind;
import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.baseline.Judge;
import io.tidemark.detectors.group.Reading;
import io.tidemark.detectors.rollup.ClosedBuckets;
import io.tidemark.detectors.rollup.RolledSeries;
import io.tidemark.detectors.rollup.Rollup;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.store.WriteBehind;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Judges each series for the queries {@code by {*}}, beside the rollup. */
final class JudgeSeries implements Processor<byte[], Object, byte[], Object> {
    private final TopologySettings settings;
    private final WriteBehind<ModelStore> groups;
    private final WriteBehind<ModelStore> models;
    private final Reading reading = new Reading();
    private final GroupHandles handles = new GroupHandles();
    private ProcessorContext<byte[], Object> context;
    private BandRecords bands;
    private RelearntRecords relearnt;
    private Judge judge;
    private Rollup rollup;

    JudgeSeries(TopologySettings settings, WriteBehind<ModelStore> groups, WriteBehind<ModelStore> models) {
        this.settings = settings;
        this.groups = groups;
        this.models = models;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> processorContext) {
        context = processorContext;
        relearnt = new RelearntRecords(settings, BandStage.DIRECT, context, DetectorTopology.RELEARNT_SERIES);
        bands = new BandRecords(BandStage.DIRECT, settings.wire(), settings.tally(), this::sendAnomaly);
    }

    @Override
    public void close() {
        relearnt.close();
    }

    @Override
    public void process(Record<byte[], Object> record) {
        RolledUp rolledUp = (RolledUp) record.value();
        if (judge == null) {
            begin(rolledUp);
        }
        judge.setNow(rollup.nowMillis());
        if (rolledUp.configChanged()) {
            judge.followConfiguration();
            handles.clear();
        }
        rolledUp.relearnt().forEach(judge::take);
        ClosedBuckets rows = rolledUp.rows();
        for (int row = 0; row < rows.size(); row++) {
            if (!rows.correction(row)) {
                judgeRow(rolledUp.inForce(), rows, row);
            }
        }
        if (rolledUp.tickMillis() > 0 && judge.tellPassed()) {
            handles.clear();
        }
        if (!rolledUp.more()) {
            relearnt.want(judge.takeAsked()); // A whole tick's at once: each question is a reading of what is kept.
        }
        bands.flush((key, value) -> sendBands(key, value, record.timestamp()));
        if (rolledUp.tickMillis() > 0) {
            sendBands(null, bands.tick(rolledUp.tickMillis()), record.timestamp());
        }
    }

    private void begin(RolledUp first) {
        rollup = first.rollup();
        judge = new Judge(
                new Judge.Memory(groups.open(context), models.open(context), true),
                first.inForce(),
                settings.judgeLimits(),
                (unit, group, end) -> rollup.mayStillChange(group, unit.intervalSeconds(), end),
                settings.tally(),
                bands);
    }

    private void judgeRow(InForce inForce, ClosedBuckets rows, int row) {
        RolledSeries series = rows.series(row);
        for (InForce.Reader reader : inForce.readersOf(series)) {
            Unit unit = reader.unit();
            if (unit.isDirect()
                    && unit.intervalSeconds() == rows.widthSeconds(row)
                    && unit.covers(rows.startSeconds(row))) {
                int handle = handles.of(unit, series, judge);
                judge.row(
                        unit,
                        handle,
                        series.text(),
                        rows.startSeconds(row),
                        reading.value(reader.metric(), rows, row),
                        series.kind() == PointKind.COUNT);
            }
        }
    }

    private void sendBands(byte[] key, byte[] value, long timestamp) {
        Object addressed = new Addressed(context.taskId().partition(), value);
        context.forward(new Record<>(key, addressed, timestamp), DetectorTopology.BANDS_OF_SERIES);
    }

    private void sendAnomaly(byte[] key, byte[] value) {
        Object addressed = new Addressed(Addressed.BY_KEY, value);
        context.forward(new Record<>(key, addressed, rollup.nowMillis()), DetectorTopology.ANOMALIES_OF_SERIES);
    }
}
