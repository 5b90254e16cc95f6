package io.tidemark.detectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.broker.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A producer that was left with an open transaction holds readers back; who is still in the group is left alone. */
class AbandonedTransactionsIT {
    private static final String GONE = "00000000-0000-4000-8000-000000000001";
    private static final String ALIVE = "00000000-0000-4000-8000-000000000002";

    private static EmbeddedKafka broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedKafka.start();
        broker.createTopics(1, "out");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void whatOneThatIsGoneHadBegunIsEndedAndWhatOneThatIsThereHasBegunIsNot() {
        try (KafkaProducer<String, String> gone = begun("app-" + GONE + "-1", "lost");
                KafkaProducer<String, String> other = begun("another-app-" + GONE + "-1", "of another application");
                KafkaProducer<String, String> alive = begun("app-" + ALIVE + "-1", "kept");
                KafkaConsumer<String, String> member = member("app", "app-" + ALIVE + "-StreamThread-1-consumer")) {
            assertThat(new AbandonedTransactions(connection(), "app").end()).containsExactly("app-" + GONE + "-1");
            alive.commitTransaction();
            other.commitTransaction();
            assertThat(committed(2)).contains("of another application", "kept").doesNotContain("lost");
        }
    }

    @Test
    void nothingIsEndedWhereMembersHaveNamesOfTheirOwn() {
        try (KafkaProducer<String, String> producer = begun("named-" + GONE + "-1", "kept");
                KafkaConsumer<String, String> member = member("named", "my-own-client")) {
            assertThat(new AbandonedTransactions(connection(), "named").end()).isEmpty();
            producer.commitTransaction();
        }
    }

    private static KafkaProducer<String, String> begun(String transactionalId, String value) {
        KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", transactionalId),
                new StringSerializer(),
                new StringSerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("out", value));
        producer.flush();
        return producer;
    }

    private static KafkaConsumer<String, String> member(String group, String clientId) {
        KafkaConsumer<String, String> member = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "group.id",
                        group,
                        "client.id",
                        clientId,
                        "auto.offset.reset",
                        "latest"),
                new StringDeserializer(),
                new StringDeserializer());
        member.subscribe(List.of("out"));
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (member.assignment().isEmpty() && System.nanoTime() < deadline) {
            member.poll(Duration.ofMillis(100));
        }
        assertThat(member.assignment()).isNotEmpty();
        return member;
    }

    private static List<String> committed(int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("out", 0);
            reader.assign(List.of(partition));
            reader.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                reader.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }

    private static Properties connection() {
        Properties connection = new Properties();
        connection.put("bootstrap.servers", broker.bootstrapServers());
        return connection;
    }
}
