package io.tidemark.ingest.collector;

import io.tidemark.ingest.check.Check;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * One instance of a check and its history. Started by the collector; runs on a thread that is its own for that time; never
 * twice at once. A run over its time is interrupted; one that does not mind goes on alone, and no other is started.
 */
final class CheckRunner {

    /** What a run needs from outside: something to report to, and what becomes of the findings. */
    interface Desk {

        RunReport open(CheckPlan plan, Rises rises);

        void deliver(RunReport.Findings findings);

        /** What a run found that nobody waits for any more. */
        void drop(RunReport.Findings findings);
    }

    private final Desk desk;
    private final long limitMillis;
    private final Rises rises = new Rises();
    private CheckPlan plan;
    private Check check;
    private Thread thread;
    private RunReport report;
    private long startedMillis;
    private boolean interrupted;
    private boolean abandoned;
    private long runs;
    private long failures;
    private long skipped;
    private long overdue;
    private long lastSamples;
    private long samples;
    private long events;
    private long serviceChecks;
    private long refused;
    private long tookNanos;
    private long lastNanos;
    private String lastError = "";

    /** @param limit how long a run may take */
    CheckRunner(CheckPlan plan, Desk desk, Duration limit) {
        this.plan = plan;
        this.desk = desk;
        this.limitMillis = limit.toMillis();
    }

    /** The same check at another interval. */
    synchronized void plan(CheckPlan newPlan) {
        plan = newPlan;
    }

    /** Starts a run unless one is going. */
    synchronized void start(ExecutorService pool, long nowMillis) {
        if (report != null) {
            skipped++;
            return;
        }
        report = desk.open(plan, rises);
        startedMillis = nowMillis;
        interrupted = false;
        try {
            pool.execute(this::run);
        } catch (RejectedExecutionException closing) {
            report = null;
        }
    }

    /** Interrupts a run that takes too long. */
    synchronized void watch(long nowMillis) {
        if (report != null && !interrupted && nowMillis - startedMillis > limitMillis) {
            interrupted = true;
            overdue++;
            lastError = "the run takes longer than " + limitMillis + " ms; it was interrupted [overdue]";
            interrupt();
        }
        rises.forgetOld(nowMillis);
    }

    /** Not wanted any more: interrupts a run, whose findings are then not heard. */
    synchronized void abandon() {
        abandoned = true;
        if (report == null) {
            closeCheck();
        } else {
            report.end();
            interrupt();
        }
    }

    synchronized CheckStatus status() {
        return new CheckStatus(
                plan.type().name(),
                plan.index(),
                plan.source(),
                plan.interval(),
                runs,
                failures,
                skipped,
                overdue,
                report != null,
                lastSamples,
                samples,
                events,
                serviceChecks,
                refused,
                Duration.ofNanos(runs == 0 ? 0 : tookNanos / runs),
                Duration.ofNanos(lastNanos),
                lastError);
    }

    private void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        RunReport current;
        synchronized (this) {
            thread = Thread.currentThread();
            current = report;
        }
        long start = System.nanoTime();
        String error = "";
        try {
            if (check == null) {
                check = plan.type().create(plan.settings());
            }
            check.run(current);
        } catch (InterruptedException e) {
            error = "interrupted";
        } catch (Throwable e) { // NOPMD A check may be anything, native code included; its faults end in its status.
            error = e instanceof IllegalArgumentException || e instanceof IllegalStateException
                    ? e.getMessage()
                    : e.toString();
        }
        long nanos = System.nanoTime() - start;
        RunReport.Findings findings = current.end();
        try {
            if (isAbandoned()) {
                desk.drop(findings);
            } else {
                desk.deliver(findings);
            }
        } finally {
            ended(findings, error, nanos);
        }
    }

    private synchronized boolean isAbandoned() {
        return abandoned;
    }

    private synchronized void ended(RunReport.Findings findings, String error, long nanos) {
        runs++;
        lastSamples = findings.points().size();
        samples += lastSamples;
        events += findings.events().size();
        serviceChecks += findings.checks().size();
        refused += findings.refused();
        tookNanos += nanos;
        lastNanos = nanos;
        lastError = interrupted && error.isEmpty() ? lastError : String.valueOf(error);
        failures += lastError.isEmpty() ? 0 : 1;
        thread = null;
        report = null;
        Thread.interrupted(); // Not the next run's: the pool gives this thread to another check.
        if (abandoned) {
            closeCheck();
        }
    }

    private void closeCheck() {
        try {
            if (check != null) {
                check.close();
            }
        } catch (Exception e) {
            lastError = e.toString();
        }
        check = null;
    }
}
