package io.tidemark.alerting.monitor;

/** When a monitor is judged at all. */
@FunctionalInterface
public interface Moments {

    /** At each bucket. */
    Moments ALWAYS = (after, until) -> true;

    /** Whether one lies after an instant and not after another; seconds. */
    boolean anyWithin(long afterSeconds, long untilSeconds);
}
