package io.tidemark.alerting.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.alerting.configuration.ChangeLog;
import io.tidemark.alerting.outbox.NotificationSender;
import io.tidemark.alerting.template.MessageRenderer;
import io.tidemark.avro.Alert;
import io.tidemark.avro.DeadLetter;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
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
 *   bands ─▶ judge ─▶ alerts
 *              │   ─▶ notifications
 *              │   ─▶ events
 *              │   ─▶ dead-letters
 *            groups (on heap, with a changelog)
 * </pre>
 */
public final class AlertingTopology {

    static final String STORE = "groups";
    static final String ALERTS = "write-alerts";
    static final String NOTIFICATIONS = "write-notifications";
    static final String EVENTS = "write-events";
    static final String DEAD_LETTERS = "put-aside";

    private static final String BANDS = "read-bands";
    private static final String JUDGE = "judge-monitors";

    private AlertingTopology() {}

    /**
     * The topology.
     *
     * @param prefix of topics' names
     * @param wire how records are framed
     * @param changes versions of monitors and downtimes, as they are read
     * @param margin a version is known from the first tick that is this much later than its record
     * @param renderer turns templates into text
     * @param registry where it counts
     */
    public static Topology build(
            String prefix,
            Wire wire,
            ChangeLog changes,
            Duration margin,
            MessageRenderer renderer,
            MeterRegistry registry) {
        JudgeProcessor.Parts parts = new JudgeProcessor.Parts(wire, changes, margin, renderer, registry);
        StringSerializer key = new StringSerializer();
        return new Topology()
                .addSource(BANDS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.BANDS.name(prefix))
                .addProcessor(JUDGE, () -> new JudgeProcessor(parts), BANDS)
                .addStateStore(groups(), JUDGE)
                .addSink(ALERTS, Topics.ALERTS.name(prefix), key, wire.serializer(Alert.class), JUDGE)
                .addSink(
                        NOTIFICATIONS,
                        Topics.NOTIFICATIONS.name(prefix),
                        key,
                        wire.serializer(Notification.class),
                        AlertingTopology::partitionOfThread,
                        JUDGE)
                .addSink(EVENTS, Topics.EVENTS.name(prefix), key, wire.serializer(Event.class), JUDGE)
                .addSink(DEAD_LETTERS, Topics.DEAD_LETTERS.name(prefix), key, wire.serializer(DeadLetter.class), JUDGE);
    }

    /** Messages of one incident stay in order: they share a partition, as the sender expects. */
    private static Optional<Set<Integer>> partitionOfThread(
            String topic, String key, Notification notification, int partitions) {
        return Optional.of(Set.of(NotificationSender.partition(notification.getThread(), partitions)));
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> groups() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withCachingEnabled();
    }
}
