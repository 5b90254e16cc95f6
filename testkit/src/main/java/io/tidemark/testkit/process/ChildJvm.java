package io.tidemark.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A JVM of its own that runs a main class on this test's class path. Its output is kept (the first 10,000 lines) and can be
 * waited for.
 */
public final class ChildJvm implements AutoCloseable {
    private static final int LINES_MAX = 10_000;

    private final String name;
    private final Process process;
    private final Thread reader;
    private final Thread hook;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private ChildJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(this::readAll, "output-of-" + name);
        this.reader.setDaemon(true);
        this.hook = new Thread(process::destroyForcibly, "end-" + name);
    }

    /** What to start. */
    public record Command(String mainClass, List<String> jvmOptions, List<String> arguments, Path folder) {
        public Command {
            jvmOptions = List.copyOf(jvmOptions);
            arguments = List.copyOf(arguments);
        }

        public Command withJvmOptions(String... options) {
            return new Command(mainClass, List.of(options), arguments, folder);
        }

        /** The working folder of the process. */
        public Command inFolder(Path workingFolder) {
            return new Command(mainClass, jvmOptions, arguments, workingFolder);
        }

        public ChildJvm start() {
            return ChildJvm.start(this, Map.of());
        }

        public ChildJvm start(Map<String, String> environment) {
            return ChildJvm.start(this, environment);
        }
    }

    /** A main class of this class path with its arguments; the heap is 512 MB unless options are given. */
    public static Command of(String mainClass, String... arguments) {
        return new Command(
                mainClass, List.of("-Xmx512m"), List.of(arguments), Path.of("").toAbsolutePath());
    }

    private static ChildJvm start(Command command, Map<String, String> environment) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Short-lived: the first compiler and the simplest collector start quickest and leave the other core alone.
        line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"));
        if (Runtime.version().feature() >= 24) {
            line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        line.addAll(command.jvmOptions());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), command.mainClass()));
        line.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .directory(command.folder().toFile());
        builder.environment().putAll(environment);
        try {
            String shortName = command.mainClass().substring(command.mainClass().lastIndexOf('.') + 1);
            ChildJvm child = new ChildJvm(shortName, builder.start());
            child.reader.start();
            Runtime.getRuntime().addShutdownHook(child.hook);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("could not start " + command.mainClass(), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far. */
    public List<String> output() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** The first line (also an earlier one) that matches. Fails with the output if it ends or the time is over. */
    public String awaitLine(Predicate<String> wanted, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (lines) {
            int next = 0;
            while (true) {
                for (; next < lines.size(); next++) {
                    if (wanted.test(lines.get(next))) {
                        return lines.get(next);
                    }
                }
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (ended || leftMillis <= 0) {
                    throw new AssertionError(name + (ended ? " ended" : " did not print it within " + limit)
                            + "; its output:\n" + String.join("\n", lines));
                }
                waitMillis(leftMillis);
            }
        }
    }

    /** Waits for the end of the process and gives its exit code; fails with the output when the time is over. */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        name + " still runs after " + limit + "; its output:\n" + String.join("\n", output()));
            }
            reader.join(5_000);
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    /** SIGKILL, and waits until the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(20));
    }

    /** SIGTERM and up to 30 s for a clean end; gives the exit code. */
    public int stop() {
        process.destroy();
        return awaitExit(Duration.ofSeconds(30));
    }

    /** Ends the process if it still runs: politely for 10 s, then for certain. */
    @Override
    public void close() {
        try {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException alreadyShuttingDown) {
            process.destroyForcibly(); // The hook does the same; once more does no harm.
        }
    }

    private void readAll() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    if (lines.size() < LINES_MAX) {
                        lines.add(line);
                    }
                    lines.notifyAll();
                }
            }
        } catch (IOException closed) {
            // The process was killed in the middle of a line: what came before is kept.
        } finally {
            synchronized (lines) {
                ended = true;
                lines.notifyAll();
            }
        }
    }

    private void waitMillis(long millis) {
        try {
            lines.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }
}
