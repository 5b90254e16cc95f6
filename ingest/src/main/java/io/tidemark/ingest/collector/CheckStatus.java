package io.tidemark.ingest.collector;

import java.time.Duration;

/**
 * How one instance of a check is doing.
 *
 * @param runs that ended, failed ones included
 * @param skipped starts left out because the run before was still going
 * @param overdue runs that took longer than they may; they are interrupted and waited for
 * @param samples points of all runs; {@code lastSamples} of the last
 * @param refused things that admission did not take
 * @param lastError of the last run; empty where it was fine
 */
public record CheckStatus(
        String name,
        int index,
        String source,
        Duration interval,
        long runs,
        long failures,
        long skipped,
        long overdue,
        boolean running,
        long lastSamples,
        long samples,
        long events,
        long serviceChecks,
        long refused,
        Duration average,
        Duration last,
        String lastError) {

    /** Whether nothing is wrong with it now. */
    public boolean isHealthy() {
        return lastError.isEmpty();
    }
}
