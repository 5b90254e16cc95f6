package io.tidemark.console.history;

import io.tidemark.avro.Alert;
import io.tidemark.avro.Anomaly;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import io.tidemark.topics.Topic;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.MalformedRecordException;
import io.tidemark.wire.RollupBatchReader;
import io.tidemark.wire.Wire;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the history from Kafka on a thread of its own: reads a batch, commits it to the store, then commits the offsets.
 * After a crash in between, the batch is read again and leaves the same rows.
 *
 * <p>A record whose bytes mean nothing is counted and passed by: the detectors and alerting put such records aside, and
 * these topics are written by them alone.
 */
public final class Filler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Filler.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration TIDY_EVERY = Duration.ofSeconds(60);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);
    private static final List<Topic> TOPICS =
            List.of(Topics.ROLLUPS, Topics.BANDS, Topics.ANOMALIES, Topics.ALERTS, Topics.NOTIFICATIONS, Topics.EVENTS);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final History history;
    private final String prefix;
    private final Clock clock;
    private final Consumer<Changes> changed;
    private final RollupBatchReader rollups;
    private final BandBatchReader bands;
    private final Deserializer<Anomaly> anomalies;
    private final Deserializer<Alert> alerts;
    private final Deserializer<Notification> notifications;
    private final Deserializer<Event> events;
    private final Set<TopicPartition> started = new HashSet<>();
    private final Map<String, Long> records = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile Instant lastPoll;
    private volatile boolean caughtUp;
    private volatile Throwable failure;

    /** What one batch changed: kinds of records, and the detectors whose bands moved. */
    public record Changes(Set<String> kinds, Set<String> detectors) {}

    /**
     * @param consumer of bytes, in a group of its own, read_committed, without auto commit; closed by this
     * @param changed told after every batch that is in the store; must be quick
     */
    public Filler(
            KafkaConsumer<byte[], byte[]> consumer,
            History history,
            Wire wire,
            String prefix,
            Clock clock,
            Consumer<Changes> changed) {
        this.consumer = consumer;
        this.history = history;
        this.prefix = prefix;
        this.clock = clock;
        this.changed = changed;
        this.rollups = new RollupBatchReader(wire);
        this.bands = new BandBatchReader(wire);
        this.anomalies = wire.deserializer(Anomaly.class);
        this.alerts = wire.deserializer(Alert.class);
        this.notifications = wire.deserializer(Notification.class);
        this.events = wire.deserializer(Event.class);
        this.lastPoll = clock.instant();
        this.thread = new Thread(this::run, "history-filler");
    }

    public void start() {
        thread.start();
    }

    /** Records written so far, by topic (short name), and those that meant nothing under "malformed". */
    public Map<String, Long> records() {
        return Map.copyOf(records);
    }

    /** Whether everything that was in the topics has been read. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** What is wrong, in a sentence; empty where nothing is. */
    public String trouble() {
        if (failure != null) {
            return "the history stopped being filled: " + failure.getMessage() + "; see the log, then restart";
        }
        if (Duration.between(lastPoll, clock.instant()).compareTo(Duration.ofMinutes(2)) > 0) {
            return "the history has read nothing from Kafka since " + lastPoll + "; check the brokers";
        }
        List<String> suspended = history.suspended();
        return suspended.isEmpty() ? "" : "tables " + suspended + " take no rows (disk full?); free space and restart";
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(CLOSE_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(TOPICS.stream().map(topic -> topic.name(prefix)).toList(), new FromTheStart());
            Instant tidied = clock.instant();
            while (!closing) {
                fill(consumer.poll(POLL));
                lastPoll = clock.instant();
                if (Duration.between(tidied, lastPoll).compareTo(TIDY_EVERY) > 0) {
                    history.tidy();
                    tidied = lastPoll;
                }
            }
        } catch (WakeupException e) {
            LOG.debug("The filler was asked to stop.");
        } catch (RuntimeException e) {
            failure = e;
            LOG.error("The history is no longer filled; pages show what it has. Restart the console.", e);
        }
    }

    private void fill(ConsumerRecords<byte[], byte[]> batch) {
        if (!batch.isEmpty()) {
            Set<String> kinds = new HashSet<>();
            Set<String> detectors = new HashSet<>();
            for (ConsumerRecord<byte[], byte[]> record : batch) {
                take(record, kinds, detectors);
            }
            history.writer().commit();
            commitOffsets();
            if (!kinds.isEmpty()) {
                changed.accept(new Changes(Set.copyOf(kinds), Set.copyOf(detectors)));
            }
        }
        // Before it has partitions it knows nothing of what is in them.
        caughtUp = !consumer.assignment().isEmpty()
                && consumer.assignment().stream()
                        .allMatch(partition -> consumer.currentLag(partition).orElse(1) == 0);
    }

    private void commitOffsets() {
        try {
            consumer.commitSync();
        } catch (RebalanceInProgressException e) {
            LOG.debug("Offsets are committed after the rebalance; rows read twice are kept once.");
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Set<String> kinds, Set<String> detectors) {
        String topic = record.topic().substring(prefix.length());
        if (record.value() == null) {
            return;
        }
        try {
            if (write(topic, record, detectors)) {
                kinds.add(topic);
                records.merge(topic, 1L, Long::sum);
            }
        } catch (MalformedRecordException e) {
            records.merge("malformed", 1L, Long::sum);
            LOG.debug("A record means nothing topic={} offset={} why={}", topic, record.offset(), e.getMessage());
        }
    }

    private boolean write(String topic, ConsumerRecord<byte[], byte[]> record, Set<String> detectors) {
        HistoryWriter writer = history.writer();
        byte[] value = record.value();
        if (topic.equals(Topics.ROLLUPS.shortName())) {
            rollups.read(value);
            writer.rollups(rollups);
            return rollups.size() > 0;
        }
        if (topic.equals(Topics.BANDS.shortName())) {
            bands.read(value);
            writer.bands(bands);
            if (bands.size() > 0) {
                detectors.add(bands.detector());
            }
            return bands.size() > 0;
        }
        if (topic.equals(Topics.ANOMALIES.shortName())) {
            writer.anomaly(anomalies.deserialize(record.topic(), value));
        } else if (topic.equals(Topics.ALERTS.shortName())) {
            writer.alert(alerts.deserialize(record.topic(), value));
        } else if (topic.equals(Topics.NOTIFICATIONS.shortName())) {
            writer.notification(notifications.deserialize(record.topic(), value));
        } else {
            writer.event(events.deserialize(record.topic(), value));
        }
        return true;
    }

    /** A store that was just made is filled from the start, whatever the group had read for an older one. */
    private final class FromTheStart implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!history.created()) {
                return;
            }
            Map<String, Integer> counts = new HashMap<>();
            List<TopicPartition> fresh =
                    partitions.stream().filter(started::add).toList();
            fresh.forEach(partition -> counts.merge(partition.topic(), 1, Integer::sum));
            if (!fresh.isEmpty()) {
                consumer.seekToBeginning(fresh);
                LOG.info("The history is empty and is filled from the start of the topics partitions={}", counts);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // Every batch is committed before the next poll, so there is nothing left to do here.
        }
    }
}
