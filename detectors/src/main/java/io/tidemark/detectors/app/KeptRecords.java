package io.tidemark.detectors.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads partitions of a topic side by side, from a time on up to the first tick that is not before another, committed records
 * only. None runs ahead of the others by more than {@value #AHEAD_MILLIS} ms of ticks.
 */
final class KeptRecords implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeptRecords.class);
    private static final long AHEAD_MILLIS = 60_000;
    private static final Duration POLL = Duration.ofMillis(200);
    /** Without a record for so long it is given up: the stream does not run, so nobody waits. */
    private static final long SILENCE_NANOS = 120_000_000_000L;

    private static final long PROGRESS_NANOS = 10_000_000_000L;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final long untilMillis;
    private final Map<Integer, Long> tickOf = new HashMap<>();
    private final Set<Integer> open;
    private final Set<TopicPartition> paused = new HashSet<>();

    /** Takes a record; the tick that it carries, or 0. */
    interface Reader {
        long read(ConsumerRecord<byte[], byte[]> record);
    }

    KeptRecords(Properties connection, String topic, Set<Integer> partitions, long fromMillis, long untilMillis) {
        Properties properties = new Properties();
        properties.putAll(connection);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "200");
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.topic = topic;
        this.untilMillis = untilMillis;
        this.open = new TreeSet<>(partitions);
        Map<TopicPartition, Long> from = new HashMap<>();
        partitions.forEach(partition -> {
            from.put(new TopicPartition(topic, partition), Math.max(0, fromMillis));
            tickOf.put(partition, 0L);
        });
        consumer.assign(from.keySet());
        consumer.offsetsForTimes(from).forEach((partition, found) -> {
            if (found == null) {
                consumer.seekToBeginning(Set.of(partition));
            } else {
                consumer.seek(partition, found.offset());
            }
        });
    }

    void read(Reader reader) {
        long began = System.nanoTime();
        long lastRecord = began;
        long lastProgress = began;
        while (!open.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                lastRecord = System.nanoTime();
                if (open.contains(record.partition())) {
                    long tick = reader.read(record);
                    tickOf.merge(record.partition(), tick, Math::max);
                    if (tick >= untilMillis) {
                        open.remove(record.partition());
                    }
                }
            }
            keepTogether();
            long now = System.nanoTime();
            if (now - lastRecord > SILENCE_NANOS) {
                throw new KafkaException("no record of " + topic + " for " + SILENCE_NANOS / 1_000_000_000
                        + " s, though those up to tick " + untilMillis + " are expected");
            }
            if (now - lastProgress > PROGRESS_NANOS) {
                lastProgress = now;
                LOG.info(
                        "Reading {}: at tick {} of {} after {} s.",
                        topic,
                        slowest(),
                        untilMillis,
                        (now - began) / 1_000_000_000);
            }
        }
    }

    /** Makes a read under way end with an exception; any thread. */
    void stop() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void keepTogether() {
        long slowest = slowest();
        Set<TopicPartition> ahead = new HashSet<>();
        for (Map.Entry<Integer, Long> each : tickOf.entrySet()) {
            boolean done = !open.contains(each.getKey());
            if (done || each.getValue() > slowest + AHEAD_MILLIS) {
                ahead.add(new TopicPartition(topic, each.getKey()));
            }
        }
        if (!ahead.equals(paused)) {
            consumer.resume(paused);
            consumer.pause(ahead);
            paused.clear();
            paused.addAll(ahead);
        }
    }

    private long slowest() {
        return tickOf.entrySet().stream()
                .filter(each -> open.contains(each.getKey()))
                .mapToLong(Map.Entry::getValue)
                .min()
                .orElse(untilMillis);
    }
}
