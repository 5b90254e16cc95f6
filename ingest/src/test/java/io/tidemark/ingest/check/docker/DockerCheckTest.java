package io.tidemark.ingest.check.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Statistics;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import io.tidemark.ingest.check.Check;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.RecordingReport;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Method: recorded answers of a Docker-API socket; see src/test/resources/docker/README.md. */
class DockerCheckTest {

    private static Server engine;
    private final RecordingReport report = new RecordingReport();

    @BeforeAll
    static void start() {
        engine = Server.builder()
                .http(new InetSocketAddress("127.0.0.1", 0))
                .serviceUnder("/", (ctx, request) -> {
                    String path = ctx.path();
                    String file = path.endsWith("/containers/json")
                            ? "containers"
                            : path.endsWith("/images/json") ? "images" : path.endsWith("/stats") ? "stats" : "";
                    return file.isEmpty()
                            ? HttpResponse.of(HttpStatus.NOT_FOUND)
                            : HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, recorded(file));
                })
                .build();
        engine.start().join();
    }

    @AfterAll
    static void stop() {
        engine.stop();
    }

    @Test
    void containersAreCountedByImageAndMeasuredByName() throws Exception {
        run(Map.of());

        String image =
                "docker_image:localhost/shop/web:1.2, image_name:localhost/shop/web, short_image:web, image_tag:1.2";
        assertThat(report.lines())
                .contains(
                        "check docker.service_up OK  []",
                        "gauge docker.containers.running 1.0 [" + image + "]",
                        "gauge docker.containers.stopped 1.0 [" + image + "]",
                        "gauge docker.containers.running.total 1.0 []",
                        "gauge docker.images.available 1.0 []")
                .anyMatch(line -> line.matches("rate docker.cpu.usage [\\d.]+ \\[.*container_name:web-1]"))
                .anyMatch(line -> line.matches("gauge docker.mem.rss 385024.0 \\[.*container_name:web-1]"))
                .anyMatch(line -> line.startsWith("gauge docker.mem.in_use "))
                .anyMatch(line -> line.startsWith("rate docker.net.bytes_rcvd "))
                .anyMatch(line -> line.startsWith("rate docker.io.read_bytes "))
                .noneMatch(line -> line.contains("web-old"));
    }

    @Test
    void labelsBecomeTagsWhereAskedFor() throws Exception {
        run(Map.of("container_labels_as_tags", Map.of("team", "squad")));
        assertThat(report.lines()).anyMatch(line -> line.contains("squad:shop"));

        run(Map.of("container_labels_as_tags", Map.of("*", "label_%%label%%")));
        assertThat(report.lines()).anyMatch(line -> line.contains("label_team:shop"));
    }

    @Test
    void anEngineThatDoesNotAnswerIsCriticalAndAnError() {
        assertThatThrownBy(() -> run(Map.of("url", "tcp://127.0.0.1:1"))).hasMessageContaining("[no-docker]");

        assertThat(report.lines()).hasSize(1).allMatch(line -> line.startsWith("check docker.service_up CRITICAL"));
    }

    @Test
    void theNamesOfAnImageAreTakenApart() {
        assertThat(DockerCheck.imageTags("registry:5000/shop/web:1.2@sha256:00ff"))
                .containsExactly(
                        "docker_image:registry:5000/shop/web:1.2",
                        "image_name:registry:5000/shop/web",
                        "short_image:web",
                        "image_tag:1.2");
        assertThat(DockerCheck.imageTags("registry:5000/web"))
                .containsExactly("docker_image:registry:5000/web", "image_name:registry:5000/web", "short_image:web");
    }

    /** Shapes that the engine here does not give: memory of cgroups v1 and v2, disk. Names as in Docker's API reference. */
    @Test
    void memoryOfBothKindsOfCgroupsIsRead() throws Exception {
        ContainerFigures.report(
                statistics("{\"memory_stats\":{\"usage\":900,\"limit\":1000,\"stats\":{\"rss\":500,\"cache\":300}},"
                        + "\"blkio_stats\":{\"io_service_bytes_recursive\":[{\"op\":\"Read\",\"value\":7},"
                        + "{\"op\":\"write\",\"value\":9},{\"op\":\"Read\",\"value\":1}]}}"),
                report,
                List.of("v:1"));
        ContainerFigures.report(
                statistics("{\"memory_stats\":{\"usage\":900,\"limit\":9223372036854771712,\"stats\":{"
                        + "\"active_anon\":300,\"inactive_anon\":100,\"active_file\":50,\"inactive_file\":20}}}"),
                report,
                List.of("v:2"));

        assertThat(report.lines())
                .containsExactly(
                        "gauge docker.mem.cache 300.0 [v:1]",
                        "gauge docker.mem.rss 500.0 [v:1]",
                        "gauge docker.mem.limit 1000.0 [v:1]",
                        "gauge docker.mem.in_use 0.5 [v:1]",
                        "rate docker.io.read_bytes 8.0 [v:1]",
                        "rate docker.io.write_bytes 9.0 [v:1]",
                        "gauge docker.mem.cache 70.0 [v:2]",
                        "gauge docker.mem.rss 400.0 [v:2]");
    }

    private void run(Map<String, Object> more) throws Exception {
        Map<String, Object> instance =
                new java.util.HashMap<>(Map.of("url", "tcp://127.0.0.1:" + engine.activeLocalPort()));
        instance.putAll(more);
        try (Check check = DockerCheck.type().create(CheckSettings.of(instance))) {
            check.run(report);
        }
    }

    private static Statistics statistics(String json) throws Exception {
        return new ObjectMapper().readValue(json, Statistics.class);
    }

    private static String recorded(String name) throws java.io.IOException {
        try (InputStream in = DockerCheckTest.class.getResourceAsStream("/docker/" + name + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
