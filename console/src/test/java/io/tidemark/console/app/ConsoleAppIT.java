package io.tidemark.console.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.avro.Event;
import io.tidemark.console.sample.SampleConsole;
import io.tidemark.console.sample.SampleWeek;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole console on a real broker: what was written to the topics is what the page is told. */
final class ConsoleAppIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Instant END = Instant.now();

    @TempDir
    private static Path folder;

    private static SampleConsole console;

    @BeforeAll
    static void start() {
        console = SampleConsole.start(folder, 0, END);
        awaitFilled();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void theOverviewSaysWhatIsWrongNow() throws Exception {
        JsonNode overview = json("/api/console/overview");

        assertThat(overview.at("/states/alert").asInt()).isEqualTo(1);
        assertThat(overview.at("/wrong/0/monitor").asText()).isEqualTo("latency");
        assertThat(overview.at("/groups/judged").asInt()).isEqualTo(4);
        assertThat(overview.at("/groups/outOfBand").asInt()).isEqualTo(1);
        assertThat(overview.at("/detectors").asInt()).isEqualTo(3);
        assertThat(overview.at("/mailbox").asBoolean()).isTrue();
    }

    @Test
    void aGraphShowsEveryAnomalousBucketOfTheWeek() throws Exception {
        int anomalous = 0;
        for (String of : new String[] {
            "detector=db-connections&group=*",
            "detector=request-time&group=host:web-1",
            "detector=request-time&group=host:web-2",
            "detector=orders&group=*"
        }) {
            JsonNode graph = json("/api/console/graph?" + of + "&" + week());
            assertThat(graph.path("t").size()).isBetween(500, 1_000);
            assertThat(graph.path("value").size()).isEqualTo(graph.path("t").size());
            assertThat(graph.path("lower").size()).isEqualTo(graph.path("t").size());
            anomalous += graph.path("anomalousCount").asInt();
        }
        assertThat(anomalous).isEqualTo(console.anomalies()).isGreaterThan(50);
    }

    @Test
    void anAlertSaysWhoWasToldAndWhichDowntimeHeldItBack() throws Exception {
        JsonNode alerts = json("/api/console/alerts?" + week()).path("alerts");

        assertThat(alerts.findValuesAsText("id")).contains("a1", "a3", "a6");
        for (JsonNode alert : alerts) {
            if (alert.path("id").asText().equals("a1")) {
                assertThat(alert.at("/notifications/0/state").asText()).isEqualTo("HELD");
                assertThat(alert.at("/notifications/0/heldBy/0").asText()).isEqualTo("nightly");
            }
            if (alert.path("id").asText().equals("a3")) {
                assertThat(alert.path("notifications").findValuesAsText("recipient"))
                        .containsExactlyInAnyOrder("oncall@example.org", "shop@example.org");
            }
        }
    }

    @Test
    void theSeriesAreFoundByWords() throws Exception {
        JsonNode found = json("/api/console/series?search=request+WEB-2");

        assertThat(found.path("total").asInt()).isEqualTo(1);
        assertThat(found.at("/series/0/series").asText()).isEqualTo("shop.request.time{env:prod,host:web-2}");
    }

    @Test
    void aSeriesReachesToNowThoughItsHourIsNotClosed() throws Exception {
        JsonNode graph = json("/api/console/graph?series=shop.orders%7Benv%3Aprod%7D&" + week());

        long last = graph.path("t").get(graph.path("t").size() - 1).asLong();
        assertThat(last + graph.path("step").asLong()).isGreaterThan(END.getEpochSecond() - 60);
    }

    @Test
    void aChangeIsToldToPagesThatListen() throws Exception {
        var told = new CopyOnWriteArrayList<String>();
        var stream = HTTP.sendAsync(request("/api/console/live"), BodyHandlers.fromLineSubscriber(new Lines(told)));
        await().atMost(Duration.ofSeconds(20)).until(() -> told.stream().anyMatch(line -> line.contains("hello")));

        publish(Event.newBuilder().setId("live").setAt(END).setTitle("deploy").build());

        await().atMost(Duration.ofSeconds(20)).until(() -> told.stream().anyMatch(line -> line.contains("events")));
        assertThat(json("/api/console/events?from=" + END.minusSeconds(60).toEpochMilli() + "&to="
                                + END.plusSeconds(60).toEpochMilli())
                        .findValuesAsText("title"))
                .contains("deploy");
        stream.cancel(true);
    }

    @Test
    void aRebuildGivesTheSameAnswers() throws Exception {
        String path = "/api/console/graph?detector=" + SampleWeek.DETECTOR + "&group=*&" + week();
        JsonNode before = json(path);

        console.restart(true);
        awaitFilled();

        assertThat(json(path)).isEqualTo(before);
        assertThat(json("/api/console/alerts?" + week()).path("alerts").size()).isEqualTo(6);
    }

    @Test
    void thePageIsServedWithAPolicyThatAllowsOnlyItsOwnFiles() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<tm-app>").doesNotContain("http://", "https://", "<style", "javascript:");
        String policy = page.headers().firstValue("content-security-policy").orElseThrow();
        assertThat(policy)
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("x-frame-options")).contains("DENY");
        assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
        String script = page.body().replaceAll("(?s).*src=\"(/assets/[^\"]+)\".*", "$1");
        assertThat(get(script).headers().firstValue("content-type").orElseThrow())
                .contains("javascript");
    }

    @Test
    void aMailIsShownInASandbox() throws Exception {
        HttpResponse<String> mail = get("/api/console/mails/m1/html");

        assertThat(mail.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("sandbox;")
                .doesNotContain("script-src", "allow-");
        assertThat(get("/api/console/mails/nope/html").statusCode()).isEqualTo(404);
    }

    @Test
    void noPathLeadsOutOfTheAssets() throws Exception {
        for (String path :
                new String[] {"/assets/..%2f..%2fetc%2fpasswd", "/assets/%2e%2e/%2e%2e/pom.xml", "/assets/"}) {
            assertThat(get(path).statusCode()).as(path).isIn(400, 404);
        }
    }

    @Test
    void aForeignHostIsRefused() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", console.app().port())) {
            socket.getOutputStream()
                    .write("GET /api/console/overview HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 421").contains("foreign-host");
        }
    }

    @Test
    void aLongSearchIsRefusedWithAReason() throws Exception {
        HttpResponse<String> answer = get("/api/console/series?search=" + "x".repeat(3_000));

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("reason").asText()).isEqualTo("long-parameter");
        assertThat(body.at("/errors/0").asText())
                .contains("at most 256 characters")
                .hasSizeLessThan(300);
    }

    @Test
    void itSaysThatItIsWellAndWhatItHasRead() throws Exception {
        assertThat(get("/healthz").body()).isEqualTo("ok\n");
        assertThat(get("/metrics").body()).contains("tidemark_console_records_total{topic=\"bands\"}");
    }

    private static void awaitFilled() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> console.app().caughtUp()
                        && json("/api/console/overview").at("/states/alert").asInt() == 1
                        && json("/api/console/overview").at("/detectors").asInt() == 3);
    }

    private static void publish(Event event) {
        try (KafkaProducer<byte[], byte[]> producer = SampleConsole.producer(console.kafka())) {
            String topic = Topics.EVENTS.name(Topics.PREFIX);
            producer.send(new ProducerRecord<>(
                    topic,
                    event.getId().getBytes(StandardCharsets.UTF_8),
                    Wire.singleObject().serializer(Event.class).serialize(topic, event)));
            producer.flush();
        }
    }

    private static String week() {
        return "from=" + END.minus(Duration.ofDays(7)).minusSeconds(120).toEpochMilli() + "&to=" + END.toEpochMilli();
    }

    private static JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(request(path), BodyHandlers.ofString());
    }

    private static HttpRequest request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + console.app().port() + path))
                .build();
    }
}
