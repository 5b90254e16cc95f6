package io.tidemark.ingest.check.exec;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.ingest.check.Check;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.CheckType;
import io.tidemark.ingest.check.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program and reports what it prints.
 *
 * <p>Settings of an instance: {@code command} (a text or a list; default: the file of the check's name in {@code checks.d}),
 * {@code timeout} (seconds, default 10, at most 50), {@code env} (a map). A run fails where the program is over its time or its
 * output limit, or ends with another code than 0; what it had printed until then is kept.
 */
public final class ExecCheck implements Check {

    /** Output of one run: some ten thousand lines. */
    static final int OUTPUT_BYTES_MAX = 1024 * 1024;

    private static final int ERRORS_BYTES_MAX = 8 * 1024;
    private static final int TIMEOUT_SECONDS = 10;
    private static final int TIMEOUT_SECONDS_MAX = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> command;
    private final Path folder;
    private final Duration timeout;
    private final CheckSettings settings;

    private ExecCheck(List<String> command, Path folder, CheckSettings settings) {
        this.command = command;
        this.folder = folder;
        this.settings = settings;
        this.timeout = Duration.ofMillis(
                (long) (settings.number("timeout", TIMEOUT_SECONDS, 0.1, TIMEOUT_SECONDS_MAX) * 1_000));
    }

    /**
     * Checks under this name.
     *
     * @param folder in which programs are started
     * @param program the file in it that bears the name; empty: each instance names its command
     */
    public static CheckType type(String name, Path folder, Optional<Path> program) {
        record Type(String name, Path folder, Optional<Path> program) implements CheckType {

            @Override
            public Check create(CheckSettings settings) {
                List<String> command = settings.texts("command");
                if (command.isEmpty()) {
                    command = List.of(program.orElseThrow(() -> new IllegalArgumentException("no check is named \""
                                    + name + "\" (expected a built-in check, a jar or an executable file "
                                    + folder.resolve(name) + ", or a command in the instance) [no-such-check]"))
                            .toString());
                }
                return new ExecCheck(command, folder, settings);
            }
        }
        return new Type(name, folder, program);
    }

    @Override
    public void run(Report report) throws IOException, InterruptedException {
        Process process = start();
        Drain output = new Drain(process.getInputStream(), OUTPUT_BYTES_MAX, process);
        Drain errors = new Drain(process.getErrorStream(), ERRORS_BYTES_MAX, null);
        try {
            tell(process);
            boolean inTime = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            kill(process);
            output.join(1_000);
            errors.join(1_000);
            String fault = new Output(report).read(output.text());
            if (output.isOver()) {
                fault = "the program printed more than " + OUTPUT_BYTES_MAX + " bytes and was ended [long-output]";
            } else if (!inTime) {
                fault = "the program ran longer than " + timeout.toMillis() + " ms and was ended [timeout]";
            } else if (process.exitValue() != 0) {
                fault = "the program ended with code " + process.exitValue() + ": " + errors.lastLine()
                        + " [exit-code]";
            }
            if (!fault.isEmpty()) {
                throw new IllegalStateException(fault);
            }
        } finally {
            kill(process);
            process.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        settings.map("env").forEach((key, value) -> builder.environment().put(key.toString(), value.toString()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IOException(
                    "cannot start \"" + command.get(0) + "\": " + e.getMessage()
                            + " (expected a program; is the file executable?) [no-program]",
                    e);
        }
    }

    /** A program that does not read its input must not be waited for: the input is smaller than a pipe's buffer. */
    private void tell(Process process) {
        try (OutputStream in = process.getOutputStream()) {
            byte[] said = JSON.writeValueAsBytes(
                    Map.of("init_config", settings.initConfig(), "instance", settings.instance()));
            if (said.length < 4_096) {
                in.write(said);
            }
        } catch (IOException e) {
            // The program has closed its input, or has ended: it did not want to know.
        }
    }

    /** By its handle: {@link Process#destroyForcibly} closes the streams as well, and what is not read yet would be lost. */
    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
    }

    /** Reads a stream to its end on a thread of its own; keeps the first bytes, and ends the process over the limit. */
    private static final class Drain extends Thread {

        private final InputStream in;
        private final int max;
        private final Process ended;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private volatile boolean over;

        Drain(InputStream in, int max, Process ended) {
            super("tidemark-check-output");
            this.in = in;
            this.max = max;
            this.ended = ended;
            setDaemon(true);
            start();
        }

        @Override
        public void run() {
            byte[] buffer = new byte[8_192];
            try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    keep(buffer, n);
                }
            } catch (IOException e) {
                // The process was ended: what came until then is kept.
            }
        }

        private synchronized void keep(byte[] buffer, int n) {
            int room = Math.min(n, max - kept.size());
            kept.write(buffer, 0, room);
            if (room < n && ended != null) {
                over = true;
                ended.destroyForcibly();
            }
        }

        boolean isOver() {
            return over;
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }

        String lastLine() {
            List<String> lines = text().lines().filter(line -> !line.isBlank()).toList();
            return lines.isEmpty() ? "it printed no error" : lines.get(lines.size() - 1);
        }
    }
}
