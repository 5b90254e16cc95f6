package io.tidemark.detectors.app;

import io.tidemark.avro.Event;
import io.tidemark.avro.EventType;
import io.tidemark.config.ConfigRefusal;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the event stream of documents that were refused. The id follows from the record, so a restart repeats no event. */
final class RefusalEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalEvents.class);
    private static final int TITLE_CHARS_MAX = 100;
    private static final int TEXT_CHARS_MAX = 4_000;

    private final Producer<byte[], byte[]> producer;
    private final Serializer<Event> serializer;
    private final String topic;

    RefusalEvents(Properties connection, String prefix, Wire wire) {
        Properties settings = new Properties();
        settings.putAll(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000");
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.serializer = wire.serializer(Event.class);
        this.topic = Topics.EVENTS.name(prefix);
    }

    void tell(ConfigRefusal refusal) {
        Event event = Event.newBuilder()
                .setId(refusal.eventId())
                .setAt(refusal.timestamp())
                .setTitle(cut(refusal.title(), TITLE_CHARS_MAX))
                .setText(cut(refusal.text(), TEXT_CHARS_MAX))
                .setAlertType(EventType.ERROR)
                .setSource("tidemark.detectors")
                .setAggregationKey("config-" + refusal.kind().text() + "-" + refusal.id())
                .setTags(List.of())
                .build();
        byte[] key = event.getId().getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic, key, serializer.serialize(topic, event)), (metadata, failure) -> {
            if (failure != null) {
                LOG.warn("The event of a refused document was not written. id={}", event.getId(), failure);
            }
        });
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ofSeconds(5));
    }

    private static String cut(String text, int charsMax) {
        return text.length() <= charsMax ? text : text.substring(0, charsMax - 1) + "…";
    }
}
