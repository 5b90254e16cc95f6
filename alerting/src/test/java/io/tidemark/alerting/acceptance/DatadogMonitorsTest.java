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

/**
 * Monitors and downtimes in the shapes in which Datadog's API gives them out: taken as they are, in force, and kept as they were
 * posted.
 */
final class DatadogMonitorsTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "datadog");

    private static final Path DOWNTIMES = Path.of("src", "test", "resources", "datadog-downtimes");

    private static List<Path> files() throws IOException {
        return files(FOLDER);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void eachIsKeptExactlyAsPosted() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(12);
        for (Path file : files()) {
            assertKept(DocumentKind.MONITOR, file);
        }
        assertThat(files(DOWNTIMES)).hasSize(3);
        for (Path file : files(DOWNTIMES)) {
            assertKept(DocumentKind.DOWNTIME, file);
        }
    }

    private static void assertKept(DocumentKind kind, Path file) throws IOException {
        String posted = Files.readString(file).strip();
        Documents.parse(kind, Files.readAllBytes(file))
                .fold(
                        accepted ->
                                assertThat(accepted.json()).as(file.toString()).isEqualTo(posted),
                        refused -> {
                            throw new AssertionError(file + ": " + refused.faults());
                        });
    }

    @Test
    void downtimesOfBothVersionsHoldBackWhatTheySay() throws IOException {
        try (Scene scene = new Scene("2026-06-01T10:00:00", "Europe/Paris")) {
            for (Path file : files(DOWNTIMES)) {
                String json = Files.readString(file);
                scene.posted(DocumentKind.DOWNTIME, json.replaceAll("(?s).*?\"id\": \"?([\\w-]+).*", "$1"), json);
            }
            scene.posted(DocumentKind.MONITOR, "71001", Files.readString(FOLDER.resolve("threshold.json")));
            scene.notifications();
            scene.play(
                            "system.cpu.user host=a: 40x3 95x12, every 60s",
                            "system.cpu.user host=web-b: 40x3 95x12, every 60s")
                    .seconds(120);
            assertThat(scene.notifications())
                    .extracting(n -> n.getGroup() + " " + n.getKind() + " " + n.getState() + " " + n.getHeldBy())
                    .as("the one-off holds host:a")
                    .contains(
                            "host:a TRIGGERED HELD [9a1c5f60-0002-11f0-8000-da7ad0900005]",
                            "host:web-b TRIGGERED PENDING []");
            // Web servers of staging and prod are quiet from seven in the evening on; this group has no tag env.
            scene.until("2026-06-01T20:00:00");
            assertThat(scene.events())
                    .extracting(event -> event.getTitle())
                    .as("the night begins")
                    .contains("Downtime 9a1c5f60-0001-11f0-8000-da7ad0900005 started");
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
