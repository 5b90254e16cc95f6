package io.tidemark.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.ConfigFollower;
import io.tidemark.config.ConfigHistory;
import io.tidemark.config.ConfigListener;
import io.tidemark.config.ConfigPublisher;
import io.tidemark.config.ConfigRefusal;
import io.tidemark.config.ConfigVersion;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.testkit.broker.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: configuration written through a real broker reaches followers, also across a broker's restart. */
class ConfigThroughKafkaIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final EmbeddedKafka kafka = EmbeddedKafka.start();
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private Properties connection;
    private ConfigPublisher publisher;

    @BeforeEach
    void connect() {
        connection = new Properties();
        connection.put("bootstrap.servers", kafka.bootstrapServers());
        publisher = ConfigPublisher.connect(connection, "t.");
    }

    @AfterEach
    void end() {
        publisher.close();
        kafka.close();
    }

    @Test
    void followersSeeWhatWasThereWhatComesAndWhatIsWrongAlsoAcrossARestart() throws Exception {
        kafka.createTopics(1, Map.of("cleanup.policy", "compact"), "t.detectors", "t.monitors");
        publish("a", "avg:m{*}");
        publish("b", "avg:n{*}");
        publisher.delete(DocumentKind.DETECTOR, "b");
        try (ConfigFollower follower = follow()) {
            assertThat(follower.awaitCaughtUp(LIMIT)).isTrue();
            assertThat(told).hasSize(3);
            assertThat(follower.history(DocumentKind.DETECTOR).latest())
                    .extracting(ConfigVersion::id)
                    .containsExactly("a");
            told.clear();

            publishByHand("a", "{\"query\":\"agv:m{*}\"}");
            assertThat(((ConfigRefusal) next()).text()).contains("Did you mean avg?");

            kafka.restart();

            publish("a", "max:m{*}");
            ConfigVersion changed = (ConfigVersion) next();
            assertThat(changed.as(DetectorDocument.class).orElseThrow().query().text())
                    .isEqualTo("max:m{*}");
            assertThat(follower.history(DocumentKind.DETECTOR).latest("a")).contains(changed);
        }
    }

    private Object next() throws InterruptedException {
        Object next = told.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("told within %s", LIMIT).isNotNull();
        return next;
    }

    private void publish(String id, String query) {
        byte[] json = ("{\"query\":\"" + query + "\"}").getBytes(StandardCharsets.UTF_8);
        List<String> faults = publisher
                .publish(DocumentKind.DETECTOR, id, json)
                .fold(done -> List.of(), refused -> List.of(refused.faults().toString()));
        assertThat(faults).isEmpty();
    }

    private void publishByHand(String key, String value) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(connection, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("t.detectors", key, value)).get();
        }
    }

    private ConfigFollower follow() {
        ConfigListener listener = new ConfigListener() {
            @Override
            public void changed(ConfigVersion version) {
                told.add(version);
            }

            @Override
            public void refused(ConfigRefusal refusal) {
                told.add(refusal);
            }
        };
        return ConfigFollower.start(
                connection,
                "t.",
                List.of(DocumentKind.DETECTOR, DocumentKind.MONITOR),
                ConfigHistory.MARGIN_DEFAULT,
                List.of(listener));
    }
}
