package io.tidemark.detectors.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The name by which the group knows an instance again that starts once more in its folder of state ({@code group.instance.id},
 * KIP-345): it takes its place at once, where it would else wait until the one before, which was killed, is given up. The name is
 * locked while it is in use; a second instance in the same folder is one without a name. A copy of the folder has the same name: of two that run at a time, the
 * group sends the older one away.
 */
final class InstanceName implements AutoCloseable {
    private static final String FILE = "instance-name";
    private static final Pattern NAME = Pattern.compile("[0-9a-f-]{36}");
    private static final int FILE_BYTES_MAX = 64;

    private final FileChannel file;
    private final String text;

    private InstanceName(FileChannel file, String text) {
        this.file = file;
        this.text = text;
    }

    /**
     * The name kept in this folder, a new one where there is none or none that can be read; empty where another instance uses it.
     *
     * @throws UncheckedIOException where the folder cannot be written
     */
    static Optional<InstanceName> claim(Path stateDir) {
        try {
            Files.createDirectories(stateDir);
            FileChannel file = FileChannel.open(
                    stateDir.resolve(FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (!isLocked(file)) {
                file.close();
                return Optional.empty();
            }
            String kept = read(file);
            return Optional.of(new InstanceName(file, NAME.matcher(kept).matches() ? kept : make(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The folder of state " + stateDir + " cannot be used (expected one that can be written): "
                            + e.getMessage() + " [state-dir]",
                    e);
        }
    }

    String text() {
        return text;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException inThisProcess) {
            return false;
        }
    }

    private static String read(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(FILE_BYTES_MAX);
        file.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1).strip();
    }

    private static String make(FileChannel file) throws IOException {
        String made = UUID.randomUUID().toString();
        file.truncate(0);
        file.write(ByteBuffer.wrap((made + "\n").getBytes(StandardCharsets.ISO_8859_1)), 0);
        return made;
    }
}
