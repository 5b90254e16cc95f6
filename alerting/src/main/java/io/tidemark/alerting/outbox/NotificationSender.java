package io.tidemark.alerting.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.alerting.channel.Channel;
import io.tidemark.alerting.outbox.Settlement.Write;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import io.tidemark.topics.Partitions;
import io.tidemark.wire.MalformedRecordException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that runs the outbox on Kafka: reads {@code notifications}, hands what is due to the couriers, writes down what came of it.
 * Several senders share the partitions of the topic.
 */
public final class NotificationSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NotificationSender.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

    private final SenderClients clients;
    private final Clock clock;
    private final Serializer<Notification> notificationBytes;
    private final Deserializer<Notification> notificationText;
    private final Serializer<Event> eventBytes;
    private final Couriers couriers;
    private final OutboxMeters meters;
    private final Outbox outbox;
    private final Thread thread;

    /** Where each assigned partition ended when it was assigned; gone once read that far. */
    private final Map<TopicPartition, Long> unread = new HashMap<>();

    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final Deque<Write> unwritten = new ArrayDeque<>();
    private volatile boolean open = true;
    private volatile Exception fault;

    private record Acknowledged(Write write, long offset, Exception failure) {}

    private NotificationSender(
            OutboxSettings settings,
            SenderClients clients,
            Map<String, Channel> channels,
            MeterRegistry registry,
            Clock clock) {
        this.clients = clients;
        this.clock = clock;
        this.notificationBytes = clients.wire().serializer(Notification.class);
        this.notificationText = clients.wire().deserializer(Notification.class);
        this.eventBytes = clients.wire().serializer(Event.class);
        this.couriers = new Couriers(channels);
        this.meters = new OutboxMeters(registry);
        this.outbox = new Outbox(settings, couriers::lane);
        this.thread = new Thread(this::run, "notification-sender");
    }

    /**
     * Starts sending.
     *
     * @param clients closed by the sender
     * @param channels by their name in notifications: 'email', 'webhook'; closed by the sender
     */
    public static NotificationSender start(
            OutboxSettings settings,
            SenderClients clients,
            Map<String, Channel> channels,
            MeterRegistry registry,
            Clock clock) {
        NotificationSender sender = new NotificationSender(settings, clients, channels, registry, clock);
        sender.thread.start();
        return sender;
    }

    /** The partition of {@code notifications} that keeps a thread in order: all messages of one thread share it. */
    public static int partition(String thread, int partitions) {
        return Partitions.of(thread, partitions);
    }

    /** Notifications told by this sender since it started. */
    public long sent() {
        return meters.sent();
    }

    /** Notifications given up by this sender since it started. */
    public long failed() {
        return meters.failed();
    }

    /** Notifications still to be told. */
    public long pending() {
        return meters.pending();
    }

    /** Whether it works; false after a fault that ended it. */
    public boolean healthy() {
        return fault == null && thread.isAlive();
    }

    /** Stops: lets what is under way end, writes it down, and closes clients and channels. */
    @Override
    public void close() {
        open = false;
        clients.consumer().wakeup();
        try {
            thread.join(CLOSE_LIMIT.plusSeconds(10).toMillis());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            clients.consumer().subscribe(List.of(clients.notifications()), new Rebalance());
            while (open) {
                turn();
            }
        } catch (WakeupException | InterruptException closing) {
            LOG.debug("The notification sender was woken to close.");
        } catch (RuntimeException broken) {
            fault = broken;
            LOG.error("The notification sender has stopped; nothing is told until it is started again.", broken);
        } finally {
            shutDown();
        }
    }

    private void turn() {
        for (ConsumerRecord<String, byte[]> consumed : clients.consumer().poll(POLL)) {
            read(consumed);
        }
        unread.entrySet().removeIf(end -> clients.consumer().position(end.getKey()) >= end.getValue());
        settleAll();
        if (unread.isEmpty()) {
            Instant now = clock.instant();
            write(outbox.expire(now));
            outbox.due(now).forEach(couriers::carry);
        }
        meters.pending(outbox.pending());
    }

    private void read(ConsumerRecord<String, byte[]> consumed) {
        if (consumed.value() == null) {
            return; // a deleted record; what was pending of it is not known any more
        }
        try {
            Notification notification = notificationText.deserialize(consumed.topic(), consumed.value());
            outbox.take(consumed.partition(), consumed.offset(), notification, clock.instant());
        } catch (MalformedRecordException malformed) {
            meters.malformed();
            LOG.warn(
                    "A notification cannot be read and is passed over partition={} offset={} why={}",
                    consumed.partition(),
                    consumed.offset(),
                    malformed.getMessage());
        }
    }

    /** Takes results and acknowledgements, in this order, until there are none. */
    private void settleAll() {
        for (Couriers.Result result : couriers.results()) {
            meters.tried(result.sending().message(), result.delivery());
            LOG.info(
                    "Tried to tell id={} channel={} outcome={} detail={}",
                    result.sending().id(),
                    result.sending().message().getChannel(),
                    result.delivery().outcome(),
                    result.delivery().detail());
            write(outbox.finished(result.sending(), result.delivery(), clock.instant()));
        }
        for (Acknowledged done = acknowledged.poll(); done != null; done = acknowledged.poll()) {
            if (done.failure() == null) {
                settled(done.write(), done.offset());
            } else {
                meters.writeFailed();
                LOG.warn(
                        "An outcome could not be written down yet and will be again id={}",
                        done.write().notification().getId(),
                        done.failure());
                unwritten.add(done.write());
            }
        }
        for (int left = unwritten.size(); left > 0; left--) {
            send(unwritten.poll());
        }
    }

    private void settled(Write write, long offset) {
        if (write.partition() != Write.BY_THREAD) { // what is new comes back by the topic
            meters.settled(write.notification());
            outbox.written(write.notification().getId(), offset);
        }
    }

    /** Events first: a crash in between tells the event again, under the same id, rather than never. */
    private void write(Settlement settlement) {
        for (Event event : settlement.events()) {
            byte[] bytes = eventBytes.serialize(clients.events(), event);
            clients.producer().send(new ProducerRecord<>(clients.events(), event.getId(), bytes));
        }
        settlement.writes().forEach(this::send);
    }

    /** Back to the partition it was read from, so that compaction sees one key in one place; what is new, to its thread's. */
    private void send(Write write) {
        Notification notification = write.notification();
        byte[] bytes = notificationBytes.serialize(clients.notifications(), notification);
        int partition = write.partition() != Write.BY_THREAD
                ? write.partition()
                : partition(
                        notification.getThread(),
                        clients.producer()
                                .partitionsFor(clients.notifications())
                                .size());
        clients.producer()
                .send(
                        new ProducerRecord<>(clients.notifications(), partition, notification.getId(), bytes),
                        (metadata, failure) -> acknowledged.add(
                                new Acknowledged(write, failure == null ? metadata.offset() : -1, failure)));
    }

    private void shutDown() {
        open = false;
        Collection<TopicPartition> assigned = clients.consumer().assignment();
        finishWhatIsUnderWay(assigned);
        outbox.release(assigned.stream().map(TopicPartition::partition).toList());
        clients.consumer().close();
        couriers.close();
        clients.producer().close(Duration.ofSeconds(5));
    }

    /** Waits until no try is under way in these partitions and all outcomes are in the log, up to the limit. */
    private void finishWhatIsUnderWay(Collection<TopicPartition> assigned) {
        List<Integer> partitions =
                assigned.stream().map(TopicPartition::partition).toList();
        long end = System.nanoTime() + CLOSE_LIMIT.toNanos();
        while (outbox.busy(partitions) && System.nanoTime() < end) {
            settleAll();
            clients.producer().flush();
            LockSupport.parkNanos(5_000_000);
        }
        settleAll();
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            clients.consumer().seekToBeginning(partitions);
            unread.putAll(clients.consumer().endOffsets(partitions));
            LOG.info("The notification sender reads its partitions from the beginning partitions={}", partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            finishWhatIsUnderWay(partitions);
            release(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            release(partitions);
        }

        private void release(Collection<TopicPartition> partitions) {
            unread.keySet().removeAll(partitions);
            outbox.release(partitions.stream().map(TopicPartition::partition).toList());
        }
    }
}
