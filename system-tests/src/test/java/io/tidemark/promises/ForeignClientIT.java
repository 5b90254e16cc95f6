package io.tidemark.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.avro.BandStage;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whoever has a Kafka client can publish points and subscribe to what comes of them. Method: each client publishes one
 * point of a series whose first point came over our own intake; both must lie in one partition and be added up into one
 * bucket. Programs that are not on this machine are skipped, and the report says which.
 */
class ForeignClientIT {
    private static final String PREFIX = "foreign.";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Instant BUCKET = Instant.parse("2025-06-02T08:00:00Z");
    private static final int SERIES = 8;
    private static EmbeddedKafka kafka;
    private static Services services;
    private static Senders senders;
    private static Seen seen;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
        services = new Services(kafka.bootstrapServers(), PREFIX, folder);
        services.startWithoutAlerting(4);
        services.apply("detectors-of-tills.yaml");
        senders = new Senders(services.httpPort(), services.statsdPort());
        seen = new Seen(kafka.bootstrapServers(), PREFIX);
        long known = Instant.now().plusSeconds(3).toEpochMilli();
        Awaitility.await("the detector is known")
                .atMost(LIMIT)
                .until(() -> seen.tickEverywhereMillis(BandStage.DIRECT) >= known);
    }

    @AfterAll
    static void stop() {
        seen.close();
        senders.close();
        services.close();
        kafka.close();
    }

    @Test
    void aPointOfKafkasOwnProducerJoinsThePointsThatCameOverTheIntake() throws Exception {
        postOne("java");
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (int till = 0; till < SERIES; till++) {
                producer.send(new ProducerRecord<>(Topics.POINTS.name(PREFIX), series("java", till), json(32)))
                        .get();
            }
        }
        requireOnePartitionAndOneBucket("java");
    }

    @Test
    void aPointOfKcatJoinsThem() throws Exception {
        assumeTrue(Program.isHere("kcat"), "kcat is not on the PATH");
        postOne("kcat");
        Program.run(
                keyedLines("kcat"),
                "kcat",
                "-P",
                "-b",
                kafka.bootstrapServers(),
                "-t",
                Topics.POINTS.name(PREFIX),
                "-K",
                "|",
                "-X",
                "partitioner=murmur2");
        requireOnePartitionAndOneBucket("kcat");
    }

    @Test
    void aPointOfThePythonClientJoinsThem() throws Exception {
        assumeTrue(Program.hasPythonModule("kafka"), "/usr/bin/python3 has no module kafka");
        postOne("python");
        Program.run(
                keyedLines("python"),
                "/usr/bin/python3",
                example("publish.py"),
                "--bootstrap",
                kafka.bootstrapServers(),
                "--prefix",
                PREFIX);
        requireOnePartitionAndOneBucket("python");
    }

    @Test
    void aPythonProgramReadsBandsWithNothingButTheBroker() throws Exception {
        assumeTrue(
                Program.hasPythonModule("confluent_kafka, avro"),
                "/usr/bin/python3 lacks the modules confluent_kafka or avro");
        postOne("band");
        Awaitility.await("bands of the tills")
                .atMost(LIMIT)
                .until(() -> seen.bandRows("tills").stream()
                                .filter(row -> row.contains("client:band"))
                                .count()
                        == SERIES);
        String printed = Program.run(
                "",
                "/usr/bin/python3",
                example("subscribe.py"),
                "--bootstrap",
                kafka.bootstrapServers(),
                "--prefix",
                PREFIX,
                "--topic",
                "bands",
                "--detector",
                "tills",
                "--seconds",
                "5");
        for (int till = 0; till < SERIES; till++) {
            String group = "'group': '" + series("band", till) + "'";
            assertThat(printed.lines())
                    .filteredOn(line -> line.contains(group))
                    .singleElement()
                    .asString()
                    .contains("'start': " + BUCKET.getEpochSecond(), "'value': 10.0", "'anomalous': False");
        }
    }

    private static String series(String client, int till) {
        return "till.sales{client:" + client + ",till:" + till + "}";
    }

    private static String json(double value) {
        return "{\"value\":" + value + ",\"timestamp\":" + (BUCKET.getEpochSecond() + 3) + "}";
    }

    private static String keyedLines(String client) {
        StringBuilder lines = new StringBuilder();
        for (int till = 0; till < SERIES; till++) {
            lines.append(series(client, till)).append('|').append(json(32)).append('\n');
        }
        return lines.toString();
    }

    /** One point of each till over our own intake: 10 at the start of the bucket. */
    private static void postOne(String client) throws IOException, InterruptedException {
        List<String> documents = new ArrayList<>();
        for (int till = 0; till < SERIES; till++) {
            documents.add("{\"metric\":\"till.sales\",\"tags\":[\"till:" + till + "\",\"client:" + client
                    + "\"],\"points\":[[" + BUCKET.getEpochSecond() + ",10]]}");
        }
        senders.post("{\"series\":[" + String.join(",", documents) + "]}");
    }

    private static void requireOnePartitionAndOneBucket(String client) {
        for (int till = 0; till < SERIES; till++) {
            String series = series(client, till);
            List<Integer> theirs = seen.partitionsOfKey(series);
            assertThat(theirs).as("single points of %s", series).hasSize(1);
            assertThat(seen.batchedPoints(series)).containsExactly(Workload.line(theirs.get(0), 10.0));
            Awaitility.await("the bucket of " + series)
                    .atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(seen.rollups(series)).containsExactly(Workload.line(BUCKET, 2, 42.0)));
        }
    }

    /** A file of the folder examples at the top of the repository. */
    private static String example(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("examples").resolve(name))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("no folder above this one has examples/" + name);
            }
        }
        return folder.resolve("examples").resolve(name).toString();
    }
}
