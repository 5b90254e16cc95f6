package io.tidemark.standalone.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns a signal (Ctrl-C, SIGTERM) into a clean end: it calls what ends the command's own work and holds the JVM's exit
 * until the command has put everything away, at most 30 s.
 */
final class Stopping {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile Runnable action = asked::countDown;

    Stopping() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    }

    /** What a signal is to call. */
    void calls(Runnable stop) {
        action = stop;
        if (asked.getCount() == 0) {
            stop.run();
        }
    }

    /** Waits for a signal. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** Everything is put away: the JVM may exit. */
    void done() {
        done.countDown();
    }

    private void stop() {
        asked.countDown();
        action.run();
        try {
            done.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
