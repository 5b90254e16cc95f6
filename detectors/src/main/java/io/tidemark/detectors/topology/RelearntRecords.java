package io.tidemark.detectors.topology;

import io.tidemark.avro.BandStage;
import io.tidemark.detectors.baseline.RelearnRequest;
import io.tidemark.detectors.baseline.Relearnt;
import io.tidemark.detectors.relearn.History;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Models that were learnt again, appended to the input of the task that asked: like a tick, what took its time is a record. */
final class RelearntRecords {
    /** A second of a task, beside what is live. */
    private static final int BYTES_MAX = 1 << 20;

    /** Of a record, unless one model alone has more: a topic takes 1 MiB, and a task is not held up for long by one. */
    private static final int RECORD_BYTES_MAX = 256 << 10;

    private final History history;
    private final History.Home home;
    private final ProcessorContext<byte[], Object> context;
    private final String sink;

    RelearntRecords(TopologySettings settings, BandStage stage, ProcessorContext<byte[], Object> context, String sink) {
        this.history = settings.history();
        this.home = new History.Home(stage, context.taskId().partition());
        this.context = context;
        this.sink = sink;
        context.schedule(settings.tickEvery(), PunctuationType.WALL_CLOCK_TIME, this::append);
    }

    void want(List<RelearnRequest> requests) {
        if (!requests.isEmpty()) {
            history.want(home, requests);
        }
    }

    void close() {
        history.leave(home);
    }

    private void append(long wallClockMillis) {
        for (byte[] record : Relearnt.toRecords(history.take(home, BYTES_MAX), RECORD_BYTES_MAX)) {
            Object addressed = new Addressed(home.partition(), record);
            context.forward(new Record<>(null, addressed, wallClockMillis), sink);
        }
    }
}
