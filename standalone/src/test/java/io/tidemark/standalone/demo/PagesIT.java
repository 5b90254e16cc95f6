package io.tidemark.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.testkit.process.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every page of the console in a real browser, on a running demo: {@code console/web/e2e/pages.mjs} does what people do there.
 * Needs Chromium; where it is not installed this is skipped, and {@code docs/reference/console.md} has the command.
 */
class PagesIT {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
    private static final Path WEB = Path.of("..", "console", "web");
    private static final long WALK_LIMIT_SECONDS = 300;

    @Test
    void everyPageDoesWhatPeopleComeFor() throws IOException, InterruptedException {
        String chromium = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
        assumeTrue(Files.isExecutable(Path.of(chromium)), "no Chromium at " + chromium);
        try (ChildJvm demo = ChildJvm.of(
                        "io.tidemark.standalone.cli.TidemarkMain",
                        "demo",
                        "--port",
                        "0",
                        "--statsd-port",
                        "0",
                        "--live",
                        "5s")
                .withJvmOptions("-Xmx1g")
                .start()) {
            Matcher address =
                    ADDRESS.matcher(demo.awaitLine(line -> line.contains("look here"), Duration.ofMinutes(2)));
            assertThat(address.find()).isTrue();
            demo.awaitLine(line -> line.startsWith("All recorded rows have arrived"), Duration.ofMinutes(3));

            Path told = Files.createTempFile("pages", ".log");
            Process walk = new ProcessBuilder("node", "e2e/pages.mjs", address.group(), "../target/pages")
                    .directory(WEB.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(told.toFile())
                    .start();
            try {
                boolean ended = walk.waitFor(WALK_LIMIT_SECONDS, TimeUnit.SECONDS);
                String output = Files.readString(told, StandardCharsets.UTF_8);
                assertThat(ended).as("ended in time:\n" + output).isTrue();
                assertThat(walk.exitValue()).as(output).isZero();
                assertThat(output).contains(" passed, 0 failed");
            } finally {
                walk.destroyForcibly();
                Files.delete(told);
            }
        }
    }
}
