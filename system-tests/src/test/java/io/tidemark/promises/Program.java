package io.tidemark.promises;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of this machine that is not ours. */
final class Program {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private Program() {}

    /** Whether a file of that name can be run from the PATH. */
    static boolean isHere(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** Whether Debian's Python is here with this module. */
    static boolean hasPythonModule(String module) {
        if (!Files.isExecutable(Path.of("/usr/bin/python3"))) {
            return false;
        }
        try {
            return start("", List.of("/usr/bin/python3", "-c", "import " + module))
                            .exitCode()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    record Ended(int exitCode, String output) {}

    /** Runs it to its end, which must be a good one, and gives what it printed. */
    static String run(String input, String... command) throws IOException, InterruptedException {
        Ended ended = start(input, List.of(command));
        if (ended.exitCode() != 0) {
            throw new AssertionError(
                    String.join(" ", command) + " ended with " + ended.exitCode() + ":\n" + ended.output());
        }
        return ended.output();
    }

    private static Ended start(String input, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("program-", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notRead) {
            // It ended before it had read everything: its exit code tells.
        }
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        String.join(" ", command) + " still ran after " + LIMIT + ":\n" + Files.readString(output));
            }
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
