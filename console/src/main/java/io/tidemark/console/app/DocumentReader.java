package io.tidemark.console.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.console.api.Live;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.topics.Topic;
import io.tidemark.topics.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration topics from their start and keeps {@link Documents} as they say. A value that is no JSON object
 * changes nothing: the last good version stays, and whoever acts on the topic publishes why.
 */
final class DocumentReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentReader.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Map<Topic, Kind> KINDS =
            Map.of(Topics.DETECTORS, Kind.DETECTORS, Topics.MONITORS, Kind.MONITORS, Topics.DOWNTIMES, Kind.DOWNTIMES);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Documents documents;
    private final Live live;
    private final Map<String, Kind> kinds = new HashMap<>();
    private final Thread thread = new Thread(this::run, "console-documents");
    private volatile boolean closing;

    private DocumentReader(ConsoleSettings settings, Documents documents, Live live) {
        this.documents = documents;
        this.live = live;
        KINDS.forEach((topic, kind) -> kinds.put(topic.name(settings.prefix()), kind));
        Map<String, Object> consumerSettings = new HashMap<>(settings.kafka());
        consumerSettings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        consumerSettings.put(ConsumerConfig.CLIENT_ID_CONFIG, "tidemark-console-documents");
        consumerSettings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumerSettings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumerSettings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        this.consumer = new KafkaConsumer<>(consumerSettings);
    }

    static DocumentReader start(ConsoleSettings settings, Documents documents, Live live) {
        DocumentReader reader = new DocumentReader(settings, documents, live);
        reader.thread.start();
        return reader;
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            while (!closing) {
                if (consumer.assignment().size() < kinds.size()) {
                    assign();
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    take(record);
                }
            }
        } catch (WakeupException e) {
            LOG.debug("The reader of documents was asked to stop.");
        } catch (RuntimeException e) {
            LOG.error("Documents are no longer read; pages show the last ones known. Restart the console.", e);
        }
    }

    /** Takes up the topics that exist; those that do not exist yet are looked for at every turn. */
    private void assign() {
        List<TopicPartition> present = kinds.keySet().stream()
                .filter(topic -> !consumer.partitionsFor(topic, LOOK_AGAIN).isEmpty())
                .map(topic -> new TopicPartition(topic, 0))
                .toList();
        if (present.size() > consumer.assignment().size()) {
            consumer.assign(present);
            consumer.seekToBeginning(present);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        Kind kind = kinds.get(record.topic());
        String id = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            documents.remove(kind, id);
        } else {
            try {
                JsonNode body = JSON.readTree(record.value());
                if (!body.isObject()) {
                    return;
                }
                documents.put(kind, new Document(id, body, record.offset(), Instant.ofEpochMilli(record.timestamp())));
            } catch (IOException e) {
                LOG.debug("A document is no JSON topic={} id={}", record.topic(), id);
                return;
            }
        }
        live.documentChanged(kind.name().toLowerCase(Locale.ROOT));
    }
}
