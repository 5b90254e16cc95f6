package io.tidemark.detectors.app;

import io.tidemark.detectors.store.checkpoint.Checkpoints;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka's own clients, of which producers tell up to where in the changelogs a transaction has committed. With exactly-once Kafka Streams does
 * not tell a store that, while its task is at work.
 */
final class ClientsThatTell implements KafkaClientSupplier {
    private static final String CHANGELOG = "-changelog";

    private final Checkpoints checkpoints;

    /** @param checkpoints told by the thread that commits, with the last record's offset of each partition of a changelog */
    ClientsThatTell(Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new TellingProducer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return getConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return getConsumer(config);
    }

    private final class TellingProducer extends KafkaProducer<byte[], byte[]> {
        /** Of this transaction; used by the thread that has the producer. */
        private final Map<TopicPartition, Future<RecordMetadata>> lastSent = new HashMap<>();

        TellingProducer(Map<String, Object> config) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public void beginTransaction() {
            lastSent.clear();
            super.beginTransaction();
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            Future<RecordMetadata> sent = super.send(record, callback);
            if (record.partition() != null && record.topic().endsWith(CHANGELOG)) {
                lastSent.put(new TopicPartition(record.topic(), record.partition()), sent);
            }
            return sent;
        }

        @Override
        public void commitTransaction() {
            super.commitTransaction();
            lastSent.forEach(this::tell);
            lastSent.clear();
            checkpoints.toldAll();
        }

        /** Its offset is there: a transaction is not committed before all of it is acknowledged. */
        private void tell(TopicPartition partition, Future<RecordMetadata> sent) {
            try {
                checkpoints.committed(partition, sent.get().offset());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // Whoever wants this thread to end needs no checkpoint.
            } catch (ExecutionException e) {
                throw new IllegalStateException("a record of a committed transaction was not written", e);
            }
        }
    }
}
