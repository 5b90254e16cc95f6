package io.tidemark.detectors.app;

import io.tidemark.avro.Event;
import io.tidemark.avro.EventType;
import io.tidemark.config.ConfigRefusal;
import io.tidemark.detectors.tally.GroupBudget;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the event stream of documents, and of groups, that were refused. The id follows from the record, so a restart repeats no event. */
final class RefusalEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalEvents.class);
    private static final int TITLE_CHARS_MAX = 100;
    private static final int TEXT_CHARS_MAX = 4_000;

    private final Producer<byte[], byte[]> producer;
    private final Serializer<Event> serializer;
    private final String topic;
    private final Map<String, Instant> lastTold = new ConcurrentHashMap<>();

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
        send(
                refusal.eventId(),
                refusal.timestamp(),
                refusal.title(),
                refusal.text(),
                "config-" + refusal.kind().text() + "-" + refusal.id());
    }

    /**
     * A query matches more groups than are judged. Told at most once an hour, by all instances together.
     *
     * @param groupsMax of one query in one task
     */
    void tell(String query, GroupBudget.Excess excess, int groupsMax, Instant now) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        if (hour.equals(lastTold.put(query, hour))) {
            return;
        }
        send(
                "groups-" + query + "-" + hour.getEpochSecond(),
                now,
                String.format(Locale.ROOT, "Too many groups: %s matches %,d now", query, excess.matching()),
                String.format(
                        Locale.ROOT,
                        "%s: %s matches %,d groups now in tasks that are full; %,d are judged, %,d are refused (expected at "
                                + "most %,d groups of one query in one task). Narrow its scope or group by fewer tags, or "
                                + "start the detectors with a larger --max-groups. [over-budget]",
                        query,
                        excess.text(),
                        excess.matching(),
                        excess.kept(),
                        excess.refused(),
                        groupsMax),
                "groups-" + query);
    }

    private void send(String id, Instant at, String title, String text, String aggregationKey) {
        Event event = Event.newBuilder()
                .setId(id)
                .setAt(at)
                .setTitle(cut(title, TITLE_CHARS_MAX))
                .setText(cut(text, TEXT_CHARS_MAX))
                .setAlertType(EventType.ERROR)
                .setSource("tidemark.detectors")
                .setAggregationKey(aggregationKey)
                .setTags(List.of())
                .build();
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic, key, serializer.serialize(topic, event)), (metadata, failure) -> {
            if (failure != null) {
                LOG.warn("The event of what was refused was not written. id={}", id, failure);
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
