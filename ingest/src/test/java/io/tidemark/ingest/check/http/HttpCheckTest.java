package io.tidemark.ingest.check.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import io.tidemark.ingest.check.Check;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.RecordingReport;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HttpCheckTest {

    private static Server server;
    private final RecordingReport report = new RecordingReport();

    @BeforeAll
    static void start() {
        server = Server.builder()
                .http(new InetSocketAddress("127.0.0.1", 0))
                .https(new InetSocketAddress("127.0.0.1", 0))
                // Signed by nobody.
                .tlsSelfSigned()
                .service("/ok", (ctx, request) -> HttpResponse.of("shop is open"))
                .service("/broken", (ctx, request) -> HttpResponse.of(HttpStatus.INTERNAL_SERVER_ERROR))
                .service(
                        "/slow",
                        (ctx, request) -> HttpResponse.delayed(HttpResponse.of("late"), Duration.ofSeconds(30)))
                .service(
                        "/login",
                        (ctx, request) -> HttpResponse.of(
                                HttpStatus.OK,
                                MediaType.PLAIN_TEXT_UTF_8,
                                request.headers().get("authorization", "none")))
                .build();
        server.start().join();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @Test
    void anAddressThatAnswersIsUpAndTimed() throws Exception {
        run(http("/ok"), Map.of("name", "shop", "content_match", "open"));

        assertThat(report.lines()).anyMatch(line -> line.startsWith("gauge network.http.response_time 0."));
        assertThat(report.lines())
                .contains(
                        "gauge network.http.can_connect 1.0 [url:" + http("/ok") + ", instance:shop]",
                        "check http.can_connect OK  [url:" + http("/ok") + ", instance:shop]");
    }

    @Test
    void aWrongStatusOrBodyIsCriticalAndSaysWhy() throws Exception {
        run(http("/broken"), Map.of());
        run(http("/ok"), Map.of("content_match", "closed"));

        assertThat(report.lines())
                .anyMatch(line -> line.startsWith("check http.can_connect CRITICAL the status is 500 (expected"))
                .anyMatch(line -> line.startsWith("check http.can_connect CRITICAL the body does not hold \"closed\""));
    }

    @Test
    void anAddressThatDoesNotAnswerIsCriticalAndNoError() throws Exception {
        run("http://127.0.0.1:1/", Map.of("timeout", 1));
        run(http("/slow"), Map.of("timeout", 0.3));

        assertThat(report.lines())
                .filteredOn(line -> line.startsWith("gauge network.http.cant_connect 1.0"))
                .hasSize(2);
    }

    @Test
    void theDaysOfACertificateAreTold() throws Exception {
        String https = "https://localhost:" + server.activeLocalPort(com.linecorp.armeria.common.SessionProtocol.HTTPS);
        run(https + "/ok", Map.of("tls_verify", false, "days_warning", 9_000_000, "days_critical", 1));
        assertThat(report.lines())
                .anyMatch(line -> line.startsWith("gauge http.ssl.days_left "))
                .anyMatch(line -> line.startsWith("check http.ssl_cert WARNING the certificate is good until"));

        run(https + "/ok", Map.of());
        assertThat(report.lines()).anyMatch(line -> line.startsWith("check http.ssl_cert CRITICAL"));
    }

    @Test
    void aNameAndPasswordAreSentAndABadAddressIsRefused() throws Exception {
        run(http("/login"), Map.of("username", "u", "password", "p", "content_match", "^Basic dTpw$"));
        assertThat(report.lines()).anyMatch(line -> line.startsWith("check http.can_connect OK"));

        assertThatThrownBy(() -> run("shop", Map.of())).hasMessageContaining("[bad-url]");
    }

    private void run(String url, Map<String, Object> more) throws Exception {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("url", url);
        try (Check check = HttpCheck.type(Clock.systemUTC()).create(CheckSettings.of(settings))) {
            check.run(report);
        }
    }

    private static String http(String path) {
        return "http://127.0.0.1:" + server.activeLocalPort(com.linecorp.armeria.common.SessionProtocol.HTTP) + path;
    }
}
