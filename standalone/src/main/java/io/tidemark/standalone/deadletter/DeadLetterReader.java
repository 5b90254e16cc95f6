package io.tidemark.standalone.deadletter;

import io.tidemark.avro.DeadLetter;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the topic {@code dead-letters} from its end. One use at a time. */
public final class DeadLetterReader implements AutoCloseable {
    private static final Duration READ_LIMIT = Duration.ofSeconds(20);

    private final Consumer<byte[], DeadLetter> consumer;
    private final String topic;

    /** A record put aside and where it lies. */
    public record Found(int partition, long offset, DeadLetter letter) {
        /** How it is named on the command line: {@code PARTITION-OFFSET}. */
        public String id() {
            return partition + "-" + offset;
        }
    }

    public DeadLetterReader(Map<String, Object> clientSettings, String topic, Wire wire) {
        Map<String, Object> settings = new HashMap<>(clientSettings);
        settings.put("enable.auto.commit", "false");
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), wire.deserializer(DeadLetter.class));
    }

    /** The latest records, newest first, without the first {@code skip} of them. */
    public List<Found> latest(int skip, int limit) {
        List<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        consumer.assign(partitions);
        long each = (long) skip + limit;
        partitions.forEach(p -> consumer.seek(p, Math.max(begins.get(p), ends.get(p) - each)));
        List<Found> found = new ArrayList<>(read(ends));
        found.sort(Comparator.comparing((Found f) -> f.letter().getAt())
                .thenComparing(Found::partition)
                .thenComparing(Found::offset)
                .reversed());
        return found.subList(Math.min(skip, found.size()), (int) Math.min(each, found.size()));
    }

    /** How many records the topic holds now; marks of transactions count too. */
    public long size() {
        List<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        return consumer.endOffsets(partitions).entrySet().stream()
                .mapToLong(e -> e.getValue() - begins.get(e.getKey()))
                .sum();
    }

    public Optional<Found> one(int partition, long offset) {
        TopicPartition wanted = new TopicPartition(topic, partition);
        if (!partitions().contains(wanted)) {
            return Optional.empty();
        }
        long end = consumer.endOffsets(List.of(wanted)).get(wanted);
        long begin = consumer.beginningOffsets(List.of(wanted)).get(wanted);
        if (offset < begin || offset >= end) {
            return Optional.empty();
        }
        consumer.assign(List.of(wanted));
        consumer.seek(wanted, offset);
        return read(Map.of(wanted, offset + 1)).stream()
                .filter(f -> f.offset() == offset)
                .findFirst();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private List<TopicPartition> partitions() {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private List<Found> read(Map<TopicPartition, Long> ends) {
        List<Found> found = new ArrayList<>();
        long deadline = System.nanoTime() + READ_LIMIT.toNanos();
        while (!atEnd(ends) && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], DeadLetter> record : consumer.poll(Duration.ofMillis(200))) {
                if (record.value() != null) {
                    found.add(new Found(record.partition(), record.offset(), record.value()));
                }
            }
        }
        return found;
    }

    private boolean atEnd(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
    }
}
