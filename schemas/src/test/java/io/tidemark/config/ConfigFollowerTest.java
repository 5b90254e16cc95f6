package io.tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.document.DocumentKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: every record is told once, as a change or as a refusal; outages pass; closing ends the thread. */
class ConfigFollowerTest {

    private static final TopicPartition DETECTORS = new TopicPartition("t.detectors", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private ConfigFollower follower;

    @AfterEach
    void end() {
        if (follower != null) {
            follower.close();
        }
    }

    @Test
    void whatWasThereIsToldBeforeItHasCaughtUp() throws Exception {
        topicExists(2);
        consumer.schedulePollTask(() -> {
            add(0, "a", "{\"query\":\"avg:m{*}\"}");
            add(1, "b", "{\"id\":\"b\",\"query\":\"avg:n{*}\"}");
        });
        start();

        assertThat(follower.awaitCaughtUp(Duration.ofSeconds(10))).isTrue();
        assertThat(told).extracting(v -> ((ConfigVersion) v).id()).containsExactly("a", "b");
        assertThat(follower.history(DocumentKind.DETECTOR).latest())
                .extracting(ConfigVersion::offset)
                .containsExactly(0L, 1L);
    }

    @Test
    void badRecordsAreRefusedAndTheLastGoodVersionStays() throws Exception {
        topicExists(5);
        consumer.schedulePollTask(() -> {
            add(0, "a", "{\"query\":\"avg:m{*}\"}");
            add(1, "a", "{\"query\":\"avgg:m{*}\"}");
            add(2, "a", "{\"id\":\"z\",\"query\":\"avg:m{*}\"}");
            add(3, null, "{\"id\":\"z\",\"query\":\"avg:m{*}\"}");
            add(4, "a", "\u0001");
        });
        start();

        assertThat(follower.awaitCaughtUp(Duration.ofSeconds(10))).isTrue();
        assertThat(told.poll()).isInstanceOf(ConfigVersion.class);
        assertThat(((ConfigRefusal) told.poll()).text()).contains("[unknown-aggregator]");
        assertThat(((ConfigRefusal) told.poll()).text()).contains("[key_mismatch]");
        assertThat(((ConfigRefusal) told.poll()).faults().get(0).message())
                .isEqualTo("key is missing (expected the id of the document). Publish it keyed by its id. [no-key]");
        ConfigRefusal last = (ConfigRefusal) told.poll();
        assertThat(last.eventId()).isEqualTo("config-t.detectors-0-4");
        assertThat(last.title()).isEqualTo("Refused detector a: 1 fault");
        assertThat(follower.history(DocumentKind.DETECTOR).latest("a"))
                .map(ConfigVersion::offset)
                .contains(0L);
    }

    /** Row C09. */
    @Test
    void anOlderNumberAfterANewerIsIgnoredAndTwoContentsUnderOneAreAConflict() throws Exception {
        topicExists(8);
        consumer.schedulePollTask(() -> {
            add(0, "a", "{\"query\":\"avg:m{*}\",\"version\":5}");
            add(1, "a", "{\"query\":\"avg:n{*}\",\"version\":4}");
            add(2, "a", "{\"query\":\"avg:n{*}\",\"version\":5}");
            add(3, "a", "{ \"version\": 5, \"query\": \"avg:m{*}\" }");
            add(4, "b", "{\"query\":\"avg:m{*}\",\"version\":1}");
            add(5, "a", "{\"query\":\"avg:m{*}\"}");
            add(6, "a", "{\"query\":\"avg:m{*}\",\"version\":1}");
            add(7, "a", "{\"query\":\"avg:m{*}\",\"version\":0}");
        });
        start();
        assertThat(follower.awaitCaughtUp(Duration.ofSeconds(10))).isTrue();

        List<Long> changed = told.stream()
                .filter(ConfigVersion.class::isInstance)
                .map(each -> ((ConfigVersion) each).offset())
                .toList();
        List<String> refused = told.stream()
                .filter(ConfigRefusal.class::isInstance)
                .map(each -> ((ConfigRefusal) each).offset() + " " + ((ConfigRefusal) each).text())
                .toList();
        assertThat(changed).containsExactly(0L, 3L, 4L, 5L, 6L);
        assertThat(refused).hasSize(3);
        assertThat(refused.get(0)).startsWith("1 ").contains("more than 5", "[older_version]");
        assertThat(refused.get(1)).startsWith("2 ").contains("a higher number", "[conflict]");
        assertThat(refused.get(2)).startsWith("7 ").contains("version");
    }

    @Test
    void aTombstoneIsADeletion() throws Exception {
        topicExists(2);
        consumer.schedulePollTask(() -> {
            add(0, "a", "{\"query\":\"avg:m{*}\"}");
            add(1, "a", null);
        });
        start();

        assertThat(follower.awaitCaughtUp(Duration.ofSeconds(10))).isTrue();
        told.poll();
        assertThat(((ConfigVersion) told.poll()).isDeletion()).isTrue();
        assertThat(follower.history(DocumentKind.DETECTOR).latest()).isEmpty();
    }

    @Test
    void anOutageIsWaitedOut() throws Exception {
        topicExists(0);
        start();
        assertThat(follower.awaitCaughtUp(Duration.ofSeconds(10))).isTrue();
        consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("broker away")));
        consumer.schedulePollTask(() -> add(0, "a", "{\"query\":\"avg:m{*}\"}"));

        assertThat(told.poll(10, TimeUnit.SECONDS)).isInstanceOf(ConfigVersion.class);
        assertThat(follower.failure()).isEmpty();
    }

    @Test
    void aTopicThatDoesNotExistYetIsWaitedFor() throws Exception {
        start();
        assertThat(follower.awaitCaughtUp(Duration.ofMillis(100))).isFalse();

        topicExists(0);

        assertThat(follower.awaitCaughtUp(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void whatWaitingDoesNotCureIsToldToWhoeverWaits() {
        topicExists(1);
        consumer.schedulePollTask(
                () -> consumer.setPollException(new TopicAuthorizationException(Set.of("t.detectors"))));
        start();

        assertThatThrownBy(() -> follower.awaitCaughtUp(Duration.ofSeconds(10)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Configuration cannot be followed: Not authorized");
    }

    @Test
    void closingEndsTheThreadAndTheConsumer() throws Exception {
        topicExists(0);
        start();
        assertThat(follower.awaitCaughtUp(Duration.ofSeconds(10))).isTrue();

        follower.close();

        assertThat(consumer.closed()).isTrue();
        assertThatThrownBy(() -> follower.history(DocumentKind.MONITOR)).hasMessageContaining("does not follow");
    }

    private void start() {
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
        follower = ConfigFollower.start(
                consumer, "t.", List.of(DocumentKind.DETECTOR), ConfigHistory.MARGIN_DEFAULT, List.of(listener));
    }

    private void topicExists(long end) {
        Node node = new Node(0, "localhost", 1);
        consumer.updateBeginningOffsets(Map.of(DETECTORS, 0L));
        consumer.updateEndOffsets(Map.of(DETECTORS, end));
        consumer.updatePartitions(
                DETECTORS.topic(),
                List.of(new PartitionInfo(DETECTORS.topic(), 0, node, new Node[] {node}, new Node[] {node})));
    }

    private void add(long offset, String key, String value) {
        consumer.addRecord(new ConsumerRecord<>(DETECTORS.topic(), 0, offset, bytes(key), bytes(value)));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
