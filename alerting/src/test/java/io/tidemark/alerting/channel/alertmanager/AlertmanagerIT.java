package io.tidemark.alerting.channel.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.alerting.outbox.Notifications;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Alertmanager where one is installed ({@code prometheus-alertmanager} of Debian, or {@code -Dtidemark.alertmanager=PATH}). */
class AlertmanagerIT {

    private static final Path PROGRAM =
            Path.of(System.getProperty("tidemark.alertmanager", "/usr/bin/prometheus-alertmanager"));
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void anIncidentFiresChangesItsSeverityAndEndsThere(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(PROGRAM), "no Alertmanager at " + PROGRAM);
        int port = freePort();
        URI url = URI.create("http://127.0.0.1:" + port);
        Path configuration = folder.resolve("alertmanager.yml");
        Files.writeString(configuration, "route: {receiver: none}\nreceivers: [{name: none}]\n");
        Process alertmanager = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + configuration,
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try (AlertmanagerChannel channel = new AlertmanagerChannel(
                List.of(new AlertmanagerTarget("main", url, Map.of())),
                Optional.of(URI.create("http://tidemark.example.org")),
                Clock.systemUTC())) {
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> get(url.resolve("/-/ready")).statusCode() == 200);
            tell(channel, NotificationKind.WARNED);
            assertThat(firing(url)).containsExactly("warning web-01 CPU");
            tell(channel, NotificationKind.TRIGGERED);
            assertThat(firing(url)).containsExactly("critical web-01 CPU");
            tell(channel, NotificationKind.RECOVERED);
            assertThat(firing(url)).isEmpty();
        } finally {
            alertmanager.destroy();
            if (!alertmanager.waitFor(10, TimeUnit.SECONDS)) {
                alertmanager.destroyForcibly();
            }
        }
    }

    private static void tell(AlertmanagerChannel channel, NotificationKind kind) {
        var delivery = channel.send(Notifications.of("n-" + kind, "t", kind, Instant.now())
                .setChannel(AlertmanagerChannel.NAME)
                .setRecipient("main")
                .setMonitorName("CPU")
                .setTags(List.of("team:a"))
                .build());
        assertThat(delivery.outcome()).as(delivery.detail()).isEqualTo(Outcome.DELIVERED);
    }

    private static List<String> firing(URI url) throws Exception {
        JsonNode alerts = new ObjectMapper()
                .readTree(get(url.resolve("/api/v2/alerts?active=true")).body());
        List<String> firing = new java.util.ArrayList<>();
        alerts.forEach(alert -> firing.add(alert.at("/labels/severity").asText() + " "
                + alert.at("/labels/host").asText() + " "
                + alert.at("/labels/alertname").asText()));
        return firing;
    }

    private static HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
