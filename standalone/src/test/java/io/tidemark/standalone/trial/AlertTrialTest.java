package io.tidemark.standalone.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.standalone.cli.Tidemark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Alerts tried on scripts, as users do, through the topologies of detectors and alerting. */
final class AlertTrialTest {

    private static final Path EXAMPLE = Path.of("..", "examples", "alerts", "cpu.yaml");

    @Test
    void theExampleOfTheRecipeIsAsExpected() throws IOException {
        AlertTrial trial = AlertTrial.parse(Files.readAllBytes(EXAMPLE));
        Comparison comparison = Comparison.of(trial.expected(), TrialRun.of(trial));
        assertThat(comparison.lines()).isEmpty();
        assertThat(comparison.agreed()).isEqualTo(8);
        assertThat(Files.readString(Path.of("..", "docs", "recipes", "test-your-alerts.md")))
                .as("the recipe says what is printed")
                .contains("examples/alerts/cpu.yaml: ok, " + comparison.agreed() + " messages as expected");
    }

    @Test
    void aMissingAndAnUnexpectedMessageBothFail(@TempDir Path folder) throws IOException {
        String good = Files.readString(EXAMPLE);
        Path later = Files.writeString(folder.resolve("later.yaml"), good.replace("80x2 95x3", "80x3 95x2"));
        StringWriter out = new StringWriter();
        assertThat(run(out, later)).isEqualTo(1);
        assertThat(out.toString())
                .contains("missing     2026-06-01 17:55:00 triggered cpu host:a -> oncall@example.org")
                .contains("unexpected  2026-06-01 17:56:00 triggered cpu host:a -> oncall@example.org");
        Path text = Files.writeString(
                folder.resolve("text.yaml"), good.replace("text: CPU is at 80", "text: CPU is at 81"));
        out = new StringWriter();
        assertThat(run(out, text)).isEqualTo(1);
        assertThat(out.toString()).contains("other text  2026-06-01 17:53:00 warned");
    }

    private static int run(StringWriter out, Path file) {
        CommandLine line = Tidemark.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(out, true));
        return line.execute("check", "alerts", file.toString());
    }

    @Test
    void aBadFileSaysAllThatIsWrong() {
        String bad = """
                start: yesterday
                timezone: Mars/Olympus
                monitor: []
                monitors:
                  - {id: a, name: A, type: query alert, query: "avg(last_5m):avg:cpu{*} >"}
                series: ["cpu: 40xx, every 60s", "cpu: 95^x3, every 60s"]
                """;
        assertThatThrownBy(() -> AlertTrial.parse(bad.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AlertTrial.BadTrialException.class)
                .hasMessageContaining("[bad-local-time]")
                .hasMessageContaining("[unknown-zone]")
                .hasMessageContaining("field \"monitor\" is not known")
                .hasMessageContaining("monitors[0]: query")
                .hasMessageContaining("[bad-script]");
    }

    @Test
    void outliersAndCompositesAreTriedThroughTheDetectorsToo() {
        String trial = """
                start: 2026-06-01T10:00:00
                monitors:
                  - id: odd
                    name: Odd
                    type: query alert
                    query: "avg(last_5m):outliers(avg:cpu{*} by {host}, 'MAD', 3) > 0"
                    message: "@a@example.org"
                    options: {new_group_delay: 0}
                  - {id: busy, name: Busy, type: query alert, query: "avg(last_1m):avg:cpu{*} by {host} > 90", options: {new_group_delay: 0}}
                  - {id: both, name: Both, type: composite, query: "odd && busy", message: "@b@example.org"}
                series:
                  - "cpu host=a: 40 41 40 39 40 41 40 39 40 41, every 60s"
                  - "cpu host=b: 41 40 39 40 41 40 39 40 41 40, every 60s"
                  - "cpu host=c: 40 40 40 95 95 95 95 95 95 95, every 60s"
                """;
        AlertTrial parsed = AlertTrial.parse(trial.getBytes(StandardCharsets.UTF_8));
        List<Told> told = TrialRun.of(parsed);
        assertThat(told)
                .extracting(one -> one.line().replaceFirst("^\\S+ \\S+ ", ""))
                .containsExactlyInAnyOrder(
                        "triggered odd host:c -> a@example.org", "triggered both host:c -> b@example.org");
        assertThat(TrialRun.of(parsed))
                .as("the same file gives the same result")
                .isEqualTo(told);
    }
}
