package io.tidemark.ingest.statsd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files of Unix sockets. */
final class UnixSockets {

    private UnixSockets() {}

    /** Removes what a server that was killed has left behind. */
    static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the old socket " + socket, e);
        }
    }

    /** As Datadog's Agent: any local user may write, only the owner may read. */
    static void letEverybodyWrite(Path socket) {
        try {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwx-w--w-"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set the permissions of the socket " + socket, e);
        }
    }
}
