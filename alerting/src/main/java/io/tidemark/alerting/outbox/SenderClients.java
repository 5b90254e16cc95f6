package io.tidemark.alerting.outbox;

import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What the sender needs of Kafka; it closes both clients.
 *
 * @param consumer reads committed records only, commits nothing
 * @param producer idempotent, all replicas acknowledge
 * @param wire framing of the records
 * @param notifications name of the topic {@code notifications}
 * @param events name of the topic {@code events}
 */
public record SenderClients(
        Consumer<String, byte[]> consumer,
        Producer<String, byte[]> producer,
        Wire wire,
        String notifications,
        String events) {

    public SenderClients {
        Objects.requireNonNull(consumer, "consumer");
        Objects.requireNonNull(producer, "producer");
        Objects.requireNonNull(wire, "wire");
        Objects.requireNonNull(notifications, "notifications");
        Objects.requireNonNull(events, "events");
    }

    /**
     * Clients with the settings that the promises rest on.
     *
     * @param common settings of both, at least {@code bootstrap.servers}
     * @param prefix of topic names, for example {@code tidemark.}
     */
    public static SenderClients connect(Map<String, ?> common, String prefix, Wire wire) {
        Map<String, Object> reading = new HashMap<>(common);
        reading.put(ConsumerConfig.GROUP_ID_CONFIG, prefix + "notification-sender");
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        Map<String, Object> writing = new HashMap<>(common);
        writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        writing.put(ProducerConfig.ACKS_CONFIG, "all");
        writing.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new SenderClients(
                new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer()),
                new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer()),
                wire,
                Topics.NOTIFICATIONS.name(prefix),
                Topics.EVENTS.name(prefix));
    }
}
