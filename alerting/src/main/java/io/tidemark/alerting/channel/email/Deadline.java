package io.tidemark.alerting.channel.email;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A limit for a whole step: when it passes, the socket is closed under whatever reads or writes it. A socket's own read timeout
 * starts anew with each byte, and there is none for writing.
 */
final class Deadline implements AutoCloseable {

    private final ScheduledFuture<?> alarm;
    private final Duration limit;
    private volatile boolean passed;

    private Deadline(Socket socket, Duration limit, ScheduledExecutorService timer) {
        this.limit = limit;
        this.alarm = timer.schedule(
                () -> {
                    passed = true;
                    closeQuietly(socket);
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    static Deadline over(Socket socket, Duration limit, ScheduledExecutorService timer) {
        return new Deadline(socket, limit, timer);
    }

    /** Whether the step failed because its time was over. */
    boolean passed() {
        return passed;
    }

    /** Why the step failed, in words. */
    String explain(IOException failure) {
        return passed ? "no answer within " + limit.toMillis() / 1000.0 + " s" : String.valueOf(failure.getMessage());
    }

    @Override
    public void close() {
        alarm.cancel(false);
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // there is nothing left to release
        }
    }
}
