package io.tidemark.console.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The pictures that were drawn: the newest {@value #KEPT}. Thread-safe. */
public final class Snapshots {

    /** Pictures that are kept; at some 30 kB each, 60 MB. */
    static final int KEPT = 2_000;

    private static final int NAME_BYTES = 16;

    private final Path folder;
    private final RandomGenerator random;

    /** @param random must not be guessable: the name of a picture is all that protects it */
    public Snapshots(Path folder, RandomGenerator random) {
        this.folder = folder;
        this.random = random;
    }

    /** Keeps a picture and returns its name. */
    public synchronized String keep(byte[] png) {
        byte[] some = new byte[NAME_BYTES];
        random.nextBytes(some);
        String name = HexFormat.of().formatHex(some);
        try {
            Files.createDirectories(folder);
            Path fresh = folder.resolve(name + ".new");
            Files.write(fresh, png);
            Files.move(fresh, folder.resolve(name + ".png"), StandardCopyOption.ATOMIC_MOVE);
            forgetOldest();
        } catch (IOException e) {
            throw new UncheckedIOException("A picture cannot be kept in " + folder, e);
        }
        return name;
    }

    /** The picture of a name; empty where there is none, or none any more. */
    public Optional<byte[]> get(String name) {
        if (!name.matches("[0-9a-f]{" + 2 * NAME_BYTES + "}")) {
            return Optional.empty();
        }
        try {
            Path file = folder.resolve(name + ".png");
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forgetOldest() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> kept =
                    files.filter(file -> file.toString().endsWith(".png")).toList();
            if (kept.size() <= KEPT) {
                return;
            }
            List<Path> oldest = kept.stream()
                    .sorted(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .limit(kept.size() - KEPT)
                    .toList();
            for (Path file : oldest) {
                Files.deleteIfExists(file);
            }
        }
    }
}
