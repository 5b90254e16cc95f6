package io.tidemark.wire;

import io.tidemark.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes the schemas of this release on the topic {@code schemas}, key fingerprint, value the schema's JSON, so that
 * a consumer in any language can decode single-object records with nothing but the broker. The topic is compacted:
 * publishing again is harmless.
 */
public final class SchemaTopic {

    private SchemaTopic() {}

    /**
     * @param clientConfig how to reach the broker: {@code bootstrap.servers} and security settings
     * @throws IllegalStateException where the broker does not take them
     */
    public static void publish(Map<String, Object> clientConfig, String prefix) {
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (Map.Entry<String, Schema> schema : Wire.schemasByFingerprint().entrySet()) {
                sent.add(producer.send(new ProducerRecord<>(
                        Topics.SCHEMAS.name(prefix),
                        schema.getKey(),
                        schema.getValue().toString())));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while publishing the schemas", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "cannot publish the schemas on " + Topics.SCHEMAS.name(prefix) + ": "
                            + e.getCause().getMessage(),
                    e.getCause());
        }
    }
}
