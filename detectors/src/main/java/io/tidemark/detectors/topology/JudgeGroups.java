package io.tidemark.detectors.topology;

import io.tidemark.avro.BandStage;
import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.baseline.Judge;
import io.tidemark.detectors.baseline.Relearnt;
import io.tidemark.detectors.group.GroupBuckets;
import io.tidemark.detectors.group.GroupMerge;
import io.tidemark.detectors.group.PartialBatch;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.store.ObjectStore;
import io.tidemark.detectors.store.WriteBehind;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Merges the partial sums of all tasks and judges the groups whose home is this partition. */
final class JudgeGroups implements Processor<byte[], byte[], byte[], Object> {
    private final TopologySettings settings;
    private final WriteBehind<ObjectStore<GroupBuckets>> partials;
    private final WriteBehind<ModelStore> groups;
    private final WriteBehind<ModelStore> models;
    private final DeadLetters deadLetters;
    private ProcessorContext<byte[], Object> context;
    private InForce inForce;
    private GroupMerge merge;
    private BandRecords bands;
    private RelearntRecords relearnt;
    private Judge judge;

    JudgeGroups(
            TopologySettings settings,
            WriteBehind<ObjectStore<GroupBuckets>> partials,
            WriteBehind<ModelStore> groups,
            WriteBehind<ModelStore> models) {
        this.settings = settings;
        this.partials = partials;
        this.groups = groups;
        this.models = models;
        this.deadLetters = new DeadLetters(settings.wire(), settings.tally());
    }

    @Override
    public void init(ProcessorContext<byte[], Object> processorContext) {
        context = processorContext;
        inForce = new InForce(settings.configuration(), settings.configMargin().toMillis());
        relearnt = new RelearntRecords(settings, BandStage.GROUPED, context, DetectorTopology.RELEARNT_GROUPS);
        bands = new BandRecords(BandStage.GROUPED, settings.wire(), settings.tally(), this::sendAnomaly);
        merge = new GroupMerge(
                partials.open(context), inForce, settings.lateness().toMillis(), settings.tally(), this::judgeGroup);
        judge = new Judge(
                new Judge.Memory(groups.open(context), models.open(context), true),
                inForce,
                settings.judgeLimits(),
                merge::mayStillChange,
                settings.tally(),
                bands);
        judge.setNow(merge.nowMillis());
    }

    @Override
    public void close() {
        relearnt.close();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        boolean moved = false;
        try {
            if (Relearnt.isIn(record.value())) {
                Relearnt.parse(record.value()).forEach(judge::take);
            } else {
                moved = merge.take(PartialBatch.parse(record.value()));
            }
        } catch (IllegalArgumentException e) {
            Record<byte[], Addressed> letter = deadLetters.of(
                    "malformed",
                    e.getMessage(),
                    context.recordMetadata().orElseThrow(),
                    record.key(),
                    record.value(),
                    merge.nowMillis());
            context.forward(letter.withValue((Object) letter.value()), DetectorTopology.DEAD_LETTERS_OF_GROUPS);
        }
        long now = merge.nowMillis();
        if (moved) {
            judge.setNow(now);
            if (inForce.tick(now)) {
                judge.followConfiguration();
            }
            merge.closeDue();
            judge.tellPassed();
        }
        relearnt.want(judge.takeAsked());
        bands.flush((key, value) -> sendBands(key, value, now));
        if (moved) {
            sendBands(null, bands.tick(now), now);
        }
    }

    private void judgeGroup(Unit unit, String group, long start, double value, boolean count) {
        judge.row(unit, judge.group(unit, group), group, start, value, count);
    }

    private void sendBands(byte[] key, byte[] value, long timestamp) {
        Object addressed = new Addressed(context.taskId().partition(), value);
        context.forward(new Record<>(key, addressed, timestamp), DetectorTopology.BANDS_OF_GROUPS);
    }

    private void sendAnomaly(byte[] key, byte[] value) {
        Object addressed = new Addressed(Addressed.BY_KEY, value);
        context.forward(new Record<>(key, addressed, merge.nowMillis()), DetectorTopology.ANOMALIES_OF_GROUPS);
    }
}
