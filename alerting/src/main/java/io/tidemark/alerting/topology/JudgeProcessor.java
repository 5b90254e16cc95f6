package io.tidemark.alerting.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.alerting.configuration.ChangeLog;
import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.monitor.Row;
import io.tidemark.alerting.template.MessageRenderer;
import io.tidemark.avro.Alert;
import io.tidemark.avro.DeadLetter;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationState;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.MalformedRecordException;
import io.tidemark.wire.Wire;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The task: decodes a record, has it judged, and forwards what follows. */
final class JudgeProcessor implements Processor<byte[], byte[], String, Object>, Outputs, GroupTable {

    /** Longest head of a bad record that is put aside, bytes. */
    private static final int DEAD_LETTER_BYTES_MAX = 256 * 1024;

    /** Messages to one recipient between two ticks that keep their pictures. */
    private static final int WHOLE_MAX = 20;

    private final Map<String, Integer> toldSinceTick = new HashMap<>();
    private final Parts parts;
    private final BandBatchReader batch;
    private final Tally tally;
    private ProcessorContext<String, Object> context;
    private KeyValueStore<String, byte[]> store;
    private TaskJudge judge;
    private long recordMillis;

    /** What all tasks share. */
    record Parts(
            Wire wire,
            ChangeLog changes,
            Duration margin,
            MessageRenderer renderer,
            MeterRegistry registry,
            int partitions,
            GuardSettings guard,
            LongSupplier present) {}

    JudgeProcessor(Parts parts) {
        this.parts = parts;
        this.batch = new BandBatchReader(parts.wire());
        this.tally = new Tally(parts.registry());
    }

    @Override
    public void init(ProcessorContext<String, Object> processorContext) {
        context = processorContext;
        store = context.getStateStore(AlertingTopology.STORE);
        ConfigurationInForce configuration = new ConfigurationInForce(parts.changes(), parts.margin());
        Teller teller = new Teller(configuration, new Intentions(parts.renderer(), this), this);
        Optional<Bulletin> bulletin =
                context.taskId().partition() == 0 ? Optional.of(new Bulletin(configuration, this)) : Optional.empty();
        judge = new TaskJudge(configuration, this, teller, this, bulletin, tally);
        judge.restore();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        recordMillis = record.timestamp();
        try {
            batch.read(record.value());
        } catch (MalformedRecordException bad) {
            deadLetter(letter(record, bad));
            return;
        }
        judge.record(batch);
    }

    private DeadLetter letter(Record<byte[], byte[]> record, MalformedRecordException bad) {
        Optional<RecordMetadata> origin = context.recordMetadata();
        byte[] value = record.value();
        if (value != null && value.length > DEAD_LETTER_BYTES_MAX) {
            value = Arrays.copyOf(value, DEAD_LETTER_BYTES_MAX);
        }
        return DeadLetter.newBuilder()
                .setReason(bad.reason())
                .setDetail(String.valueOf(bad.getMessage()))
                .setAt(Instant.ofEpochMilli(Math.max(0, record.timestamp())))
                .setBy("alerting")
                .setTopic(origin.map(RecordMetadata::topic).orElse(""))
                .setPartition(origin.map(RecordMetadata::partition).orElse(-1))
                .setOffset(origin.map(RecordMetadata::offset).orElse(-1L))
                .setKey(record.key() == null ? null : ByteBuffer.wrap(record.key()))
                .setValue(value == null ? null : ByteBuffer.wrap(value))
                .build();
    }

    // --- outputs

    @Override
    public void alert(Alert alert) {
        forward(AlertingTopology.ALERTS, alert.getMonitorId() + "\n" + alert.getGroup(), alert);
    }

    @Override
    public void notification(Notification notification) {
        if (notification.getState() == NotificationState.PENDING) {
            // Of a storm only the first keep their pictures; the others will be lines of a digest.
            String to = notification.getChannel() + " " + notification.getRecipient();
            boolean whole = toldSinceTick.merge(to, 1, Integer::sum) <= WHOLE_MAX
                    || parts.guard().isOff();
            Notification kept = whole ? notification : DigestText.slim(notification);
            byte[] bytes = parts.wire().serializer(Notification.class).serialize("", kept);
            handOver(new TogetherInput.OfMessage(source(), bytes));
            return;
        }
        forward(AlertingTopology.NOTIFICATIONS, notification.getId(), notification);
    }

    @Override
    public void event(Event event) {
        forward(AlertingTopology.EVENTS, event.getId(), event);
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        tally.deadLetter();
        forward(
                AlertingTopology.DEAD_LETTERS,
                letter.getTopic() + "-" + letter.getPartition() + "-" + letter.getOffset(),
                letter);
    }

    @Override
    public void row(String watched, String group, Row row) {
        handOver(new TogetherInput.OfRow(source(), watched, group, row));
    }

    @Override
    public void state(String monitorId, String group, Optional<GroupState> state, long atMillis) {
        handOver(new TogetherInput.OfState(source(), monitorId, group, state, atMillis));
    }

    @Override
    public void tick(long tickMillis) {
        toldSinceTick.clear();
        handOver(new TogetherInput.Tick(source(), tickMillis));
    }

    private int source() {
        return context.taskId().partition();
    }

    private void handOver(TogetherInput input) {
        forward(AlertingTopology.TOGETHER, "", input.toBytes());
    }

    private void forward(String sink, String key, Object value) {
        context.forward(new Record<>(key, value, Math.max(0, recordMillis)), sink);
    }

    // --- state

    @Override
    public void forEach(BiConsumer<String, byte[]> entry) {
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                entry.accept(next.key, next.value);
            }
        }
    }

    @Override
    public void put(String key, byte[] value) {
        store.put(key, value);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }
}
