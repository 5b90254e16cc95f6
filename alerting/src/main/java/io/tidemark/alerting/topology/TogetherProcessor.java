package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.monitor.Row;
import io.tidemark.avro.Alert;
import io.tidemark.avro.DeadLetter;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task that sees all partitions: brings what they hand over into one order, has it judged, and forwards what follows.
 *
 * <p>What waits for its turn is kept in the store as well, so that a restart loses none of it.
 */
final class TogetherProcessor implements Processor<byte[], byte[], String, Object>, GroupTable {

    private static final Logger LOG = LoggerFactory.getLogger(TogetherProcessor.class);

    private static final String QUEUE = "queue\n";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /** A partition that has not ticked for so many looks (a minute) holds up the others no longer. */
    private static final int LOOKS_MAX = 6;

    private final JudgeProcessor.Parts parts;
    private final Tally tally;
    private final Merge<Queued> merge;
    private final Written written = new Written();
    private ProcessorContext<String, Object> context;
    private KeyValueStore<String, byte[]> store;
    private TogetherJudge judge;
    private long recordMillis;
    private long number;
    private int looks;

    /** An input and where it is kept. */
    private record Queued(String key, TogetherInput input) {}

    TogetherProcessor(JudgeProcessor.Parts parts) {
        this.parts = parts;
        this.tally = new Tally(parts.registry());
        this.merge = new Merge<>(parts.partitions());
    }

    @Override
    public void init(ProcessorContext<String, Object> processorContext) {
        context = processorContext;
        store = context.getStateStore(AlertingTopology.TOGETHER_STORE);
        ConfigurationInForce configuration = new ConfigurationInForce(parts.changes(), parts.margin());
        Teller teller = new Teller(configuration, new Intentions(parts.renderer(), written), written);
        Guard.Codec codec = new Guard.Codec(
                message -> parts.wire().serializer(Notification.class).serialize("", message),
                bytes -> parts.wire().deserializer(Notification.class).deserialize("", bytes));
        judge = new TogetherJudge(
                configuration, this, teller, written, tally, parts.guard(), codec, written::passed, parts.present());
        judge.restore();
        restoreQueue();
        context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> look());
    }

    private void restoreQueue() {
        TreeMap<String, byte[]> queued = new TreeMap<>();
        forEach((key, bytes) -> {
            if (key.startsWith(QUEUE)) {
                queued.put(key, bytes);
            }
        });
        queued.forEach((key, bytes) -> {
            number = Math.max(number, Long.parseLong(key.substring(QUEUE.length())) + 1);
            queue(key, TogetherInput.parse(bytes));
        });
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        recordMillis = record.timestamp();
        TogetherInput input = TogetherInput.parse(record.value());
        if (input instanceof TogetherInput.OfAnswer of) {
            judge.later(of.takenMillis(), of);
        } else if (input instanceof TogetherInput.OfEvent of) {
            judge.later(of.takenMillis(), of);
        } else {
            String key = QUEUE + String.format("%019d", number++);
            store.put(key, record.value());
            queue(key, input);
            takeParts();
        }
    }

    private void queue(String key, TogetherInput input) {
        merge.input(input.source(), new Queued(key, input));
        if (input instanceof TogetherInput.Tick tick) {
            merge.tick(tick.source(), tick.tickMillis());
        }
    }

    private void takeParts() {
        for (Optional<Merge.Part<Queued>> next = merge.next(); next.isPresent(); next = merge.next()) {
            Merge.Part<Queued> part = next.get();
            List<TogetherInput> inputs =
                    part.inputs().stream().map(Queued::input).toList();
            judge.part(new Merge.Part<>(part.source(), part.tickMillis(), inputs));
            part.inputs().forEach(queued -> store.delete(queued.key()));
            looks = 0;
        }
    }

    /** Availability before order: a partition that has died must not keep everybody from hearing of the others. */
    private void look() {
        looks = merge.isHeldUp() ? looks + 1 : 0;
        if (looks >= LOOKS_MAX) {
            List<Integer> skipped = merge.skipSilent();
            tally.skipped(skipped.size());
            LOG.warn(
                    "Partitions {} of bands have not ticked for a minute while others did; what needs all of them goes on"
                            + " without. Are the detectors running?",
                    skipped);
            looks = 0;
            takeParts();
        }
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

    /** What is judged here needs no detour: its states and messages are taken at once. */
    private final class Written implements Outputs {

        @Override
        public void alert(Alert alert) {
            forward(AlertingTopology.TOGETHER_ALERTS, alert.getMonitorId() + "\n" + alert.getGroup(), alert);
        }

        @Override
        public void notification(Notification notification) {
            if (notification.getState() == NotificationState.PENDING) {
                judge.message(notification);
            } else {
                forward(AlertingTopology.TOGETHER_NOTIFICATIONS, notification.getId(), notification);
            }
        }

        /** What the guard lets pass. */
        private void passed(Notification notification) {
            forward(AlertingTopology.TOGETHER_NOTIFICATIONS, notification.getId(), notification);
        }

        @Override
        public void event(Event event) {
            forward(AlertingTopology.TOGETHER_EVENTS, event.getId(), event);
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            throw new IllegalStateException("what is read here was written here");
        }

        @Override
        public void row(String watched, String group, Row row) {
            throw new IllegalStateException("rows are handed over, not made");
        }

        @Override
        public void state(String monitorId, String group, Optional<GroupState> state, long atMillis) {
            judge.state(new TogetherInput.OfState(0, monitorId, group, state, atMillis));
        }

        @Override
        public void tick(long tickMillis) {
            // This task has no tick of its own.
        }

        private void forward(String sink, String key, Object value) {
            context.forward(new Record<>(key, value, Math.max(0, recordMillis)), sink);
        }
    }
}
