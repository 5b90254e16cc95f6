package io.tidemark.detectors.topology;

import io.tidemark.detectors.group.PartialBatch;
import io.tidemark.detectors.group.TaskSums;
import io.tidemark.detectors.rollup.ClosedBuckets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Adds up what this task knows of each group, and tells every partition its time. Where nothing is wanted that is summed over
 * series, nobody waits for that: nothing is told then, but for one last tick, at which the others see that it ended.
 */
final class SumGroups implements Processor<byte[], Object, byte[], Object> {
    private final TopologySettings settings;
    private ProcessorContext<byte[], Object> context;
    private TaskSums sums;
    /** True after a start: what was told before it is not known. */
    private boolean toldBefore = true;

    SumGroups(TopologySettings settings) {
        this.settings = settings;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> processorContext) {
        context = processorContext;
        sums = new TaskSums(context.taskId().partition(), settings.partitions());
    }

    @Override
    public void process(Record<byte[], Object> record) {
        RolledUp rolledUp = (RolledUp) record.value();
        boolean grouped = rolledUp.inForce().hasGrouped();
        if (!grouped && !toldBefore) {
            return;
        }
        ClosedBuckets rows = rolledUp.rows();
        for (int row = 0; row < rows.size(); row++) {
            sums.add(rolledUp.inForce(), rows, row);
        }
        if (rolledUp.more()) {
            return; // A group's sum may have addends in the rows that follow.
        }
        toldBefore = grouped || rolledUp.tickMillis() == 0;
        for (int partition = 0; partition < settings.partitions(); partition++) {
            for (PartialBatch batch : sums.take(partition, rolledUp.tickMillis())) {
                Object addressed = new Addressed(partition, batch.toBytes());
                context.forward(new Record<>(null, addressed, record.timestamp()), DetectorTopology.PARTIAL_SUMS);
            }
        }
    }
}
