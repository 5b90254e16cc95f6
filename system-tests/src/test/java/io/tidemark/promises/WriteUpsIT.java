package io.tidemark.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.standalone.cli.TidemarkMain;
import io.tidemark.testkit.node.NodeProject;
import io.tidemark.testkit.process.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two write-ups of people who tried a monitoring product step by step, done on Tidemark with real clients and a real browser:
 * {@code examples/write-ups}. Here they share one system, and the intervals are short; their README has the command that waits
 * as the write-ups did. A step whose tool is missing is skipped by the script, which then says so.
 * The second is done always, the first with {@code -Dtidemark.write-ups=all}.
 */
class WriteUpsIT {
    private static final Pattern UP = Pattern.compile(
            "Console (http://127\\.0\\.0\\.1:\\d+)/, DogStatsD on UDP \\S+?:(\\d+),.*OTLP HTTP on \\S+?:(\\d+),.*Kafka (\\S+?),");
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration LIMIT = Duration.ofMinutes(12);

    /** The first waits for silence to be told, eight minutes in all: it is done where that is asked for. */
    private static final boolean ALL = "all".equals(System.getProperty("tidemark.write-ups"));

    private static final long ENDING_SECONDS = 20;
    private static final Path EXAMPLES = Path.of("..", "examples");

    @TempDir
    Path folder;

    @Test
    void theyAreDone() throws IOException, InterruptedException {
        String chromium = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
        assumeTrue(Files.isExecutable(Path.of(chromium)), "no Chromium at " + chromium);
        assumeTrue(NodeProject.canRun(), "no Node.js and npm on the PATH");
        // Beside the scripts, as in the repository.
        Files.createDirectories(folder.resolve("otel-java"));
        Files.copy(
                EXAMPLES.resolve(Path.of("otel-java", "PlainServer.java")),
                folder.resolve(Path.of("otel-java", "PlainServer.java")));
        try (ChildJvm standalone = ChildJvm.of(
                        TidemarkMain.class.getName(),
                        "standalone",
                        "--data",
                        folder.resolve("data").toString(),
                        "--port",
                        "0",
                        "--statsd-port",
                        "0",
                        "--otlp-grpc-port",
                        "0",
                        "--otlp-http-port",
                        "0")
                .withJvmOptions("-Xmx1g")
                .start()) {
            NodeProject.install(EXAMPLES.resolve("write-ups"), scripts());
            Matcher up = UP.matcher(standalone.awaitLine(line -> line.startsWith("standalone is up."), START_LIMIT));
            assertThat(up.find()).isTrue();
            String[] system = {
                "--console=" + up.group(1), "--statsd=" + up.group(2), "--otlp=" + up.group(3), "--kafka=" + up.group(4)
            };
            Map<String, String> environment = new LinkedHashMap<>();
            environment.put("TIDEMARK", launcher().toString());
            environment.put("FIRST_POINT_SECONDS", "180");
            environment.put("CHECK_SECONDS", "3");
            environment.put("SPACING_TOLERANCE_SECONDS", "2");
            environment.put("NO_DATA_MINUTES", "2");
            openTelemetryAgent().ifPresent(jar -> environment.put("OTEL_AGENT", jar));
            Map<String, Process> running = new LinkedHashMap<>();
            try {
                for (String name : ALL ? List.of("second", "first") : List.of("second")) {
                    running.put(name, start(name, environment, system));
                }
                for (Map.Entry<String, Process> one : running.entrySet()) {
                    awaitGoodEnd(one.getKey(), one.getValue());
                }
            } finally {
                for (Process one : running.values()) {
                    end(one);
                }
            }
        }
    }

    private Path scripts() {
        return folder.resolve("write-ups");
    }

    private Process start(String name, Map<String, String> environment, String... system) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", name + ".mjs"));
        command.addAll(List.of(system));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(scripts().toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void awaitGoodEnd(String name, Process process) throws IOException, InterruptedException {
        boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        String said = Files.readString(folder.resolve(name + ".log"));
        assertThat(ended).as("%s ended in time:%n%s", name, said).isTrue();
        assertThat(process.exitValue()).as("%s:%n%s", name, said).isZero();
        assertThat(said).contains(" 0 failed");
    }

    /** Lets a script end what it started. */
    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** The command {@code tidemark} on this test's class path. */
    private Path launcher() throws IOException {
        Path arguments = Files.writeString(
                folder.resolve("arguments"), "-cp \"" + System.getProperty("java.class.path") + "\"\n");
        Path script = Files.writeString(
                folder.resolve("tidemark"),
                "#!/bin/sh\nexec \"" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "\" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true @" + arguments
                        + " "
                        + TidemarkMain.class.getName() + " \"$@\"\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private static Optional<String> openTelemetryAgent() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> jar.contains("opentelemetry-javaagent"))
                .findFirst();
    }
}
