package io.tidemark.detectors.topology;

import io.tidemark.detectors.group.PartialBatch;
import io.tidemark.detectors.group.TaskSums;
import io.tidemark.detectors.rollup.ClosedBuckets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Adds up what this task knows of each group, and tells every partition its time. */
final class SumGroups implements Processor<byte[], Object, byte[], Object> {
    private final TopologySettings settings;
    private ProcessorContext<byte[], Object> context;
    private TaskSums sums;

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
        ClosedBuckets rows = rolledUp.rows();
        for (int row = 0; row < rows.size(); row++) {
            sums.add(rolledUp.inForce(), rows, row);
        }
        for (int partition = 0; partition < settings.partitions(); partition++) {
            for (PartialBatch batch : sums.take(partition, rolledUp.tickMillis())) {
                Object addressed = new Addressed(partition, batch.toBytes());
                context.forward(new Record<>(null, addressed, record.timestamp()), DetectorTopology.PARTIAL_SUMS);
            }
        }
    }
}
