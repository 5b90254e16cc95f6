package io.tidemark.alerting.mention;

import io.tidemark.alerting.outbox.NotificationSender;
import io.tidemark.alerting.preview.PastRecords;
import io.tidemark.avro.Event;
import io.tidemark.avro.Graph;
import io.tidemark.avro.Notification;
import io.tidemark.config.ConfigPublisher;
import io.tidemark.document.AnnotationDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.Parsed;
import io.tidemark.topics.Topics;
import io.tidemark.wire.MalformedRecordException;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads {@code events} and {@code annotations} and writes intentions, each batch in one transaction. Several share the
 * partitions; what one leaves unfinished, another reads again.
 */
public final class MentionTeller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MentionTeller.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Map<String, Object> connection;
    private final String prefix;
    private final Wire wire;
    private final Clock clock;
    private final Thread thread;
    private final Mentions mentions = new Mentions();
    private boolean remembered;
    private volatile boolean open = true;
    private volatile Consumer<byte[], byte[]> reading;

    private MentionTeller(Map<String, ?> connection, String prefix, Wire wire, Clock clock) {
        this.connection = Map.copyOf(connection);
        this.prefix = prefix;
        this.wire = wire;
        this.clock = clock;
        this.thread = new Thread(this::run, "mention-teller");
    }

    /**
     * Starts telling.
     *
     * @param connection settings of all clients, at least {@code bootstrap.servers}
     */
    public static MentionTeller start(Map<String, ?> connection, String prefix, Wire wire, Clock clock) {
        MentionTeller teller = new MentionTeller(connection, prefix, wire, clock);
        teller.thread.setDaemon(true);
        teller.thread.start();
        return teller;
    }

    /** Whether it works or will again. */
    public boolean healthy() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        open = false;
        Consumer<byte[], byte[]> now = reading;
        if (now != null) {
            now.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** A broken transaction begins anew with new clients: what was not committed is read again. */
    private void run() {
        while (open) {
            try (Consumer<byte[], byte[]> consumer = consumer();
                    Producer<byte[], byte[]> producer = producer()) {
                reading = consumer;
                producer.initTransactions();
                remember();
                consumer.subscribe(List.of(Topics.EVENTS.name(prefix), Topics.ANNOTATIONS.name(prefix)));
                while (open) {
                    turn(consumer, producer);
                }
            } catch (WakeupException | InterruptException closing) {
                LOG.debug("The mention teller was woken to close.");
            } catch (KafkaException broken) {
                LOG.warn("Mentions are told again from where the last transaction ended cause={}", broken.toString());
                pause();
            }
        }
    }

    /** What was told within the last hour counts, whoever told it. */
    private void remember() {
        if (remembered) {
            return;
        }
        Map<String, Notification> latest = new LinkedHashMap<>();
        Instant now = clock.instant();
        PastRecords.read(
                connection,
                Topics.NOTIFICATIONS.name(prefix),
                now.minus(MentionLimit.HOUR),
                now,
                (partition, key, value) -> {
                    try {
                        Notification one = wire.deserializer(Notification.class).deserialize("", value);
                        latest.putIfAbsent(one.getId(), one);
                    } catch (MalformedRecordException unreadable) {
                        LOG.debug("A notification of a later release is not counted.");
                    }
                });
        latest.values().forEach(mentions::remember);
        remembered = true;
    }

    private void turn(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (records.isEmpty()) {
            return;
        }
        List<Notification> told = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            told.addAll(record.topic().equals(Topics.EVENTS.name(prefix)) ? ofEvent(record) : ofAnnotation(record));
        }
        producer.beginTransaction();
        String topic = Topics.NOTIFICATIONS.name(prefix);
        for (Notification notification : told) {
            int partition = NotificationSender.partition(
                    notification.getThread(), producer.partitionsFor(topic).size());
            producer.send(new ProducerRecord<>(
                    topic,
                    partition,
                    notification.getId().getBytes(StandardCharsets.UTF_8),
                    wire.serializer(Notification.class).serialize(topic, notification)));
        }
        Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> of = records.records(partition);
            read.put(partition, new OffsetAndMetadata(of.get(of.size() - 1).offset() + 1));
        }
        producer.sendOffsetsToTransaction(read, consumer.groupMetadata());
        producer.commitTransaction();
    }

    private List<Notification> ofEvent(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return List.of();
        }
        try {
            Event event = wire.deserializer(Event.class).deserialize(record.topic(), record.value());
            return mentions.of(event, clock.instant());
        } catch (MalformedRecordException bad) {
            LOG.warn("An event cannot be read and names nobody offset={} why={}", record.offset(), bad.getMessage());
            return List.of();
        }
    }

    private List<Notification> ofAnnotation(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null || record.key() == null) {
            return List.of();
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        Optional<AnnotationDocument> annotation = Documents.parse(DocumentKind.ANNOTATION, key, record.value())
                .fold(MentionTeller::document, refused -> Optional.empty());
        if (annotation.isEmpty() || Mentions.recipients(annotation.get().text()).isEmpty()) {
            return List.of();
        }
        Header author = record.headers().lastHeader(ConfigPublisher.AUTHOR);
        return mentions.of(
                annotation.get(),
                record.offset(),
                author == null ? "" : new String(author.value(), StandardCharsets.UTF_8),
                Instant.ofEpochMilli(record.timestamp()),
                graph(annotation.get()),
                clock.instant());
    }

    private static Optional<AnnotationDocument> document(Parsed.Accepted accepted) {
        return accepted.document() instanceof AnnotationDocument annotation
                ? Optional.of(annotation)
                : Optional.empty();
    }

    /** A comment without its picture is better than none. */
    private Optional<Graph> graph(AnnotationDocument annotation) {
        return SpanGraph.of(annotation, wire).flatMap(span -> {
            try {
                PastRecords.read(
                        connection,
                        Topics.ROLLUPS.name(prefix),
                        span.from,
                        span.until,
                        (partition, key, value) -> span.take(value));
            } catch (KafkaException unreadable) {
                LOG.warn(
                        "The span of annotation {} could not be read cause={}", annotation.id(), unreadable.toString());
            }
            return span.graph();
        });
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, prefix + "mentions");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, prefix + "mentions-" + UUID.randomUUID());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY.toMillis());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
