package io.tidemark.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A folder held by one process. The operating system lets go of it when the process ends, however it ends, so a lock is
 * never left behind. Kafka has such a lock too but takes it after its controller has begun to write, which is too late.
 */
public final class FolderLock implements AutoCloseable {
    private static final String FILE = "in-use.lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the folder, which is made if missing. */
    public static FolderLock take(Path folder) {
        FileChannel channel = null;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new BrokerStartException(
                        "the folder '" + folder + "' is in use by another process (expected one process a folder)."
                                + " Stop the other one, or choose another folder. [folder-in-use]",
                        null);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    (ProcessHandle.current().pid() + System.lineSeparator()).getBytes(StandardCharsets.US_ASCII)));
            return new FolderLock(channel);
        } catch (IOException e) {
            throw new BrokerStartException(
                    "the folder '" + folder + "' cannot be used: " + e + " (expected a folder that can be written to)."
                            + " Choose another folder or change its rights. [bad-folder]",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException closing) {
            // The lock ends with the process at the latest.
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }
}
