package io.tidemark.ingest.forward;

import io.tidemark.ingest.backlog.Backlog;
import io.tidemark.ingest.backlog.Entry;
import io.tidemark.ingest.publish.Ledger;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Empties the queue through a link, on a thread of its own. Restarting it loses nothing: what waits, waits in the queue. */
public final class Forwarder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

    /** Bytes of one transaction: some records of 256 KiB. */
    private static final long WRITE_BYTES_MAX = 1024 * 1024;

    private static final long SYNC_EVERY_MILLIS = 1_000;
    private static final long BACKOFF_MIN_MILLIS = 200;
    private static final long BACKOFF_MAX_MILLIS = 10_000;

    private final QueueOutlet queue;
    private final Backlog backlog;
    private final Link.Opener opener;
    private final long closeMillis;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean connected;
    private volatile String lastError = "";
    private long carefulUpTo = -1;

    /**
     * How it stands.
     *
     * @param target where to
     * @param connected whether the other side answers
     * @param books of points, events and checks since the start
     * @param durable whether what waits would survive a kill
     * @param diskFault why not, where a folder was asked for
     */
    public record Status(
            String target,
            boolean connected,
            Ledger.Balance books,
            Backlog.Level level,
            boolean durable,
            String diskFault,
            String lastError) {}

    /** Starts at once. @param closeMillis how long a stop may take to send what still waits */
    public Forwarder(QueueOutlet queue, Link.Opener opener, long closeMillis) {
        this.queue = queue;
        this.backlog = queue.backlog();
        this.opener = opener;
        this.closeMillis = closeMillis;
        this.thread = new Thread(this::run, "tidemark-forwarder");
        thread.setDaemon(true);
        thread.start();
    }

    public Status status() {
        return new Status(
                opener.target(),
                connected,
                queue.books(),
                backlog.level(),
                backlog.isDurable(),
                backlog.diskFault(),
                lastError);
    }

    /** False once its thread has ended, for whatever reason. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Sends what waits if the other side answers, within the set time. */
    @Override
    public void close() {
        closing = true;
        backlog.wake();
        if (!connected) {
            thread.interrupt();
        }
        try {
            thread.join(closeMillis + SYNC_EVERY_MILLIS);
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long backoffMillis = BACKOFF_MIN_MILLIS;
        do {
            long before = queue.books().published();
            try (Link link = opener.open()) {
                queue.arrived(link.position());
                connected = true;
                lastError = "";
                drain(link);
                drainUntil(link, System.nanoTime() + closeMillis * 1_000_000);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                failed(e);
            }
            connected = false;
            backoffMillis = queue.books().published() > before
                    ? BACKOFF_MIN_MILLIS
                    : Math.min(BACKOFF_MAX_MILLIS, backoffMillis * 2);
            pause(backoffMillis);
        } while (!closing && !Thread.currentThread().isInterrupted());
    }

    private void drain(Link link) throws InterruptedException {
        while (!closing) {
            List<Entry> head = backlog.head(bytesMax(), SYNC_EVERY_MILLIS);
            if (!head.isEmpty()) {
                write(link, head);
            }
            backlog.sync();
        }
    }

    private void drainUntil(Link link, long deadlineNanos) {
        List<Entry> head = backlog.head(bytesMax());
        while (!head.isEmpty() && System.nanoTime() < deadlineNanos) {
            write(link, head);
            head = backlog.head(bytesMax());
        }
    }

    private long bytesMax() {
        return carefulUpTo >= 0 ? 1 : WRITE_BYTES_MAX;
    }

    /** Where one entry of several is unfit, they go one by one, and only the unfit one is dropped. */
    private void write(Link link, List<Entry> head) {
        long last = head.get(head.size() - 1).number();
        try {
            link.write(head);
            lastError = "";
            queue.arrived(last);
        } catch (Link.UnfitEntryException e) {
            if (head.size() > 1) {
                carefulUpTo = last;
                return;
            }
            lastError = e.getMessage();
            LOG.error("An entry with {} items is dropped: {}", queue.unfit(last), e.getMessage());
        }
        carefulUpTo = last >= carefulUpTo ? -1 : carefulUpTo;
    }

    private void failed(RuntimeException e) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        String sentence = e.getMessage()
                + (e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")");
        if (!sentence.equals(lastError)) {
            LOG.warn("Forwarding to {} waits: {}", opener.target(), sentence);
        }
        lastError = sentence;
    }

    private void pause(long millis) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!closing && System.nanoTime() < deadline) {
            try {
                Thread.sleep(Math.min(millis, 100));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            backlog.sync();
        }
    }
}
