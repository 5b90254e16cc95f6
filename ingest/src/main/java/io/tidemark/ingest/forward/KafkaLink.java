package io.tidemark.ingest.forward;

import io.tidemark.ingest.backlog.Entry;
import io.tidemark.topics.Topics;
import io.tidemark.wire.MalformedRecordException;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Entries into Kafka, each batch in one transaction with the position of the queue. The position is the committed offset of
 * the group {@code tidemark-agent.ID} at partition 0 of the points topic: the number behind the last entry, no offset of that
 * partition.
 */
final class KafkaLink implements Link {

    private static final int ANSWER_SECONDS_MAX = 10;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final String group;
    private final Packing packing;
    private final long position;

    private KafkaLink(Producer<byte[], byte[]> producer, String topic, String group, Packing packing, long position) {
        this.producer = producer;
        this.topic = topic;
        this.group = group;
        this.packing = packing;
        this.position = position;
    }

    /** Ends what an earlier link under this id left open, and only then asks for the position. */
    static KafkaLink open(KafkaClients clients, Wire wire, String prefix, String queueId) {
        String topic = Topics.POINTS.name(prefix);
        String group = "tidemark-agent." + queueId;
        try (Admin admin = clients.admin()) {
            clients.prepare(admin);
            Producer<byte[], byte[]> producer = clients.producer(group);
            try {
                producer.initTransactions();
                return new KafkaLink(producer, topic, group, new Packing(wire, prefix), committed(admin, group, topic));
            } catch (RuntimeException e) {
                producer.close(Duration.ZERO);
                throw e;
            }
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void write(List<Entry> entries) {
        List<ProducerRecord<byte[], byte[]>> records = pack(entries);
        long next = entries.get(entries.size() - 1).number() + 1;
        try {
            producer.beginTransaction();
            records.forEach(producer::send);
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(next)),
                    new ConsumerGroupMetadata(group));
            producer.commitTransaction();
        } catch (ProducerFencedException e) {
            throw new IllegalStateException(
                    "another agent forwards the queue " + group + ", or this one paused for longer than a"
                            + " transaction may. One agent a queue: copy no run_path. [fenced]",
                    e);
        } catch (KafkaException e) {
            throw unfit(e) ? abort(e) : e;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    private List<ProducerRecord<byte[], byte[]>> pack(List<Entry> entries) {
        try {
            int partitions = producer.partitionsFor(topic).size();
            return packing.records(entries, partitions);
        } catch (MalformedRecordException | SerializationException | ArrayIndexOutOfBoundsException e) {
            throw new UnfitEntryException("an entry of the queue cannot be read: " + e.getMessage(), e);
        }
    }

    private RuntimeException abort(KafkaException cause) {
        producer.abortTransaction();
        return new UnfitEntryException("Kafka takes no such record: " + cause.getMessage(), cause);
    }

    private static boolean unfit(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException
                    || cause instanceof RecordBatchTooLargeException
                    || cause instanceof SerializationException) {
                return true;
            }
        }
        return false;
    }

    private static long committed(Admin admin, String group, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(
                            Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition))),
                            // Stable: not while a transaction of ours is still being ended.
                            new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata(group)
                    .get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
                    .get(partition);
            return offset == null ? -1 : offset.offset() - 1;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not tell the position of the queue " + group, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for the position of the queue", e);
        }
    }
}
