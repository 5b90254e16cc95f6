package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.Interest;
import io.tidemark.avro.DeadLetter;
import io.tidemark.avro.Event;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.wire.MalformedRecordException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Hands answers of checks, and events, to the task that sees all partitions; those that some monitor asks about. */
abstract class HandOverProcessor implements Processor<byte[], byte[], String, Object> {

    private static final int DEAD_LETTER_BYTES_MAX = 256 * 1024;

    private ProcessorContext<String, Object> context;

    @Override
    public void init(ProcessorContext<String, Object> processorContext) {
        context = processorContext;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            handOver(record, context.taskId().partition());
        } catch (MalformedRecordException bad) {
            putAside(record, bad);
        }
    }

    abstract void handOver(Record<byte[], byte[]> record, int source);

    void forward(Record<byte[], byte[]> record, TogetherInput input) {
        context.forward(new Record<>("", input.toBytes(), Math.max(0, record.timestamp())), AlertingTopology.TOGETHER);
    }

    private void putAside(Record<byte[], byte[]> record, MalformedRecordException bad) {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        byte[] value = record.value();
        if (value != null && value.length > DEAD_LETTER_BYTES_MAX) {
            value = java.util.Arrays.copyOf(value, DEAD_LETTER_BYTES_MAX);
        }
        DeadLetter letter = DeadLetter.newBuilder()
                .setReason(bad.reason())
                .setDetail(String.valueOf(bad.getMessage()))
                .setAt(Instant.ofEpochMilli(Math.max(0, record.timestamp())))
                .setBy("alerting")
                .setTopic(origin.topic())
                .setPartition(origin.partition())
                .setOffset(origin.offset())
                .setKey(record.key() == null ? null : ByteBuffer.wrap(record.key()))
                .setValue(value == null ? null : ByteBuffer.wrap(value))
                .build();
        String key = origin.topic() + "-" + origin.partition() + "-" + origin.offset();
        context.forward(new Record<>(key, letter, Math.max(0, record.timestamp())), AlertingTopology.DEAD_LETTERS);
    }

    /** Answers of checks. */
    static final class OfChecks extends HandOverProcessor {
        private final Interest interest;
        private final Deserializer<ServiceCheck> read;

        OfChecks(Interest interest, Deserializer<ServiceCheck> read) {
            this.interest = interest;
            this.read = read;
        }

        @Override
        void handOver(Record<byte[], byte[]> record, int source) {
            ServiceCheck check = read.deserialize("", record.value());
            if (check == null || !interest.inCheck(check.getCheck())) {
                return;
            }
            List<String> tags = new ArrayList<>(check.getTags());
            if (!check.getHost().isEmpty()) {
                tags.add("host:" + check.getHost().toLowerCase(Locale.ROOT));
            }
            forward(
                    record,
                    new TogetherInput.OfAnswer(
                            source,
                            record.timestamp(),
                            check.getCheck(),
                            check.getStatus().ordinal(),
                            check.getAt().getEpochSecond(),
                            tags,
                            check.getMessage()));
        }
    }

    /** Events; not those of alerting itself, so that no monitor hears its own echo. */
    static final class OfEvents extends HandOverProcessor {
        private final Interest interest;
        private final Deserializer<Event> read;

        OfEvents(Interest interest, Deserializer<Event> read) {
            this.interest = interest;
            this.read = read;
        }

        @Override
        void handOver(Record<byte[], byte[]> record, int source) {
            if (!interest.inEvents()) {
                return;
            }
            Event event = read.deserialize("", record.value());
            if (event == null || event.getSource().equals(Events.SOURCE)) {
                return;
            }
            List<String> attributes = new ArrayList<>(event.getTags());
            attributes.add("status:" + event.getAlertType().name().toLowerCase(Locale.ROOT));
            attributes.add("priority:" + event.getPriority().name().toLowerCase(Locale.ROOT));
            attributes.add("source:" + event.getSource().toLowerCase(Locale.ROOT));
            if (!event.getHost().isEmpty()) {
                attributes.add("host:" + event.getHost().toLowerCase(Locale.ROOT));
            }
            forward(
                    record,
                    new TogetherInput.OfEvent(
                            source, record.timestamp(), attributes, event.getTitle(), event.getText()));
        }
    }
}
