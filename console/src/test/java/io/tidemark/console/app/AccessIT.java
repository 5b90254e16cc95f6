package io.tidemark.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.console.access.AccessBook;
import io.tidemark.console.history.HistorySettings;
import io.tidemark.console.oidc.ScriptedProvider;
import io.tidemark.console.route.Role;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: no route answers whom it should not. Method: a console with users on a real broker; the routes that it serves are read
 * from its own OpenAPI document, and each is asked by nobody, by the wrong role, and by the right one.
 */
final class AccessIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;
    private static ConsoleApp app;
    private static ScriptedProvider provider;
    private static String apiKey;
    private static final java.util.Map<Role, String> KEYS = new java.util.EnumMap<>(Role.class);
    private static String narrow;

    /** One line of the document. */
    private record Line(String method, String path, Optional<Role> role, String scope) {}

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
        TopicAdmin.createMissing(kafka.admin(), Topics.PREFIX, 1, Optional.of((short) 1));
        Path file = folder.resolve("access.json");
        AccessBook book = AccessBook.open(file, Clock.systemUTC());
        for (Role role : Role.values()) {
            book.putUser(role.text(), role, PASSWORD, "");
            KEYS.put(
                    role,
                    book.addApplicationKey("crawl", role.text(), List.of()).text());
        }
        apiKey = book.addApiKey("crawl", "admin").text();
        narrow = book.addApplicationKey("narrow", "admin", List.of("monitors_read"))
                .text();
        provider = new ScriptedProvider(Clock.systemUTC());
        app = ConsoleApp.start(
                ConsoleSettings.of(kafka.bootstrapServers(), HistorySettings.in(folder.resolve("history")))
                        .withPort(0)
                        .withAccess(file)
                        .withOidc(Optional.of(provider.settings())),
                ConsoleApp.Extras.none(),
                Clock.systemUTC(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    @AfterAll
    static void stop() {
        app.close();
        provider.close();
        kafka.close();
    }

    @Test
    void everyRouteRefusesNobodyAndTheWrongRoleAndAnswersTheRightOne() throws Exception {
        List<Line> routes = routes();
        assertThat(routes).hasSizeGreaterThan(80);
        for (Line line : routes) {
            if (line.role().isEmpty()) {
                assertThat(status(line, null)).as("%s by nobody", line).isNotIn(401, 403);
                continue;
            }
            assertThat(status(line, null)).as("%s by nobody", line).isEqualTo(401);
            for (Role role : Role.values()) {
                int status = status(line, KEYS.get(role));
                if (role.includes(line.role().get())) {
                    assertThat(status).as("%s by %s", line, role).isNotIn(401, 403, 500);
                } else {
                    assertThat(status).as("%s by %s", line, role).isEqualTo(403);
                }
            }
            int status = status(line, narrow);
            if (line.scope().equals("monitors_read")) {
                assertThat(status).as("%s by the narrow key", line).isNotIn(401, 403, 500);
            } else {
                assertThat(status).as("%s by the narrow key", line).isEqualTo(403);
            }
        }
    }

    @Test
    void aChangingRequestOfAnotherPageIsRefused() throws Exception {
        HttpRequest.Builder post = request("/api/v1/monitor/mute_all", "admin key")
                .header("origin", "https://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(send(post).statusCode()).isEqualTo(403);
        HttpRequest.Builder text = request("/api/v1/monitor", "admin key")
                .setHeader("content-type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(send(text).statusCode()).isEqualTo(415);
        assertThat(send(request("/api/v1/monitor/mute_all", "admin key").GET()).statusCode())
                .isIn(400, 404, 405);
    }

    @Test
    void aSessionReadsWithItsCookieAndChangesOnlyWithItsTokenToo() throws Exception {
        HttpResponse<String> signed = send(HttpRequest.newBuilder(uri("/api/console/session"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"editor\",\"password\":\"" + PASSWORD + "\"}")));
        assertThat(signed.statusCode()).as(signed.body()).isEqualTo(200);
        String set = signed.headers().firstValue("set-cookie").orElseThrow();
        assertThat(set).contains("HttpOnly").contains("SameSite=Strict");
        String cookie = set.substring(0, set.indexOf(';'));
        String token = JSON.readTree(signed.body()).path("token").asText();

        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/monitor")).header("cookie", cookie))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(change(cookie, "")).statusCode()).isEqualTo(403);
        assertThat(send(change(cookie, "0".repeat(64))).statusCode()).isEqualTo(403);
        assertThat(send(change(cookie, token)).statusCode()).isEqualTo(201);
        HttpRequest.Builder out = HttpRequest.newBuilder(uri("/api/console/session"))
                .header("cookie", cookie)
                .header("x-tidemark-token", token)
                .DELETE();
        assertThat(send(out).statusCode()).isEqualTo(204);
        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/monitor")).header("cookie", cookie))
                        .statusCode())
                .isEqualTo(401);
        // A script is told how to sign in; a page in a browser has its own door, and no window of the browser's comes
        // before it.
        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/monitor")))
                        .headers()
                        .firstValue("www-authenticate"))
                .isPresent();
        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/monitor")).header("sec-fetch-mode", "cors"))
                        .headers()
                        .firstValue("www-authenticate"))
                .isEmpty();
    }

    @Test
    void whoSignsInAtTheProviderHasASessionWithTheRoleOfTheirClaim() throws Exception {
        HttpResponse<String> begun = send(HttpRequest.newBuilder(uri("/api/console/oidc/start?to=/hosts")));
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(303);
        HttpResponse<String> back = send(HttpRequest.newBuilder(returned(begun)).header("cookie", cookie(begun)));
        assertThat(back.statusCode()).as(back.body()).isEqualTo(303);
        assertThat(back.headers().firstValue("location")).contains("/hosts");
        String session = cookie(back);

        JsonNode who = JSON.readTree(
                send(HttpRequest.newBuilder(uri("/api/console/session")).header("cookie", session))
                        .body());
        assertThat(who.path("user").asText()).isEqualTo("ada");
        assertThat(who.path("role").asText()).isEqualTo("editor");
        assertThat(send(change(session, "")).statusCode()).isEqualTo(403);
        assertThat(send(change(session, who.path("token").asText())).statusCode())
                .isEqualTo(201);
        HttpResponse<String> out = send(HttpRequest.newBuilder(uri("/api/console/session"))
                .header("cookie", session)
                .header("x-tidemark-token", who.path("token").asText())
                .DELETE());
        assertThat(JSON.readTree(out.body()).path("next").asText()).startsWith(provider.issuer() + "/end?");
        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/monitor")).header("cookie", session))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void theProviderCannotGiveSomebodyAnotherUsersNameNorLeadAway() throws Exception {
        provider.tokens(claims -> claims.claim("preferred_username", "admin"));
        HttpResponse<String> begun = send(HttpRequest.newBuilder(uri("/api/console/oidc/start")));
        HttpResponse<String> back = send(HttpRequest.newBuilder(returned(begun)).header("cookie", cookie(begun)));
        provider.tokens(claims -> claims);

        assertThat(back.statusCode()).isEqualTo(403);
        assertThat(back.body()).contains("oidc-name");
        assertThat(send(HttpRequest.newBuilder(returned(begun)).header("cookie", cookie(begun)))
                        .statusCode())
                .isEqualTo(400);
        for (String target :
                List.of("//evil.example", "/%5Cevil.example", "https://evil.example", "/%0d%0aset-cookie:x")) {
            assertThat(send(HttpRequest.newBuilder(uri("/api/console/oidc/start?to=" + target)))
                            .statusCode())
                    .as(target)
                    .isEqualTo(400);
        }
    }

    private static URI returned(HttpResponse<String> begun) {
        URI back = provider.authorize(
                URI.create(begun.headers().firstValue("location").orElseThrow()));
        return uri(back.getRawPath() + "?" + back.getRawQuery());
    }

    private static String cookie(HttpResponse<String> response) {
        String set = response.headers().firstValue("set-cookie").orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }

    @Test
    void aUserIsAddedChangedAndRemovedInDatadogsShape() throws Exception {
        HttpResponse<String> made =
                send(request("/api/v2/users", "admin key").POST(HttpRequest.BodyPublishers.ofString("""
                {"data":{"type":"users","attributes":{"email":"eve@example.org"},
                 "relationships":{"roles":{"data":[{"type":"roles","id":"editor"}]}}}}""")));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String password =
                JSON.readTree(made.body()).at("/data/attributes/password").asText();
        HttpRequest.Builder in = HttpRequest.newBuilder(uri("/api/console/session"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"user\":\"eve@example.org\",\"password\":\"" + password + "\"}"));
        HttpResponse<String> signed = send(in);
        assertThat(JSON.readTree(signed.body()).path("role").asText()).isEqualTo("editor");

        String path = "/api/v2/users/eve@example.org";
        assertThat(send(request(path, "admin key").GET()).body()).doesNotContain(password);
        HttpResponse<String> patched =
                send(request(path, "admin key").method("PATCH", HttpRequest.BodyPublishers.ofString("""
                {"data":{"type":"users","id":"eve@example.org","relationships":{"roles":{"data":[{"id":"viewer"}]}}}}""")));
        assertThat(patched.body()).contains("viewer");
        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/monitor")).header("cookie", cookie(signed)))
                        .statusCode())
                .as("a session from before the change")
                .isEqualTo(401);
        assertThat(send(request("/api/v2/users/admin", "admin key").DELETE()).statusCode())
                .as("yourself")
                .isEqualTo(409);
        assertThat(send(request(path, "admin key").DELETE()).statusCode()).isEqualTo(204);
        assertThat(send(in).statusCode()).isEqualTo(401);
    }

    @Test
    void aSignedLinkShowsItsOneThing() throws Exception {
        HttpResponse<String> made = send(request("/api/console/links", "admin key")
                .POST(HttpRequest.BodyPublishers.ofString("{\"target\":\"/api/v1/hosts?filter=web\",\"hours\":1}")));
        String url = JSON.readTree(made.body()).path("url").asText();

        assertThat(send(HttpRequest.newBuilder(URI.create(url))).statusCode()).isEqualTo(200);
        assertThat(send(HttpRequest.newBuilder(URI.create(url.replace("filter=web", "filter=db"))))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theSecondOfTwoWhoChangeOneDocumentIsToldBothVersions() throws Exception {
        String monitor = "{\"name\":\"One\",\"type\":\"metric alert\",\"query\":\"avg(last_5m):avg:a{*} > 1\"}";
        HttpResponse<String> made =
                send(request("/api/v1/monitor", "admin key").POST(HttpRequest.BodyPublishers.ofString(monitor)));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        String path = "/api/v1/monitor/" + JSON.readTree(made.body()).path("id").asLong();
        String version = made.headers().firstValue("etag").orElseThrow();

        assertThat(send(put(path, version, "{\"name\":\"First\"}")).statusCode())
                .isEqualTo(200);
        HttpResponse<String> second = send(put(path, version, "{\"name\":\"Second\"}"));

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("First").contains("Second").contains("[other-version]");
        assertThat(send(request(path, "admin key").GET()).body()).contains("\"name\":\"First\"");
        // The same for writers who count by themselves.
        assertThat(send(put(path, "*", "{\"version\":3}")).statusCode()).isEqualTo(200);
        HttpResponse<String> older = send(put(path, "*", "{\"version\":2}"));
        assertThat(older.statusCode()).as(older.body()).isEqualTo(409);
        assertThat(older.body()).contains("[older_version]");
    }

    @Test
    void fieldsWithoutEffectComeBackAsTheyWerePosted() throws Exception {
        String posted = """
                {"name":"Echo","type":"query alert","query":"avg(last_5m):avg:a{*} > 1","message":"","tags":[],"priority":null,
                 "restricted_roles":null,"options":{"thresholds":{"critical":1},"notify_audit":false,"locked":true,
                 "silenced":{"*":null},"scheduling_options":{"evaluation_window":{"day_starts":"04:00"}},"avalanche_window":20,
                 "variables":[],"notify_no_data":false,"renotify_interval":0,"timeout_h":0,"no_data_timeframe":null}}""";
        HttpResponse<String> made =
                send(request("/api/v1/monitor", "admin key").POST(HttpRequest.BodyPublishers.ofString(posted)));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        JsonNode got = JSON.readTree(made.body());

        JSON.readTree(posted)
                .fields()
                .forEachRemaining(field ->
                        assertThat(got.path(field.getKey())).as(field.getKey()).isEqualTo(field.getValue()));
    }

    @Test
    void anAnnotationIsAnsweredAndASpanIsExcluded() throws Exception {
        JsonNode said = posted(
                "/api/console/annotations",
                "{\"text\":\"Odd. @bob@example.org\",\"start\":\"2026-01-02T03:04:05Z\","
                        + "\"end\":\"2026-01-02T04:00:00Z\",\"metric\":\"cpu\"}");
        JsonNode reply = posted(
                "/api/console/annotations",
                "{\"text\":\"Backup.\",\"start\":\"2026-01-02T03:04:05Z\",\"reply_to\":\""
                        + said.path("id").asText() + "\"}");
        posted(
                "/api/console/exclusions",
                "{\"metric\":\"cpu\",\"start\":\"2026-01-02T03:00:00Z\",\"end\":\"2026-01-02T04:00:00Z\"}");

        String span = "?from=1767312000000&to=1767398400000";
        JsonNode list = JSON.readTree(
                send(request("/api/console/annotations" + span, "admin key").GET())
                        .body());
        assertThat(list.path("annotations").findValuesAsText("id"))
                .containsExactlyInAnyOrder(
                        said.path("id").asText(), reply.path("id").asText());
        assertThat(list.path("annotations").findValuesAsText("author")).containsOnly("admin");
        // A span that touches the annotation but not its start has the reply all the same.
        JsonNode later =
                JSON.readTree(send(request("/api/console/annotations?from=1767324600000&to=1767398400000", "admin key")
                                .GET())
                        .body());
        assertThat(later.path("annotations").findValuesAsText("text"))
                .containsExactlyInAnyOrder("Odd. @bob@example.org", "Backup.");
        assertThat(JSON.readTree(send(request("/api/console/exclusions" + span, "admin key")
                                        .GET())
                                .body())
                        .path("exclusions"))
                .hasSize(1);
        HttpResponse<String> verdict = send(
                request("/api/console/annotations", "admin key")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"text\":\"Wrong.\",\"start\":\"2026-01-02T03:04:05Z\",\"alert\":\"nothing\",\"verdict\":\"false_alarm\"}")));
        assertThat(verdict.statusCode()).isEqualTo(400);
        assertThat(verdict.body()).contains("[no-such-alert]");
    }

    @Test
    void aMonitorIsPreviewedWithoutBeingSaved() throws Exception {
        HttpResponse<String> told = send(request("/api/console/preview/monitor?days=1", "admin key")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"x\",\"type\":\"metric alert\",\"query\":\"avg(last_5m):avg:nothing{*} > 1\"}")));

        assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
        assertThat(JSON.readTree(told.body()).path("alerts").asInt(-1)).isZero();
        assertThat(send(request("/api/v1/monitor?name=preview", "admin key").GET())
                        .body())
                .isEqualTo("[]");
    }

    private static JsonNode posted(String path, String body) throws Exception {
        HttpResponse<String> made = send(request(path, "admin key").POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return JSON.readTree(made.body());
    }

    @Test
    void badInputIsAnsweredInClearWords() throws Exception {
        assertThat(send(HttpRequest.newBuilder(uri("/assets/..%2f..%2fetc%2fpasswd")))
                        .statusCode())
                .isIn(400, 404);
        HttpResponse<String> search = send(request("/api/console/series?search=" + "x".repeat(3_000), "admin key")
                .GET());
        assertThat(search.statusCode()).isEqualTo(400);
        assertThat(search.body()).contains("[long-parameter]");
        assertThat(send(HttpRequest.newBuilder(uri("/")))
                        .headers()
                        .firstValue("content-security-policy")
                        .orElse(""))
                .contains("frame-ancestors 'none'");
        HttpResponse<String> body = send(request("/api/v1/monitor", "admin key")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"x\",\n \"type\" 5}")));
        assertThat(body.statusCode()).isEqualTo(400);
        assertThat(body.body()).contains("line 2").contains("[not-json]");
        HttpResponse<String> unknown = send(
                request("/api/v1/monitor", "admin key")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"name\":\"x\",\"type\":\"metric alert\",\"query\":\"avg(last_5m):avg:a{*} > 1\",\"mesage\":\"\"}")));
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("message").contains("[unknown-field]");
    }

    private static HttpRequest.Builder put(String path, String version, String body) {
        return request(path, "admin key").header("if-match", version).PUT(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder change(String cookie, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/v1/tags/hosts/web-1"))
                .header("cookie", cookie)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"tags\":[\"env:prod\"]}"));
        return token.isEmpty() ? request : request.header("x-tidemark-token", token);
    }

    /** Asks with values that mean nothing, so that whoever may gets a 400 or 404, and nothing is changed. */
    private static int status(Line line, String applicationKey) throws Exception {
        if (line.path().endsWith("/live")) {
            return liveStatus(applicationKey);
        }
        String path = line.path().replaceAll("\\{[a-z_]+}", "999999999999");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (applicationKey != null) {
            request.header("dd-api-key", apiKey).header("dd-application-key", applicationKey);
        }
        boolean body = !line.method().equals("GET") && !line.method().equals("DELETE");
        boolean stays = line.path().endsWith("mute_all") || line.path().endsWith("/mute");
        if (body && !stays) {
            request.header("content-type", "application/json");
        }
        // Muting needs no body to do something: one of the wrong type is refused after the rule was asked.
        if (stays) {
            request.header("content-type", "text/plain");
        }
        request.method(
                line.method(), body ? HttpRequest.BodyPublishers.ofString("[]") : HttpRequest.BodyPublishers.noBody());
        return send(request).statusCode();
    }

    private static int liveStatus(String applicationKey) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/console/live"));
        if (applicationKey != null) {
            request.header("dd-api-key", apiKey).header("dd-application-key", applicationKey);
        }
        HttpResponse<java.io.InputStream> response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
        response.body().close();
        return response.statusCode();
    }

    private static List<Line> routes() throws Exception {
        JsonNode document = JSON.readTree(
                send(HttpRequest.newBuilder(uri("/api/openapi.json"))).body());
        List<Line> lines = new ArrayList<>();
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> {
                    String description =
                            operation.getValue().path("description").asText("");
                    Optional<Role> role = description.isEmpty()
                            ? Optional.empty()
                            : Role.named(description.replaceAll("Role (\\w+), scope .*", "$1"));
                    lines.add(new Line(
                            operation.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            role,
                            description.replaceAll(".*, scope (\\w+)\\.", "$1")));
                }));
        return lines;
    }

    private static HttpRequest.Builder request(String path, String how) {
        assertThat(how).isEqualTo("admin key");
        return HttpRequest.newBuilder(uri(path))
                .header("content-type", "application/json")
                .header("dd-api-key", apiKey)
                .header("dd-application-key", KEYS.get(Role.ADMIN));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + app.port() + path);
    }
}
