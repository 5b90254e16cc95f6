package io.tidemark.ingest.forward;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/** What a link to Kafka is made of; the composition root creates the clients. */
public interface KafkaClients {

    Producer<byte[], byte[]> producer(String transactionalId);

    Admin admin();

    /** Sees to it that the topics exist. */
    void prepare(Admin admin);
}
