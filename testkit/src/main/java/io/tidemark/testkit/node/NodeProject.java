package io.tidemark.testkit.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A copy of a folder with package.json and package-lock.json, installed with {@code npm ci}. */
public final class NodeProject {

    private static final long MINUTES_MAX = 3;

    private static final String RETRIES = "--fetch-retries=1";
    private static final String PAUSE = "--fetch-retry-mintimeout=1000";

    /** How npm names that nobody was there. What a registry answers, such as E404 or EINTEGRITY, is a fault. */
    private static final Pattern UNREACHABLE =
            Pattern.compile("\\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\\b");

    private final Path folder;

    private NodeProject(Path folder) {
        this.folder = folder;
    }

    /** Whether this machine has Node.js and npm. */
    public static boolean canRun() {
        return ends("node", "--version") && ends("npm", "--version");
    }

    /**
     * Copies the files of a folder and installs what their lock names.
     *
     * @param into a new folder
     * @throws org.opentest4j.TestAbortedException where no registry answers: the test is skipped and says so
     * @throws IllegalStateException with what npm said where it fails otherwise
     */
    public static NodeProject install(Path source, Path into) {
        try (Stream<Path> files = Files.list(source)) {
            Files.createDirectories(into);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, into.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        NodeProject project = new NodeProject(into);
        try {
            project.run("npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", RETRIES, PAUSE);
        } catch (IllegalStateException e) {
            Assumptions.assumeFalse(
                    UNREACHABLE.matcher(e.getMessage()).find(), () -> "no npm registry answers: " + e.getMessage());
            throw e;
        }
        return project;
    }

    /**
     * Runs a command in the folder and gives what it printed.
     *
     * @throws IllegalStateException with that where it ends with another code than 0, or not within three minutes
     */
    public String run(String... command) {
        try {
            Path said = Files.createTempFile(folder, "said", ".txt");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            boolean ended = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
            process.destroyForcibly();
            String text = Files.readString(said, StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(List.of(command) + (ended ? " failed: " : " did not end: ") + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean ends(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
