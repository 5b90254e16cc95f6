package io.tidemark.ingest.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.avro.Event;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What events, service checks and host tags look like as records. */
public final class RecordForms {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Wire wire;
    private final String prefix;

    public RecordForms(Wire wire, String prefix) {
        this.wire = wire;
        this.prefix = prefix;
    }

    public ProducerRecord<byte[], byte[]> event(Event event) {
        String topic = Topics.EVENTS.name(prefix);
        return record(topic, event.getId(), wire.serializer(Event.class).serialize(topic, event));
    }

    public ProducerRecord<byte[], byte[]> check(ServiceCheck check) {
        String topic = Topics.SERVICE_CHECKS.name(prefix);
        String key = check.getCheck() + '\n' + check.getHost() + '{' + String.join(",", check.getTags()) + '}';
        return record(topic, key, wire.serializer(ServiceCheck.class).serialize(topic, check));
    }

    /** @param document as {@link #hostTagsDocument} gives it */
    public ProducerRecord<byte[], byte[]> hostTags(byte[] document) {
        try {
            return record(
                    Topics.HOST_TAGS.name(prefix),
                    JSON.readTree(document).path("id").asText(),
                    document);
        } catch (IOException e) {
            throw new UncheckedIOException("host tags are no JSON", e);
        }
    }

    /** The document of the configuration topic of host tags. */
    public static byte[] hostTagsDocument(String host, List<String> tags) {
        Map<String, Object> document = new LinkedHashMap<>();
        // Not the host's name alone: that is the document of people, which an agent must not overwrite.
        document.put("id", "agent:" + host);
        document.put("host", host);
        document.put("tags", tags);
        document.put("source", "agent");
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts has no JSON form", e);
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
        return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
    }
}
