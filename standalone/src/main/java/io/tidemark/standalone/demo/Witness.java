package io.tidemark.standalone.demo;

import io.tidemark.avro.Alert;
import io.tidemark.avro.Anomaly;
import io.tidemark.avro.Notification;
import io.tidemark.topics.Topic;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.PointBatchReader;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the services have written, from the start of each topic, and tells {@link Tally} and {@link FindListener}. It
 * sees committed records only, so nothing is counted that a service took back.
 */
final class Witness implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Witness.class);
    private static final List<Topic> WATCHED =
            List.of(Topics.POINTS, Topics.BANDS, Topics.ANOMALIES, Topics.ALERTS, Topics.NOTIFICATIONS);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Tally tally;
    private final FindListener listener;
    private final PointBatchReader points;
    private final BandBatchReader bands;
    private final Deserializer<Anomaly> anomalies;
    private final Deserializer<Alert> alerts;
    private final Deserializer<Notification> notifications;
    private final Map<String, Topic> topics = new HashMap<>();
    private final Thread thread;

    /** What is told of at once. Called on the witness's thread. */
    interface FindListener {
        void found(Anomaly anomaly);

        void changed(Alert alert);

        void told(Notification notification);
    }

    Witness(String bootstrapServers, String prefix, Wire wire, Tally tally, FindListener listener) {
        this.tally = tally;
        this.listener = listener;
        this.points = new PointBatchReader(wire);
        this.bands = new BandBatchReader(wire);
        this.anomalies = wire.deserializer(Anomaly.class);
        this.alerts = wire.deserializer(Alert.class);
        this.notifications = wire.deserializer(Notification.class);
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        WATCHED.forEach(topic -> topics.put(topic.name(prefix), topic));
        this.thread = new Thread(this::run, "demo-witness");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            List<TopicPartition> partitions = new ArrayList<>();
            topics.keySet()
                    .forEach(name -> consumer.partitionsFor(name)
                            .forEach(info -> partitions.add(new TopicPartition(name, info.partition()))));
            tally.expectPartitions((int) partitions.stream()
                    .filter(p -> topics.get(p.topic()) == Topics.POINTS)
                    .count());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.value() != null) {
                        see(topics.get(record.topic()), record);
                    }
                }
            }
        } catch (WakeupException closed) {
            LOG.debug("The witness stops.");
        } catch (RuntimeException e) {
            LOG.error("The demo can no longer see what is found.", e);
        }
    }

    private void see(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        try {
            if (topic == Topics.POINTS) {
                points.read(record.value());
                points.tickMillis().ifPresent(tick -> tally.tick(record.partition(), tick));
                tally.points(points.size());
            } else if (topic == Topics.BANDS) {
                bands.read(record.value());
                if (bands.size() > 0) {
                    tally.bands(bands.detector(), bands.size());
                }
            } else if (topic == Topics.ANOMALIES) {
                tally.anomaly();
                listener.found(anomalies.deserialize(record.topic(), record.value()));
            } else if (topic == Topics.ALERTS) {
                tally.alert();
                listener.changed(alerts.deserialize(record.topic(), record.value()));
            } else {
                Notification notification = notifications.deserialize(record.topic(), record.value());
                if (tally.notification(notification.getId(), notification.getState())) {
                    listener.told(notification);
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("A record cannot be read. topic={} offset={}", record.topic(), record.offset(), e);
        }
    }
}
