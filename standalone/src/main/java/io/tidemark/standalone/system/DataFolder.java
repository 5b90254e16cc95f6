package io.tidemark.standalone.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where a system keeps its state: {@code broker}, {@code streams}, {@code history}, {@code outbox} and the log.
 *
 * @param root the folder
 */
public record DataFolder(Path root) {
    public DataFolder {
        Objects.requireNonNull(root, "root");
        root = root.toAbsolutePath().normalize();
    }

    /** A new folder for temporary files. */
    public static DataFolder temporary() {
        try {
            return new DataFolder(Files.createTempDirectory("tidemark-"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary folder", e);
        }
    }

    public Path broker() {
        return root.resolve("broker");
    }

    public Path streams(String service) {
        return root.resolve("streams").resolve(service);
    }

    public Path history() {
        return root.resolve("history");
    }

    /** Users and keys; there once the first is added. */
    public Path access() {
        return root.resolve("access.json");
    }

    public Path log() {
        return root.resolve("tidemark.log");
    }

    /** Removes the folder and what is in it; what cannot be removed is left. */
    public void remove() {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException leftBehind) {
            // A temporary folder that another process still writes to: the system's own cleaner takes it.
        }
    }
}
