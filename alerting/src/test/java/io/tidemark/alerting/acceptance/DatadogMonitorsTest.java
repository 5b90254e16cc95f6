package io.tidemark.alerting.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.EventType;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Monitors in the shape in which Datadog's API gives them out: taken as they are, judged, and kept as they were posted. */
final class DatadogMonitorsTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "datadog");

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void eachIsKeptExactlyAsPosted() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(12);
        for (Path file : files()) {
            String posted = Files.readString(file).strip();
            Documents.parse(DocumentKind.MONITOR, Files.readAllBytes(file))
                    .fold(
                            accepted -> assertThat(accepted.json())
                                    .as(file.toString())
                                    .isEqualTo(posted),
                            refused -> {
                                throw new AssertionError(file + ": " + refused.faults());
                            });
        }
    }

    @Test
    void eachIsJudged() throws IOException {
        try (Scene scene = new Scene("2026-06-01T10:00:00", "Europe/Paris")) {
            for (Path file : files()) {
                String json = Files.readString(file);
                String id = json.replaceAll("(?s).*\"id\": (\\d+).*", "$1");
                scene.posted(DocumentKind.MONITOR, id, json);
            }
            scene.seconds(10);
            assertThat(scene.events())
                    .as("none is refused")
                    .hasSize(files().size())
                    .allSatisfy(event -> assertThat(event.getAlertType()).isEqualTo(EventType.INFO));
            scene.play("system.cpu.user host=a: 40x3 95x12, every 60s", "web.requests.errors: 10x15, every 60s")
                    .seconds(120);
            assertThat(scene.notifications())
                    .extracting(n -> n.getMonitorId() + " " + n.getKind())
                    .contains("71001 TRIGGERED", "71002 TRIGGERED");
        }
    }
}
