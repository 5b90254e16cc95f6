package io.tidemark.console.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpStatus;
import io.tidemark.avro.Event;
import io.tidemark.config.ConfigPublisher;
import io.tidemark.config.WriterVersions;
import io.tidemark.console.documents.Desk;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Who;
import io.tidemark.document.Fault;
import io.tidemark.document.Parsed;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes documents to their topics, and an event for each change. */
final class TopicDesk implements Desk, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicDesk.class);
    private static final Duration READ_BACK = Duration.ofSeconds(10);
    private static final String SOURCE = "tidemark.audit";

    private final Documents documents;
    private final ConfigPublisher publisher;
    private final KafkaProducer<byte[], byte[]> events;
    private final Serializer<Event> serializer;
    private final String eventTopic;
    private final Clock clock;
    private final Map<Kind, Object> locks = new EnumMap<>(Kind.class);

    TopicDesk(ConsoleSettings settings, Documents documents, Clock clock) {
        Properties connection = new Properties();
        connection.putAll(settings.kafka());
        connection.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        this.documents = documents;
        this.clock = clock;
        this.publisher = ConfigPublisher.connect(connection, settings.prefix());
        connection.put(ProducerConfig.ACKS_CONFIG, "all");
        connection.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000");
        this.events = new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer());
        this.serializer = Wire.of(settings.schemaRegistry()).serializer(Event.class);
        this.eventTopic = Topics.EVENTS.name(settings.prefix());
        for (Kind kind : Kind.values()) {
            locks.put(kind, new Object());
        }
    }

    @Override
    public Document save(Kind kind, String id, ObjectNode body, Optional<String> expected, Who who) {
        Parsed.Accepted accepted = parsed(kind, id, body).fold(good -> good, refused -> {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    refused.faults().get(0).reason(),
                    refused.faults().stream().map(Fault::message).toList());
        });
        synchronized (locks.get(kind)) {
            Optional<Document> before = documents.get(kind, id);
            requireVersion(kind, id, before, expected, Optional.of(body));
            before.flatMap(known -> WriterVersions.fault(known.body(), accepted))
                    .ifPresent(fault -> {
                        throw Problem.conflict(fault.reason(), fault.message());
                    });
            long version = write(
                    kind, id, () -> publisher.publish(accepted, who.name()).version());
            audit(kind, id, before, Optional.of(body), version, who);
            return documents.get(kind, id).orElseThrow(() -> gone(kind, id));
        }
    }

    @Override
    public void delete(Kind kind, String id, Optional<String> expected, Who who) {
        synchronized (locks.get(kind)) {
            Optional<Document> before = documents.get(kind, id);
            requireVersion(kind, id, before, expected, Optional.empty());
            long version = write(kind, id, () -> publisher.delete(kind.kind(), id, who.name()));
            audit(kind, id, before, Optional.empty(), version, who);
        }
    }

    @Override
    public List<String> faults(Kind kind, String id, ObjectNode body) {
        return parsed(kind, id, body)
                .fold(
                        good -> List.<String>of(),
                        refused -> refused.faults().stream().map(Fault::message).toList());
    }

    private static Parsed parsed(Kind kind, String id, ObjectNode body) {
        return io.tidemark.document.Documents.parse(
                kind.kind(), id, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private interface Write {
        long version();
    }

    private long write(Kind kind, String id, Write write) {
        try {
            long version = write.version();
            if (!documents.await(kind, version, READ_BACK)) {
                throw Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "slow-topic",
                        kind.kind().text() + " " + id + " was written as version " + version
                                + ", but was not read back within " + READ_BACK.toSeconds() + " s. Look again later.");
            }
            return version;
        } catch (KafkaException e) {
            LOG.warn("A document was not written kind={} id={}", kind, id, e);
            throw Problem.of(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "kafka-unavailable",
                    kind.kind().text() + " " + id
                            + " was not acknowledged by Kafka. Ask again; writing twice does no harm.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "stopping", "The console is stopping. Ask again later.");
        }
    }

    private static void requireVersion(
            Kind kind, String id, Optional<Document> before, Optional<String> expected, Optional<ObjectNode> yours) {
        String found = before.map(document -> Long.toString(document.version())).orElse("none");
        if (expected.isPresent()
                && !expected.get().equals("*")
                && !expected.get().equals(found)) {
            throw Problem.of(
                    HttpStatus.CONFLICT,
                    "other-version",
                    List.of(
                            kind.kind().text() + " " + id + " has version " + found + " (expected " + expected.get()
                                    + "): somebody changed it. Merge the two and send it with If-Match: " + found + ".",
                            "theirs: " + before.map(d -> d.body().toString()).orElse("deleted"),
                            "yours: " + yours.map(ObjectNode::toString).orElse("deleted")));
        }
    }

    private static Problem gone(Kind kind, String id) {
        return Problem.conflict(
                "deleted-meanwhile",
                kind.kind().text() + " " + id + " was written, and deleted right after by somebody.");
    }

    private void audit(
            Kind kind, String id, Optional<Document> before, Optional<ObjectNode> after, long version, Who who) {
        String what = kind.kind().text();
        String did = after.isEmpty() ? "deleted" : before.isEmpty() ? "created" : "changed";
        String fields = before.isPresent() && after.isPresent()
                ? "Fields: " + String.join(", ", changed(before.get().body(), after.get())) + ". "
                : "";
        tell(
                what + " " + id + " " + did + " by " + who.name(),
                fields + "Version " + version
                        + before.map(document -> ", after " + document.version())
                                .orElse("") + ".",
                List.of(
                        "action:" + did,
                        "document:" + what,
                        "id:" + id.toLowerCase(Locale.ROOT),
                        "means:" + who.means().name().toLowerCase(Locale.ROOT),
                        "user:" + who.name().toLowerCase(Locale.ROOT)));
    }

    private static List<String> changed(com.fasterxml.jackson.databind.JsonNode before, ObjectNode after) {
        TreeSet<String> names = new TreeSet<>();
        for (Iterator<String> each = before.fieldNames(); each.hasNext(); ) {
            names.add(each.next());
        }
        after.fieldNames().forEachRemaining(names::add);
        List<String> changed = new ArrayList<>();
        for (String name : names) {
            if (!before.path(name).equals(after.path(name))) {
                changed.add(name);
            }
        }
        return changed.isEmpty() ? List.of("none") : changed;
    }

    @Override
    public void tell(String title, String text, List<String> tags) {
        Event event = Event.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setAt(clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MILLIS))
                .setTitle(title)
                .setText(text)
                .setSource(SOURCE)
                .setTags(tags.stream().sorted().toList())
                .build();
        byte[] key = event.getId().getBytes(StandardCharsets.UTF_8);
        // The change itself is acknowledged; its event may come late, and where it does not come the log says so.
        events.send(new ProducerRecord<>(eventTopic, key, serializer.serialize(eventTopic, event)), (done, error) -> {
            if (error != null) {
                LOG.error("A change was not told as an event title={}", title, error);
            }
        });
    }

    @Override
    public void close() {
        publisher.close();
        events.close(Duration.ofSeconds(10));
    }
}
