package io.tidemark.config;

import io.tidemark.document.Document;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.Fault;
import io.tidemark.document.Parsed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes documents that were found good, keyed by their id, and returns when all replicas in sync have them.
 *
 * <p>Thread-safe. Only a document that was accepted can be published; the record's value is its text exactly as posted.
 */
public final class ConfigPublisher implements AutoCloseable {

    /** Header that says who wrote a document: an address or a name, UTF-8. */
    public static final String AUTHOR = "author";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Producer<byte[], byte[]> producer;
    private final String prefix;

    ConfigPublisher(Producer<byte[], byte[]> producer, String prefix) {
        this.producer = producer;
        this.prefix = prefix;
    }

    /**
     * @param connection {@code bootstrap.servers} and whatever security settings the broker wants
     * @param prefix prefix of the topics' names
     */
    public static ConfigPublisher connect(Properties connection, String prefix) {
        Properties settings = new Properties();
        settings.putAll(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "15000");
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "25000");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        ByteArraySerializer bytes = new ByteArraySerializer();
        return new ConfigPublisher(new KafkaProducer<>(settings, bytes, bytes), prefix);
    }

    /** What came of publishing. */
    public sealed interface Published {
        <R> R fold(Function<Done, R> done, Function<Refused, R> refused);
    }

    /** It is in the topic; the offset names the version. */
    public record Done(Document document, long version, List<Fault> warnings) implements Published {
        @Override
        public <R> R fold(Function<Done, R> done, Function<Refused, R> refused) {
            return done.apply(this);
        }
    }

    /** It was not published. */
    public record Refused(List<Fault> faults) implements Published {
        @Override
        public <R> R fold(Function<Done, R> done, Function<Refused, R> refused) {
            return refused.apply(this);
        }
    }

    /** Validates and publishes one document. */
    public Published publish(DocumentKind kind, String id, byte[] bytes) {
        return Documents.parse(kind, id, bytes).fold(this::publish, refused -> new Refused(refused.faults()));
    }

    /** Publishes a document that was accepted before. */
    public Done publish(Parsed.Accepted accepted) {
        return publish(accepted, "");
    }

    /** @param author who wrote it, for those who are told of it; empty where nobody knows */
    public Done publish(Parsed.Accepted accepted, String author) {
        Document document = accepted.document();
        long version = send(document.kind(), document.id(), accepted.json().getBytes(StandardCharsets.UTF_8), author);
        return new Done(document, version, accepted.warnings());
    }

    /** Deletes a document; true or not, the topic then says that there is none. Returns the version of the deletion. */
    public long delete(DocumentKind kind, String id) {
        return delete(kind, id, "");
    }

    /** @param author who deletes it; empty where nobody knows */
    public long delete(DocumentKind kind, String id, String author) {
        return send(kind, id, null, author);
    }

    private long send(DocumentKind kind, String id, byte[] value, String author) {
        String topic = kind.topic().name(prefix);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, id.getBytes(StandardCharsets.UTF_8), value);
        if (!author.isBlank()) {
            record.headers().add(AUTHOR, author.getBytes(StandardCharsets.UTF_8));
        }
        try {
            RecordMetadata written = producer.send(record).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return written.offset();
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (ExecutionException refused) {
            throw new KafkaException(kind.text() + " " + id + " was not written to " + topic, refused.getCause());
        } catch (TimeoutException late) {
            throw new KafkaException(kind.text() + " " + id + " was not acknowledged within " + TIMEOUT, late);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
    }
}
