package io.tidemark.ingest.collector;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/** One check and its history. Started by the scheduler; runs on a thread of the pool; never twice at once. */
public final class CheckRunner {

    /**
     * How a check is doing.
     *
     * @param skipped starts left out because the run before was still going
     * @param lastError message of the last failed run; empty where the last run was fine
     */
    public record Status(
            String name,
            long runs,
            long failures,
            long skipped,
            boolean running,
            Duration lastTook,
            String lastError) {}

    /** What a run is given: opens what takes the gauges, and closes it when the run is over. */
    interface Run {

        void with(Check check) throws Exception;
    }

    private final Check check;
    private final Run run;
    private final AtomicBoolean running = new AtomicBoolean();
    private long runs;
    private long failures;
    private long skipped;
    private Duration lastTook = Duration.ZERO;
    private String lastError = "";

    CheckRunner(Check check, Run run) {
        this.check = check;
        this.run = run;
    }

    /** Starts a run unless one is going. */
    void start(ExecutorService pool) {
        if (running.compareAndSet(false, true)) {
            pool.execute(this::runNow);
        } else {
            synchronized (this) {
                skipped++;
            }
        }
    }

    public synchronized Status status() {
        return new Status(check.name(), runs, failures, skipped, running.get(), lastTook, lastError);
    }

    private void runNow() {
        long start = System.nanoTime();
        String error = "";
        try {
            run.with(check);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            error = "interrupted";
        } catch (Exception | LinkageError e) {
            // A check may be anything, native code included: its faults are shown in its status and end there.
            error = e.toString();
        }
        synchronized (this) {
            runs++;
            lastTook = Duration.ofNanos(System.nanoTime() - start);
            lastError = error;
            failures += error.isEmpty() ? 0 : 1;
        }
        running.set(false);
    }
}
