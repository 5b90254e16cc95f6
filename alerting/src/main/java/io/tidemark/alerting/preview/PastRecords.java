package io.tidemark.alerting.preview;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a span of a topic once, from outside any group: for graphs and previews. */
public final class PastRecords {

    /** Reading ends here, whatever is left: a graph that takes longer is of no use to a mail. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Records are written some time after what they speak of. */
    private static final Duration LATE = Duration.ofMinutes(15);

    private static final Duration POLL = Duration.ofMillis(200);

    /** Who is handed the records. */
    @FunctionalInterface
    public interface Take {
        /** @param key null where the record has none */
        void take(int partition, byte[] key, byte[] value);
    }

    private PastRecords() {}

    /**
     * Hands over the records that were written within a span, and a little longer.
     *
     * @param connection at least {@code bootstrap.servers}
     * @param take partition, key and value of each, in the order of its partition
     * @throws org.apache.kafka.common.KafkaException where the broker does not answer
     */
    public static void read(Map<String, ?> connection, String topic, Instant from, Instant until, Take take) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, LIMIT).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = ends(consumer, partitions, until.plus(LATE));
            Map<TopicPartition, Long> starts = starts(consumer, partitions, from);
            starts.forEach(consumer::seek);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() < deadline
                    && partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.value() != null
                            && record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                        take.take(record.partition(), record.key(), record.value());
                    }
                }
            }
        }
    }

    private static Map<TopicPartition, Long> starts(
            Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Instant from) {
        Map<TopicPartition, Long> starts = new HashMap<>(consumer.endOffsets(partitions));
        offsets(consumer, partitions, from).forEach((partition, found) -> {
            if (found != null) {
                starts.put(partition, found.offset());
            }
        });
        return starts;
    }

    private static Map<TopicPartition, Long> ends(
            Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Instant until) {
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        offsets(consumer, partitions, until).forEach((partition, found) -> {
            if (found != null) {
                ends.put(partition, found.offset());
            }
        });
        return ends;
    }

    private static Map<TopicPartition, OffsetAndTimestamp> offsets(
            Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Instant at) {
        Map<TopicPartition, Long> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, Math.max(0, at.toEpochMilli())));
        return consumer.offsetsForTimes(asked);
    }
}
