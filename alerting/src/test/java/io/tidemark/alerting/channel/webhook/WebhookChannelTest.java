package io.tidemark.alerting.channel.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.alerting.channel.Secret;
import io.tidemark.alerting.channel.http.AddressGuard;
import io.tidemark.alerting.outbox.Notifications;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookChannelTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int code = 200;
    private String answer = "ok";
    private Map<String, String> headers = Map.of();

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/hook", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "200, DELIVERED, MESSAGE",
        "204, DELIVERED, MESSAGE",
        "408, TEMPORARY, SERVER",
        "425, TEMPORARY, SERVER",
        "429, TEMPORARY, SERVER",
        "500, TEMPORARY, SERVER",
        "503, TEMPORARY, SERVER",
        "400, PERMANENT, MESSAGE",
        "404, PERMANENT, MESSAGE",
        "410, PERMANENT, MESSAGE",
    })
    void eachStatusHasItsClass(int status, Outcome outcome, Reach reach) {
        code = status;
        Delivery delivery = channel().send(notification("hook"));
        assertThat(delivery.outcome()).isEqualTo(outcome);
        assertThat(delivery.reach()).isEqualTo(reach);
        assertThat(delivery.detail()).startsWith("HTTP " + status);
    }

    @Test
    void theBodySuitsSlackAndProgramsAndCarriesItsKey() {
        channel().send(notification("hook"));
        channel().send(notification("hook"));
        JsonNode body = bodies.get(0);
        assertThat(body.get("text").asText()).isEqualTo("*[TRIGGERED] CPU is high*\nCPU of web-01 is high.\nValue: 93");
        assertThat(body.get("id").asText()).isEqualTo("n1");
        assertThat(body.get("kind").asText()).isEqualTo("triggered");
        assertThat(body.get("facts").get(0).get("name").asText()).isEqualTo("Value");
        assertThat(body.get("decided_at").asText()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(keys).containsExactly("n1", "n1");
        assertThat(logins).contains("Bearer t0ken");
    }

    @Test
    void aRedirectIsNotFollowed() {
        code = 302;
        headers = Map.of("Location", "http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
        Delivery delivery = channel().send(notification("hook"));
        assertThat(delivery.outcome()).isEqualTo(Outcome.PERMANENT);
        assertThat(delivery.detail()).contains("[redirect]");
        assertThat(bodies).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"120 | PT2M", "86400 | PT1H", "Sun, 22 Nov 2026 12:10:00 GMT | PT10M", "soon | ", "-5 | "})
    void retryAfterIsHonouredUpToAnHour(String header, Duration expected) {
        code = 429;
        headers = Map.of("Retry-After", header);
        assertThat(channel().send(notification("hook")).notBefore()).isEqualTo(java.util.Optional.ofNullable(expected));
    }

    @Test
    void anAnswerWithoutEndIsReadUpToItsLimitOnly() {
        answer = "x".repeat(5_000_000);
        Delivery delivery = channel().send(notification("hook"));
        assertThat(delivery.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(delivery.detail().length()).isLessThanOrEqualTo(Delivery.DETAIL_MAX);
    }

    @Test
    void nobodyListeningIsTemporaryAndAnAnswerThatNeverComesIsUnknown() throws IOException {
        int closed = server.getAddress().getPort();
        server.stop(0);
        Delivery refused = channel(closed, Duration.ofSeconds(10)).send(notification("hook"));
        assertThat(refused.outcome()).as(refused.detail()).isEqualTo(Outcome.TEMPORARY);
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Delivery unknown =
                    channel(silent.getLocalPort(), Duration.ofMillis(300)).send(notification("hook"));
            assertThat(unknown.outcome()).as(unknown.detail()).isEqualTo(Outcome.UNKNOWN);
            try (Socket taken = silent.accept()) {
                assertThat(taken.isConnected()).isTrue();
            }
        }
    }

    @Test
    void aTargetThatIsNotConfiguredIsToldByName() {
        Delivery delivery = channel().send(notification("hok"));
        assertThat(delivery.outcome()).isEqualTo(Outcome.PERMANENT);
        assertThat(delivery.detail()).contains("\"hok\"").contains("[hook]").contains("[unknown-webhook]");
    }

    @Test
    void whatWouldCallEverybodyInAChatIsOnlyText() {
        String text = WebhookBody.chat("<!channel> <@U1> @everyone @here [x](http://evil) a&b root@here.example");
        assertThat(text)
                .doesNotContain("<")
                .doesNotContain("@everyone")
                .doesNotContain("@here ")
                .doesNotContain("](")
                .contains("&lt;!channel&gt;")
                .contains("a&amp;b");
    }

    @Test
    void aTemplateGivesTheBodyAndItsTextsNeverBreakTheJson() throws IOException {
        WebhookBody body = WebhookBody.of("{\"title\": \"{{subject}}\", \"who\": [\"{{ monitor_id }}\"]}");
        Notification hostile = Notification.newBuilder(notification("hook"))
                .setSubject("a \"quoted\" \\ {{body}} $0")
                .build();
        JsonNode json = new ObjectMapper().readTree(body.bytes(hostile));
        assertThat(json.get("title").asText()).isEqualTo("a \"quoted\" \\ {{body}} $0");
        assertThat(json.get("who").get(0).asText()).isEqualTo("cpu");
        assertThat(new ObjectMapper().readTree(WebhookBody.SLACK.bytes(hostile)).fieldNames())
                .toIterable()
                .containsExactly("text");
        for (String bad : List.of("{\"a\": {{subject}}}", "not json", "{} {}", "{\"a\": \"{{nobody}}\"}")) {
            assertThatThrownBy(() -> WebhookBody.of(bad)).hasMessageContaining("[webhook-template]");
        }
    }

    /** The metadata service of a cloud, in whatever notation, and what a name resolves to. */
    @ParameterizedTest
    @CsvSource({
        "http://169.254.169.254/x",
        "http://[fe80::1]/x",
        "http://0.0.0.0/x",
        "http://[::ffff:169.254.169.254]/x"
    })
    void whatACloudsMetadataAnswersOnIsNeverCalled(String url) {
        WebhookTarget target = WebhookTarget.of("hook", url);
        Delivery delivery = new WebhookChannel(List.of(target), CLOCK).send(notification("hook"));
        assertThat(delivery.outcome()).isEqualTo(Outcome.PERMANENT);
        assertThat(delivery.detail()).contains("[address-refused]");
    }

    @Test
    void targetsAreCheckedAndNeverPrintTheirAddress() {
        assertThat(WebhookTarget.of("hook", "https://hooks.example.org/T0K3N").toString())
                .isEqualTo("webhook hook at hooks.example.org");
        assertThatThrownBy(() -> WebhookTarget.of("hook", "ftp://example.org")).hasMessageContaining("[bad-webhook]");
        assertThatThrownBy(() -> WebhookTarget.of("ho ok", "https://example.org"))
                .hasMessageContaining("[bad-webhook]");
    }

    /** Row W07: an address in another notation than its own is no host, so nothing is looked up or sent. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://2130706433/",
                "http://0x7f000001/",
                "http://017700000001/",
                "http://127.1/",
                "http://127.0.0.0x1/",
                "http:///hook",
                "http://user:secret@hooks.example.org/"
            })
    void anAddressInDisguiseIsRefused(String url) {
        assertThatThrownBy(() -> WebhookTarget.of("hook", url)).hasMessageContaining("[bad-webhook]");
    }

    private WebhookChannel channel() {
        return channel(server.getAddress().getPort(), Duration.ofSeconds(10));
    }

    private static WebhookChannel channel(int port, Duration limit) {
        WebhookTarget target = new WebhookTarget(
                "hook",
                URI.create("http://127.0.0.1:" + port + "/hook"),
                Map.of("Authorization", Secret.of("Bearer t0ken")),
                WebhookBody.FULL);
        return new WebhookChannel(List.of(target), CLOCK, limit, AddressGuard.NO_METADATA);
    }

    private static Notification notification(String recipient) {
        return Notifications.of("n1", "t", NotificationKind.TRIGGERED, NOW)
                .setChannel("webhook")
                .setRecipient(recipient)
                .setFacts(List.of(new Fact("Value", "93")))
                .build();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            bodies.add(new ObjectMapper().readTree(exchange.getRequestBody()));
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            logins.add(exchange.getRequestHeaders().getFirst("Authorization"));
            headers.forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = code == 204 ? new byte[0] : answer.getBytes();
            exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
