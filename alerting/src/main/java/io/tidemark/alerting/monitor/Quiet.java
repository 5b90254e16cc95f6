package io.tidemark.alerting.monitor;

/**
 * How a monitor keeps quiet about what comes and goes.
 *
 * @param keepFiring an alert ends only when it has been over for this long, seconds; 0: at once
 * @param flapDetection whether a group that keeps changing is told once, and once when it settles
 */
public record Quiet(long keepFiring, boolean flapDetection) {

    /** Every change is told as it comes. */
    public static final Quiet NONE = new Quiet(0, false);

    public Quiet {
        if (keepFiring < 0) {
            throw new IllegalArgumentException("keepFiring: " + keepFiring + " s (expected: 0 or more)");
        }
    }
}
