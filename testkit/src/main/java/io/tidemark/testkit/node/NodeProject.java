package io.tidemark.testkit.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A copy of a folder with package.json and package-lock.json, installed with {@code npm ci}. */
public final class NodeProject {

    private static final long MINUTES_MAX = 3;

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
     * @throws IllegalStateException with what npm said where it fails
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
        project.run("npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund");
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
