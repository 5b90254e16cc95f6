package io.tidemark.bench.pipeline;

import io.tidemark.wire.PointBatchReader;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What any pipeline on these records has to do at least: read each batch, decode it, encode a batch of the same points,
 * and write it, in transactions (exactly once) that end as often as the service's. One thread, no Streams, no state.
 */
final class BareLoop {

    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrapServers;
    private final int commitMillis;

    BareLoop(String bootstrapServers, int commitMillis) {
        this.bootstrapServers = bootstrapServers;
        this.commitMillis = commitMillis;
    }

    /**
     * Copies the topic once.
     *
     * @return wall-clock seconds from the first poll to the last commit
     */
    double copy(String from, String to, int partitions, long pointsExpected) {
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(from, partition))
                .toList();
        Wire wire = Wire.singleObject();
        PointBatchReader reader = new PointBatchReader(wire);
        PointBatchWriter writer = new PointBatchWriter(wire);
        long points = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer();
                KafkaProducer<byte[], byte[]> producer = producer()) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            producer.initTransactions();
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            long started = System.nanoTime();
            producer.beginTransaction();
            long committed = started;
            while (points < pointsExpected) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    reader.read(record.value());
                    writer.begin("loop");
                    for (int i = 0; i < reader.size(); i++) {
                        int series = reader.seriesIndex(i);
                        writer.add(
                                reader.seriesText(series),
                                reader.kind(series),
                                reader.intervalSeconds(series),
                                reader.timeMillis(i),
                                reader.value(i));
                    }
                    points += reader.size();
                    producer.send(new ProducerRecord<>(to, record.partition(), null, writer.toBytes()));
                    offsets.put(
                            new TopicPartition(from, record.partition()), new OffsetAndMetadata(record.offset() + 1));
                }
                boolean last = points >= pointsExpected;
                if (last || System.nanoTime() - committed > commitMillis * 1_000_000L) {
                    producer.sendOffsetsToTransaction(offsets, new ConsumerGroupMetadata("bench-bare-loop"));
                    producer.commitTransaction();
                    offsets.clear();
                    committed = System.nanoTime();
                    if (!last) {
                        producer.beginTransaction();
                    }
                }
            }
            return (System.nanoTime() - started) / 1e9;
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "bench-bare-loop",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        2_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "bench-bare-loop",
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 * 1024,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
