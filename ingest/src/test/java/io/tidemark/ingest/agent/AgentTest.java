package io.tidemark.ingest.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.ingest.collector.CheckStatus;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the folder is obeyed while the agent runs; parts are independent and come back. No broker: it waits in the queue. */
class AgentTest {

    private static final String QUIET = """
            hostname: box
            tags: [env:test]
            cmd_port: 0
            dogstatsd_port: 0
            """;

    @TempDir
    Path folder;

    private Agent agent;

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.close();
            assertThat(agent.books().unexplained()).isZero();
            assertThat(agent.samples().unexplained()).isZero();
        }
    }

    @Test
    void anIntervalIsChangedWithoutARestartAndTheCheckGoesOn() throws Exception {
        start(QUIET);
        check("one", "min_collection_interval: 20");
        await().until(() -> status("one").isPresent() && status("one").get().runs() == 1);
        assertThat(status("one").orElseThrow().interval()).isEqualTo(Duration.ofSeconds(20));

        check("one", "min_collection_interval: 1");

        await().until(() -> status("one").orElseThrow().runs() >= 3);
        assertThat(status("one").orElseThrow().interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(status("one").orElseThrow().lastError()).isEmpty();
    }

    @Test
    void aCheckComesAndGoesWithItsFile() throws Exception {
        start(QUIET);
        assertThat(status("cpu")).isPresent();
        check("one", "timeout: 5");
        await().until(() -> status("one").isPresent());

        Files.delete(folder.resolve("conf.d/one.d/conf.yaml"));

        await().until(() -> status("one").isEmpty());
    }

    @Test
    void aFileThatCannotBeReadIsShownAndCostsNothingElse() throws Exception {
        start(QUIET);
        check("one", "timeout: 5");
        await().until(() -> status("one").isPresent());
        write("conf.d/two.d/conf.yaml", "instances: [{a: 1");
        write("tidemark.yaml", "hostname: box\ncmd_port: many\n");

        await().untilAsserted(() -> assertThat(agent.statusJson())
                .contains("two.d/conf.yaml:1:")
                .contains("[bad-yaml]")
                .contains("cmd_port is \\\"many\\\"")
                .contains("The settings before stay in force."));
        assertThat(status("one")).isPresent();
        assertThat(agent.statusPort()).isPositive();
        assertThat(json().path("healthy").asBoolean()).isFalse();
    }

    @Test
    void aPartThatIsOffHasNoPortAndNoThread() throws Exception {
        start(QUIET + "use_dogstatsd: false\ncollector: {enabled: false}\nforwarder: {enabled: false}\n");

        assertThat(agent.statsdPort()).isEqualTo(-1);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.matches("tidemark-(dogstatsd|collector|check|forwarder).*"));
        assertThat(agent.checks()).isEmpty();

        write("tidemark.yaml", QUIET + "collector: {enabled: false}\nforwarder: {enabled: false}\n");
        await().until(() -> agent.statsdPort() > 0);
        write(
                "tidemark.yaml",
                QUIET + "use_dogstatsd: false\ncollector: {enabled: false}\nforwarder: {enabled: false}\n");
        await().until(() -> agent.statsdPort() == -1);
    }

    @Test
    void aPartThatDiesIsStartedAgain() throws Exception {
        start(QUIET);
        await().until(() -> part("collector").path("state").asText().equals("up"));

        for (String name : new String[] {"tidemark-collector", "tidemark-forwarder"}) {
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals(name))
                    .forEach(Thread::interrupt);
        }

        for (String name : new String[] {"collector", "forwarder"}) {
            await().untilAsserted(() -> {
                assertThat(part(name).path("restarts").asLong()).as(name).isPositive();
                assertThat(part(name).path("state").asText()).isEqualTo("up");
            });
        }
        await().until(() -> status("cpu").isPresent() && status("cpu").get().runs() > 0);
    }

    @Test
    void aPartWhosePortIsTakenIsStartedOnceThePortIsFree() throws Exception {
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            start(QUIET.replace("dogstatsd_port: 0", "dogstatsd_port: " + other.getLocalPort()));

            await().until(() -> part("collector").path("state").asText().equals("up"));
            assertThat(part("dogstatsd").path("state").asText()).isEqualTo("down");
            assertThat(part("dogstatsd").path("last_error").asText())
                    .contains("UDP 127.0.0.1:" + other.getLocalPort())
                    .contains("[statsd-bind]");
        }

        await().until(() -> part("dogstatsd").path("state").asText().equals("up"));
    }

    @Test
    void whatDogStatsDTakesCarriesTheHostsTagsAndWaitsForKafka() throws Exception {
        start(QUIET);
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] line = ("it.level:1|g|T" + System.currentTimeMillis() / 1_000).getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(line, line.length, InetAddress.getLoopbackAddress(), agent.statsdPort()));
        }

        await().until(() -> agent.samples().received() == 1);
        await().until(() -> agent.books().inFlight() > 0);
        assertThat(json().path("forwarder").path("connected").asBoolean()).isFalse();
        assertThat(json().path("tags").get(0).asText()).isEqualTo("env:test");
        HttpResponse<String> health = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.statusPort() + "/healthz"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(health.statusCode()).isEqualTo(503);
    }

    @Test
    void secretsAreFilledInAndNeverShown() throws Exception {
        write("secret", "from-the-file\n");
        start(QUIET);
        write(
                "conf.d/one.d/conf.yaml",
                "instances:\n  - command: [sh, -c, 'echo \"$A $B\" >&2; exit 3']\n    env: {A: '${env:SECRET}', B: '${file:"
                        + folder.resolve("secret") + "}'}\n");

        await().until(() -> status("one").isPresent() && status("one").get().runs() > 0);
        assertThat(status("one").orElseThrow().lastError()).contains("from-the-variable from-the-file");
        assertThat(agent.statusJson())
                .contains("ended with code 3: ******** ********")
                .doesNotContain("from-the-file")
                .doesNotContain("from-the-variable");
    }

    @Test
    void aWrongMainFileKeepsTheAgentFromStarting() throws Exception {
        assertThatThrownBy(() -> start("min_collection_interval: soon\n"))
                .hasMessageContaining("tidemark.yaml")
                .hasMessageContaining("min_collection_interval is \"soon\"")
                .hasMessageContaining("[bad-number]");
    }

    private void start(String main) throws IOException {
        write("tidemark.yaml", main);
        Map<String, String> environment = Map.of("SECRET", "from-the-variable");
        agent = Agent.start(
                Optional.of(folder),
                environment::get,
                Overrides.of("127.0.0.1:1"),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Clock.systemUTC());
    }

    private void check(String name, String setting) throws IOException {
        write(
                "conf.d/" + name + ".d/conf.yaml",
                "init_config:\ninstances:\n  - command: [echo, 'it.one:1|g']\n    " + setting + "\n");
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Path next = file.resolveSibling("next");
        Files.writeString(next, text);
        Files.move(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private Optional<CheckStatus> status(String name) {
        return agent.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst();
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(agent.statusJson());
    }

    private JsonNode part(String name) throws IOException {
        for (JsonNode part : json().path("parts")) {
            if (part.path("name").asText().equals(name)) {
                return part;
            }
        }
        throw new AssertionError("no part " + name);
    }
}
