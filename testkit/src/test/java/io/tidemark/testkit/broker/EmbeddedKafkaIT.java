package io.tidemark.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.broker.BrokerSettings;
import io.tidemark.broker.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

    @Test
    void whatWasAcknowledgedSurvivesKillMinusNineAndTheBrokerComesBackWhereItWas() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.startApart()) {
            kafka.createTopics(1, "kept");
            String address = kafka.bootstrapServers();
            List<String> before = List.of("a", "b", "c");
            publish(address, before, true);

            kafka.kill();
            kafka.restart();

            assertThat(kafka.bootstrapServers()).isEqualTo(address);
            publish(address, List.of("d"), true);
            assertThat(read(address, 4)).containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void aCleanStopKeepsTheDataAndASecondBrokerOnTheFolderIsRefused(@TempDir Path folder) throws Exception {
        String address;
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(folder))) {
            address = broker.bootstrapServers();
            createTopic(address);
            publish(address, List.of("a"), false);
            assertThatThrownBy(() -> LocalBroker.start(BrokerSettings.in(folder)))
                    .hasMessageContaining("in use by another process");
        }
        try (EmbeddedKafka again = EmbeddedKafka.startIn(folder)) {
            assertThat(again.bootstrapServers()).as("remembered port").isEqualTo(address);
            assertThat(read(address, 1)).containsExactly("a");
        }
    }

    private static void createTopic(String address) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void publish(String address, List<String> values, boolean transactional) throws Exception {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", address, "acks", "all"));
        if (transactional) {
            settings.put("transactional.id", "embedded-kafka-it");
        }
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            if (transactional) {
                producer.initTransactions();
                producer.beginTransaction();
            }
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (String value : values) {
                sent.add(producer.send(new ProducerRecord<>("kept", value)));
            }
            if (transactional) {
                producer.commitTransaction();
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
    }

    private static List<String> read(String address, int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", address, "auto.offset.reset", "earliest", "isolation.level", "read_committed");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }
}
