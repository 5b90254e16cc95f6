package io.tidemark.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.BandStage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Goal: the path from a point to a band also runs on Kafka's own image, whose settings are not ours. Method: one posted bucket
 * of eight series must be told of once each. Needs Docker; skipped without.
 */
@Testcontainers(disabledWithoutDocker = true)
class ContainerKafkaIT {
    private static final Instant BUCKET = Instant.parse("2025-06-02T08:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String PREFIX = "container.";

    @Container
    private static final KafkaContainer KAFKA = new KafkaContainer(DockerImageName.parse("apache/kafka:4.1.0"));

    @TempDir
    Path folder;

    @Test
    void pointsBecomeBandsOnABrokerThatIsNotOurs() throws Exception {
        try (Services services = new Services(KAFKA.getBootstrapServers(), PREFIX, folder)) {
            services.startWithoutAlerting(4);
            services.apply("detectors-of-tills.yaml");
            try (Seen seen = new Seen(KAFKA.getBootstrapServers(), PREFIX);
                    Senders senders = new Senders(services.httpPort(), services.statsdPort())) {
                long known = Instant.now().plusSeconds(3).toEpochMilli();
                Awaitility.await("the detector is known")
                        .atMost(LIMIT)
                        .until(() -> seen.tickEverywhereMillis(BandStage.DIRECT) >= known);
                List<String> expected = new ArrayList<>();
                List<String> documents = new ArrayList<>();
                for (int till = 0; till < 8; till++) {
                    documents.add("{\"metric\":\"till.sales\",\"tags\":[\"till:" + till
                            + "\",\"client:band\"],\"points\":[[" + BUCKET.getEpochSecond() + "," + till + "]]}");
                    expected.add(Workload.line(
                            "tills",
                            "till.sales{client:band,till:" + till + "}",
                            BUCKET,
                            (double) till,
                            Float.NaN,
                            Float.NaN,
                            0));
                }
                senders.post("{\"series\":[" + String.join(",", documents) + "]}");
                Awaitility.await("eight bands")
                        .atMost(LIMIT)
                        .until(() -> seen.bandRows("tills").size() >= 8);
                assertThat(seen.bandRows("tills")).hasSize(8).allMatch(row -> row.contains(BUCKET.toString()));
                assertThat(seen.bandRows("tills").stream().map(ContainerKafkaIT::withoutFlags))
                        .containsExactlyInAnyOrderElementsOf(expected.stream()
                                .map(ContainerKafkaIT::withoutFlags)
                                .toList());
            }
        }
    }

    /** A model that is still cold may say so. */
    private static String withoutFlags(String row) {
        return row.substring(0, row.lastIndexOf(" | "));
    }
}
