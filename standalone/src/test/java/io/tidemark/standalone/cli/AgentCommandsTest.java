package io.tidemark.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.ingest.agent.Agent;
import io.tidemark.ingest.agent.Overrides;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AgentCommandsTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void statusSaysWhatIsWrongAndEndsWithOne() throws Exception {
        Files.writeString(
                folder.resolve("tidemark.yaml"),
                "hostname: box\ncmd_port: 0\nuse_dogstatsd: false\ncollector: {enabled: false}\n");
        try (Agent agent = Agent.start(
                Optional.of(folder),
                name -> null,
                Overrides.of("127.0.0.1:1"),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Clock.systemUTC())) {
            String port = Integer.toString(agent.statusPort());

            assertThat(run("agent", "status", "--port", port)).isEqualTo(1);
            assertThat(out.toString())
                    .contains("Agent of box: NOT WELL")
                    .contains("forwarder to Kafka at 127.0.0.1:1 is not connected")
                    .containsPattern("dogstatsd +off")
                    .contains("queued 0");

            out.getBuffer().setLength(0);
            assertThat(run("agent", "status", "--port", port, "--json")).isEqualTo(1);
            assertThat(new ObjectMapper().readTree(out.toString()).path("host").asText())
                    .isEqualTo("box");
        }
    }

    @Test
    void statusWithoutAnAgentIsAFailureThatSaysSo() {
        assertThat(run("agent", "status", "--port", "1")).isEqualTo(1);
        assertThat(err.toString()).contains("no agent answers on 127.0.0.1:1").contains("[no-agent]");
    }

    @Test
    void checkPrintsWhatItWouldSend() throws Exception {
        Path conf = Files.createDirectories(folder.resolve("conf.d/two.d"));
        Files.writeString(
                conf.resolve("conf.yaml"),
                "instances:\n  - command: [echo, 'one:1|g']\n  - command: [sh, -c, 'echo \"two:2|c\" >&2; exit 1']\n");

        assertThat(run(
                        "agent",
                        "check",
                        "two",
                        "-c",
                        folder.toString(),
                        "--host",
                        "box",
                        "--instance",
                        "0",
                        "--times",
                        "2",
                        "--pause",
                        "1s"))
                .isZero();
        assertThat(out.toString())
                .contains("run 2: 1 points")
                .contains("one{host:box} = 1.0")
                .contains("Nothing was sent.");

        assertThat(run("agent", "check", "two", "-c", folder.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("code 1: two:2|c [exit-code]").contains("1 errors.");
    }

    @Test
    void aCheckThatIsNotThereIsWrongUse() {
        assertThat(run("agent", "check", "nix")).isEqualTo(2);
        assertThat(err.toString()).contains("[no-such-check]");
        assertThat(run("agent", "check", "disk", "-c", "/no/such/folder")).isEqualTo(2);
        assertThat(err.toString()).contains("[no-folder]");
    }

    private int run(String... args) {
        CommandLine line = Tidemark.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}
