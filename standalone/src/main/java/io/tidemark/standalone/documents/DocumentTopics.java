package io.tidemark.standalone.documents;

import io.tidemark.document.DocumentKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads and writes the topics of documents. */
public final class DocumentTopics {
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);

    private final Map<String, Object> clientSettings;
    private final String prefix;

    /**
     * A version of a document.
     *
     * @param version its offset: what bands and alerts record
     */
    public record Stored(String id, String json, long version, Instant since) {}

    public DocumentTopics(Map<String, Object> clientSettings, String prefix) {
        this.clientSettings = Map.copyOf(clientSettings);
        this.prefix = prefix;
    }

    /** The latest version of each document of a kind, by id. */
    public Map<String, Stored> inForce(DocumentKind kind) {
        Map<String, Object> settings = new HashMap<>(clientSettings);
        settings.put("enable.auto.commit", "false");
        settings.put("isolation.level", "read_committed");
        TopicPartition partition = new TopicPartition(kind.topic().name(prefix), 0);
        Map<String, Stored> latest = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            long deadline = System.nanoTime() + READ_LIMIT.toNanos();
            while (consumer.position(partition) < end) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the topic '" + partition.topic() + "' was not read within "
                            + READ_LIMIT.toSeconds() + " s [slow-topic]");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    put(latest, record);
                }
            }
        }
        return latest;
    }

    /** Publishes a version and waits for the broker. @return its version */
    public static long publish(Producer<byte[], byte[]> producer, String topic, String id, String json) {
        return send(producer, topic, id, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes a document away. */
    public static void delete(Producer<byte[], byte[]> producer, String topic, String id) {
        send(producer, topic, id, null);
    }

    private static long send(Producer<byte[], byte[]> producer, String topic, String id, byte[] value) {
        try {
            RecordMetadata metadata = producer.send(
                            new ProducerRecord<>(topic, 0, id.getBytes(StandardCharsets.UTF_8), value))
                    .get();
            return metadata.offset();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "'" + id + "' was not published to '" + topic + "': "
                            + e.getCause().getMessage(),
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while publishing '" + id + "'", e);
        }
    }

    private static void put(Map<String, Stored> latest, ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String id = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            latest.remove(id);
        } else {
            latest.put(
                    id,
                    new Stored(
                            id,
                            new String(record.value(), StandardCharsets.UTF_8),
                            record.offset(),
                            Instant.ofEpochMilli(record.timestamp())));
        }
    }
}
