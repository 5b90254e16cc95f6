package io.tidemark.ingest.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.ingest.publish.Ledger;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.testkit.process.ChildJvm;
import io.tidemark.topics.Topics;
import io.tidemark.wire.PointBatchReader;
import io.tidemark.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what the queue has taken is in Kafka once, with the agent killed (signal 9) while it sends and while it cannot send,
 * and the broker killed for longer than any of the client's timeouts.
 */
class ForwarderCrashIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private final List<Long> taken = new ArrayList<>();
    private final List<Long> arrived = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final PointBatchReader reader = new PointBatchReader(Wire.singleObject());
    private final List<Long> received = new ArrayList<>();
    private long nextNumber;

    @Test
    void nothingThatWasTakenIsLostOrDoubledOverKillsAndALongOutage() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.startApart()) {
            settings(kafka.bootstrapServers());
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka.bootstrapServers())) {
                ChildJvm agent = start();
                awaitArrived(consumer, 100);
                kill(agent);

                agent = start();
                awaitArrived(consumer, arrived.size() + 100);
                kafka.kill();
                // Longer than delivery.timeout.ms and transaction.timeout.ms, which are 2 s here.
                awaitTaken(agent, 1_200);
                kill(agent);

                agent = start();
                awaitTaken(agent, 100);
                kafka.restart();
                awaitArrived(consumer, taken.size());
                kill(agent);

                agent = start();
                awaitTaken(agent, 50);
                ChildJvm last = agent;
                await().atMost(LIMIT).untilAsserted(() -> {
                    poll(consumer);
                    assertThat(Once.faults(soFar(last), arrived)).isEmpty();
                });
                kill(agent);
            }
        }
        assertThat(taken).hasSizeGreaterThan(1_500);
        assertThat(received.get(2))
                .as("what the killed agent had queued is received by the next")
                .isGreaterThan(1_000);
        assertThat(Once.faults(List.of(), arrived)).isEmpty();
    }

    @Test
    void theCheckerNoticesALossAndADouble() {
        assertThat(Once.faults(List.of(1L, 2L, 3L), List.of(1L, 3L, 3L)))
                .containsExactly("2 is missing", "3 arrived 2 times");
    }

    private void settings(String brokers) throws Exception {
        Files.writeString(folder.resolve("tidemark.yaml"), """
                hostname: it
                collector: {enabled: false}
                use_dogstatsd: false
                cmd_port: -1
                run_path: %s
                forwarder:
                  bootstrap_servers: %s
                  prefix: crash-it.
                  kafka:
                    max.block.ms: 2000
                    request.timeout.ms: 1000
                    delivery.timeout.ms: 2000
                    transaction.timeout.ms: 2000
                    default.api.timeout.ms: 2000
                """.formatted(folder.resolve("run"), brokers));
    }

    private ChildJvm start() {
        ChildJvm agent = ChildJvm.of(AgentProcess.class.getName(), folder.toString(), Long.toString(nextNumber))
                .withJvmOptions("-Xmx128m")
                .start();
        agent.awaitLine(line -> line.equals("ready"), LIMIT);
        return agent;
    }

    private void kill(ChildJvm agent) {
        agent.kill();
        taken.addAll(numbers(agent));
        List<Ledger.Balance> books = books(agent);
        assertThat(books).isNotEmpty().allSatisfy(balance -> {
            assertThat(balance.unexplained()).as("unexplained in %s", balance).isZero();
            assertThat(balance.rejected() + balance.dropped())
                    .as("lost in %s", balance)
                    .isZero();
        });
        received.add(books.get(books.size() - 1).received());
        nextNumber += 1_000_000;
    }

    private List<Long> soFar(ChildJvm agent) {
        List<Long> all = new ArrayList<>(taken);
        all.addAll(numbers(agent));
        return all;
    }

    /** What the agent wrote of its books, the last first-hand account of one that was killed. */
    private static List<Ledger.Balance> books(ChildJvm agent) {
        return agent.output().stream()
                .filter(line -> line.matches("books( \\d+){5}"))
                .map(line -> Arrays.stream(line.substring("books ".length()).split(" "))
                        .mapToLong(Long::parseLong)
                        .toArray())
                .map(of -> new Ledger.Balance(of[0], of[1], of[2], of[3], of[4]))
                .toList();
    }

    private static List<Long> numbers(ChildJvm agent) {
        return agent.output().stream()
                .filter(line -> line.matches("taken \\d+"))
                .map(line -> Long.parseLong(line.substring("taken ".length())))
                .toList();
    }

    private void awaitTaken(ChildJvm agent, int count) {
        await().atMost(LIMIT).until(() -> numbers(agent).size() >= count);
    }

    private void awaitArrived(KafkaConsumer<byte[], byte[]> consumer, int count) {
        await().atMost(LIMIT).until(() -> {
            poll(consumer);
            return arrived.size() >= count;
        });
    }

    /** A record that is fetched again after an outage is the same record: only what stands in the log twice is a double. */
    private void poll(KafkaConsumer<byte[], byte[]> consumer) {
        if (!assign(consumer)) {
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            if (!seen.add(record.partition() + "@" + record.offset())) {
                continue;
            }
            reader.read(record.value());
            for (int i = 0; i < reader.size(); i++) {
                arrived.add((long) reader.value(i));
            }
        }
    }

    /** Without a group, so that nothing but the log decides what is read; the first agent creates the topic. */
    private static boolean assign(KafkaConsumer<byte[], byte[]> consumer) {
        if (consumer.assignment().isEmpty()) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.POINTS.name("crash-it.")).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
        }
        return !consumer.assignment().isEmpty();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String brokers) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", brokers,
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "metadata.max.age.ms", "1000",
                        "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
