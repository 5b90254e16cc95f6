package io.tidemark.ingest.agent;

import io.tidemark.ingest.forward.KafkaClients;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import io.tidemark.wire.SchemaTopic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The agent's Kafka clients. Their waits are short: the queue waits, not the client. */
final class AgentClients implements KafkaClients {

    private static final int ANSWER_MILLIS = 10_000;

    /** How long an agent that was killed in the middle of a transaction holds up readers of committed records. */
    private static final int TRANSACTION_MILLIS = 10_000;

    private final AgentSettings.Kafka settings;

    AgentClients(AgentSettings.Kafka settings) {
        this.settings = settings;
    }

    @Override
    public Producer<byte[], byte[]> producer(String transactionalId) {
        Map<String, Object> producer = new HashMap<>();
        producer.put("compression.type", "lz4");
        producer.put("linger.ms", 0);
        producer.put("client.id", "tidemark-agent");
        producer.put("max.block.ms", ANSWER_MILLIS);
        producer.put("delivery.timeout.ms", 2 * ANSWER_MILLIS);
        producer.put("transaction.timeout.ms", TRANSACTION_MILLIS);
        producer.putAll(client());
        producer.put("transactional.id", transactionalId);
        producer.put("enable.idempotence", true);
        producer.put("acks", "all");
        return new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Admin admin() {
        Map<String, Object> admin = new HashMap<>();
        admin.put("default.api.timeout.ms", ANSWER_MILLIS);
        admin.putAll(client());
        return Admin.create(admin);
    }

    /** The agent may come before the pipeline, and a broker that creates topics on first use would choose the partitions. */
    @Override
    public void prepare(Admin admin) {
        String points = Topics.POINTS.name(settings.prefix());
        try {
            admin.describeTopics(List.of(points)).allTopicNames().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw new IllegalStateException(
                        "no answer from \"" + settings.bootstrapServers() + "\": "
                                + e.getCause().getMessage() + " [no-broker]",
                        e.getCause());
            }
            TopicAdmin.createMissing(admin, settings.prefix(), Topics.PARTITIONS, Optional.empty());
            SchemaTopic.publish(client(), settings.prefix());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for the topics", e);
        }
    }

    /** For any client, the brokers with it. */
    Map<String, Object> client() {
        Map<String, Object> client = new HashMap<>();
        client.put("request.timeout.ms", ANSWER_MILLIS);
        client.putAll(settings.client());
        client.put("bootstrap.servers", settings.bootstrapServers());
        return client;
    }
}
