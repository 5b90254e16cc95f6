package io.tidemark.alerting.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.alerting.configuration.ChangeLog;
import io.tidemark.alerting.configuration.Interest;
import io.tidemark.alerting.outbox.NotificationSender;
import io.tidemark.alerting.template.MessageRenderer;
import io.tidemark.avro.Alert;
import io.tidemark.avro.DeadLetter;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Reads judged buckets, judges monitors, and writes transitions, events and intentions in one transaction.
 *
 * <pre>
 *   bands ──────────▶ judge ─▶ alerts, events, held notifications, dead-letters
 *                       │ groups (on heap, with a changelog)
 *   service-checks ─▶ hand over ─┐
 *   events ─────────▶ hand over ─┤
 *                       │        ▼
 *                       └─▶ together (one partition) ─▶ judge together ─▶ alerts, notifications, events
 *                           rows, states, messages, ticks    (its own groups, what waits)
 * </pre>
 */
public final class AlertingTopology {

    static final String STORE = "groups";
    static final String TOGETHER_STORE = "together-groups";
    static final String ALERTS = "write-alerts";
    static final String NOTIFICATIONS = "write-notifications";
    static final String EVENTS = "write-events";
    static final String DEAD_LETTERS = "put-aside";
    static final String TOGETHER = "hand-over";
    static final String TOGETHER_ALERTS = "write-alerts-together";
    static final String TOGETHER_NOTIFICATIONS = "write-notifications-together";
    static final String TOGETHER_EVENTS = "write-events-together";

    /** Name, without prefix, of the topic of one partition that partitions hand over to; private to alerting. */
    public static final String TOGETHER_TOPIC = "alerting-together";

    private static final String BANDS = "read-bands";
    private static final String CHECKS = "read-service-checks";
    private static final String HAPPENINGS = "read-events";
    private static final String JUDGE = "judge-monitors";
    private static final String HAND_OVER_CHECKS = "hand-over-checks";
    private static final String HAND_OVER_EVENTS = "hand-over-events";
    private static final String READ_TOGETHER = "read-together";
    private static final String JUDGE_TOGETHER = "judge-together";

    private AlertingTopology() {}

    /**
     * What several partitions need.
     *
     * @param partitions of the topic of bands: all of them are waited for
     * @param guard when messages are joined
     * @param present asked once when the task begins: what is decided long before is about the past, milliseconds
     */
    public record Together(int partitions, GuardSettings guard, LongSupplier present) {

        /** One partition, every message by itself, and no past: for trials. */
        public static final Together PLAIN = new Together(1, GuardSettings.OFF, () -> Long.MIN_VALUE / 2);
    }

    /** The same on one partition, with every message by itself. */
    public static Topology build(
            String prefix,
            Wire wire,
            ChangeLog changes,
            Duration margin,
            MessageRenderer renderer,
            MeterRegistry registry) {
        return build(prefix, wire, changes, margin, renderer, registry, Together.PLAIN);
    }

    /**
     * The topology.
     *
     * @param prefix of topics' names
     * @param wire how records are framed
     * @param changes versions of monitors, downtimes and acknowledgements, as they are read
     * @param margin a version is known from the first tick that is this much later than its record
     * @param renderer turns templates into text
     * @param registry where it counts
     * @param together what several partitions need
     */
    public static Topology build(
            String prefix,
            Wire wire,
            ChangeLog changes,
            Duration margin,
            MessageRenderer renderer,
            MeterRegistry registry,
            Together together) {
        JudgeProcessor.Parts parts = new JudgeProcessor.Parts(
                wire, changes, margin, renderer, registry, together.partitions(), together.guard(), together.present());
        Topology topology = new Topology();
        read(topology, BANDS, Topics.BANDS.name(prefix));
        read(topology, CHECKS, Topics.SERVICE_CHECKS.name(prefix));
        read(topology, HAPPENINGS, Topics.EVENTS.name(prefix));
        topology.addProcessor(JUDGE, () -> new JudgeProcessor(parts), BANDS)
                .addProcessor(
                        HAND_OVER_CHECKS,
                        () -> new HandOverProcessor.OfChecks(
                                new Interest(changes), wire.deserializer(ServiceCheck.class)),
                        CHECKS)
                .addProcessor(
                        HAND_OVER_EVENTS,
                        () -> new HandOverProcessor.OfEvents(new Interest(changes), wire.deserializer(Event.class)),
                        HAPPENINGS)
                .addStateStore(store(STORE), JUDGE);
        write(topology, prefix, wire, JUDGE, ALERTS, NOTIFICATIONS, EVENTS);
        topology.addSink(
                        DEAD_LETTERS,
                        Topics.DEAD_LETTERS.name(prefix),
                        new StringSerializer(),
                        wire.serializer(DeadLetter.class),
                        JUDGE,
                        HAND_OVER_CHECKS,
                        HAND_OVER_EVENTS)
                .addSink(
                        TOGETHER,
                        prefix + TOGETHER_TOPIC,
                        new StringSerializer(),
                        new ByteArraySerializer(),
                        (topic, key, value, partitions) -> Optional.of(Set.of(0)),
                        JUDGE,
                        HAND_OVER_CHECKS,
                        HAND_OVER_EVENTS);

        read(topology, READ_TOGETHER, prefix + TOGETHER_TOPIC);
        topology.addProcessor(JUDGE_TOGETHER, () -> new TogetherProcessor(parts), READ_TOGETHER)
                .addStateStore(store(TOGETHER_STORE), JUDGE_TOGETHER);
        write(topology, prefix, wire, JUDGE_TOGETHER, TOGETHER_ALERTS, TOGETHER_NOTIFICATIONS, TOGETHER_EVENTS);
        return topology;
    }

    private static void read(Topology topology, String node, String topic) {
        topology.addSource(node, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic);
    }

    private static void write(
            Topology topology,
            String prefix,
            Wire wire,
            String from,
            String alerts,
            String notifications,
            String events) {
        StringSerializer key = new StringSerializer();
        topology.addSink(alerts, Topics.ALERTS.name(prefix), key, wire.serializer(Alert.class), from)
                .addSink(
                        notifications,
                        Topics.NOTIFICATIONS.name(prefix),
                        key,
                        wire.serializer(Notification.class),
                        AlertingTopology::partitionOfThread,
                        from)
                .addSink(events, Topics.EVENTS.name(prefix), key, wire.serializer(Event.class), from);
    }

    /** Messages of one incident stay in order: they share a partition, as the sender expects. */
    private static Optional<Set<Integer>> partitionOfThread(
            String topic, String key, Notification notification, int partitions) {
        return Optional.of(Set.of(NotificationSender.partition(notification.getThread(), partitions)));
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withCachingEnabled();
    }
}
