package io.tidemark.ingest.backlog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The folder of a queue: a lock, an identity, the position, segments.
 *
 * <p>{@code identity} holds the id under which Kafka knows the queue, the host it was made on (a folder that was copied to
 * another host gets an id of its own), and how often it was opened. A number is {@code opens << 40 | counter}, so it rises even
 * where the last file was lost with the power. {@code position} holds the last number that is done, twice, so that a torn write
 * shows.
 */
final class QueueFolder implements AutoCloseable {

    private static final int COUNTER_BITS = 40;
    private static final String SUFFIX = ".segment";

    private final Path folder;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final FileChannel positionFile;
    private final String id;
    private final long opens;

    private QueueFolder(Path folder, FileChannel lockFile, FileLock lock, String id, long opens) throws IOException {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
        this.id = id;
        this.opens = opens;
        this.positionFile = FileChannel.open(
                folder.resolve("position"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    /**
     * @param newId for a folder that has none
     * @throws IllegalStateException where another process has it
     */
    static QueueFolder open(Path folder, String host, String newId) {
        try {
            Files.createDirectories(folder);
            FileChannel lockFile =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lock(lockFile, folder);
            Properties identity = new Properties();
            Path file = folder.resolve("identity");
            if (Files.exists(file)) {
                try (var in = Files.newBufferedReader(file)) {
                    identity.load(in);
                }
            }
            boolean ours = host.equals(identity.getProperty("host"));
            String id = ours ? identity.getProperty("id", newId) : newId;
            long opens = Long.parseLong(identity.getProperty("opens", "0")) + 1;
            replace(file, "id=" + id + "\nhost=" + host + "\nopens=" + opens + "\n");
            return new QueueFolder(folder, lockFile, lock, id, opens);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the queue's folder " + folder + ": " + e.getMessage(), e);
        }
    }

    String id() {
        return id;
    }

    /** The first number of this opening. */
    long firstNumber() {
        return opens << COUNTER_BITS;
    }

    Path segment(long firstNumber) {
        return folder.resolve(String.format("%019d", firstNumber) + SUFFIX);
    }

    /** Files of earlier openings, oldest first. */
    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** The last number that is done; -1 where none is, or the file cannot be read. */
    long position() throws IOException {
        ByteBuffer in = ByteBuffer.allocate(16);
        int read = positionFile.read(in, 0);
        return read == 16 && in.getLong(0) == in.getLong(8) ? in.getLong(0) : -1;
    }

    void position(long number) throws IOException {
        positionFile.write(
                ByteBuffer.allocate(16).putLong(number).putLong(number).flip(), 0);
    }

    long usableBytes() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return 0; // A disk that does not answer has no room.
        }
    }

    @Override
    public void close() {
        try {
            positionFile.close();
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the queue's folder " + folder, e);
        }
    }

    private static FileLock lock(FileChannel lockFile, Path folder) throws IOException {
        FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            lockFile.close();
            throw new IllegalStateException("the queue's folder \"" + folder + "\" is in use (expected one agent a"
                    + " folder). Stop the other agent, or set another run_path. [folder-in-use]");
        }
        return lock;
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
