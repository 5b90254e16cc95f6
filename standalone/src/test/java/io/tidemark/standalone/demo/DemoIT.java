package io.tidemark.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.process.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The demo as users start it, in a process of its own. */
class DemoIT {
    private static final Pattern SUMMARY = Pattern.compile("summary points=(\\d+) bands=(\\d+) anomalies=(\\d+)"
            + " alerts=(\\d+) mails_sent=(\\d+) mails_held=(\\d+)");

    @Test
    void theDemoFindsLabelledEventsSendsMailsHoldsSomeAndEndsWithASummary() {
        try (ChildJvm demo = ChildJvm.of(
                        "io.tidemark.standalone.cli.TidemarkMain",
                        "demo",
                        "--port",
                        "0",
                        "--statsd-port",
                        "0",
                        "--live",
                        "15s",
                        "--exit-after",
                        "90s")
                .withJvmOptions("-Xmx1g")
                .start()) {
            demo.awaitLine(line -> line.contains("http://127.0.0.1:"), Duration.ofMinutes(2));

            assertThat(demo.awaitExit(Duration.ofMinutes(4)))
                    .as(() -> String.join("\n", demo.output()))
                    .isZero();

            List<String> output = demo.output();
            assertThat(output).anyMatch(line -> line.contains("labelled event 'the blizzard of January 2015'"));
            Matcher summary = SUMMARY.matcher(output.get(output.size() - 1));
            assertThat(summary.matches())
                    .as("last line: " + output.get(output.size() - 1))
                    .isTrue();
            assertThat(Long.parseLong(summary.group(1))).as("points").isGreaterThan(28_000);
            assertThat(Long.parseLong(summary.group(2))).as("bands").isGreaterThan(24_000);
            for (int figure = 3; figure <= 6; figure++) {
                assertThat(Long.parseLong(summary.group(figure)))
                        .as(summary.group())
                        .isPositive();
            }
        }
    }
}
