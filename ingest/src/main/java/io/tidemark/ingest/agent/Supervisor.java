package io.tidemark.ingest.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps parts running: one that has died, or did not start, is started again after 1 s, then 2 s, at most 30 s. A part that is
 * switched off does not exist.
 */
final class Supervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final long LOOK_EVERY_MILLIS = 500;
    private static final long BACKOFF_MIN_MILLIS = 1_000;
    private static final long BACKOFF_MAX_MILLIS = 30_000;

    /** Up for so long, a part is well again: its next death starts the waits anew. */
    private static final long WELL_AFTER_MILLIS = 60_000;

    /** Something that runs. */
    interface Part extends AutoCloseable {

        boolean isAlive();

        @Override
        void close();
    }

    /** @param state {@code up}, {@code down} or {@code off} */
    record Status(String name, String state, long restarts, String lastError) {}

    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final Thread thread = new Thread(this::watch, "tidemark-supervisor");
    private volatile List<Status> seen = List.of();
    private boolean closing;

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * What a part is to be from now on. Where its settings are equal to those before, nothing happens.
     *
     * @param make empty: the part is off
     */
    synchronized void set(String name, Object settings, Optional<Supplier<Part>> make) {
        Slot slot = slots.computeIfAbsent(name, Slot::new);
        if (settings.equals(slot.settings)) {
            return;
        }
        slot.stop();
        slot.settings = settings;
        slot.make = make;
        slot.backoffMillis = BACKOFF_MIN_MILLIS;
        slot.startNow();
        see();
    }

    /** As of the last look, so that nobody waits here for a part that is just being stopped. */
    List<Status> status() {
        return seen;
    }

    /** Stops the parts, the first set first. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(LOOK_EVERY_MILLIS * 4);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            slots.values().forEach(Slot::stop);
        }
    }

    private synchronized void watch() {
        try {
            while (!closing) {
                slots.values().forEach(Slot::look);
                see();
                wait(LOOK_EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void see() {
        List<Status> all = new ArrayList<>();
        slots.values().forEach(slot -> all.add(slot.status()));
        seen = List.copyOf(all);
    }

    private static final class Slot {

        private final String name;
        private Object settings;
        private Optional<Supplier<Part>> make = Optional.empty();
        private Part part;
        private long startedNanos;
        private long backoffMillis;
        private long restarts;
        private String lastError = "";

        Slot(String name) {
            this.name = name;
        }

        void startNow() {
            if (make.isEmpty()) {
                return;
            }
            startedNanos = System.nanoTime();
            try {
                part = make.get().get();
                lastError = "";
            } catch (RuntimeException | LinkageError e) {
                lastError = e.getMessage() == null ? e.toString() : e.getMessage();
                LOG.error("The part {} does not start: {}. Trying again in {} ms.", name, lastError, backoffMillis);
            }
        }

        void look() {
            if (make.isEmpty() || part != null && part.isAlive()) {
                return;
            }
            if (part != null) {
                LOG.error("The part {} has died. Starting it again in {} ms.", name, backoffMillis);
                lastError = "it died";
                long ranMillis = (System.nanoTime() - startedNanos) / 1_000_000;
                backoffMillis = ranMillis > WELL_AFTER_MILLIS ? BACKOFF_MIN_MILLIS : backoffMillis;
                stop();
                startedNanos = System.nanoTime();
            }
            if (System.nanoTime() - startedNanos >= backoffMillis * 1_000_000) {
                backoffMillis = Math.min(BACKOFF_MAX_MILLIS, backoffMillis * 2);
                restarts++;
                startNow();
            }
        }

        void stop() {
            if (part != null) {
                try {
                    part.close();
                } catch (RuntimeException e) {
                    LOG.warn("The part {} did not stop cleanly.", name, e);
                }
                part = null;
            }
        }

        Status status() {
            String state = make.isEmpty() ? "off" : part != null && part.isAlive() ? "up" : "down";
            return new Status(name, state, restarts, state.equals("up") ? "" : lastError);
        }
    }
}
