package io.tidemark.alerting.monitor;

/**
 * Keeps an alert until it has been over for a while: what trembles across a threshold stays one incident.
 *
 * <p>With 60 s and buckets of 20 s: bad, calm 20 s, calm 40 s, bad again (still the same incident), calm 20 s, 40 s, 60 s:
 * over. A bucket as long as the time ends it at once. Pure; 8 bytes a group.
 */
final class MinimumFiring {

    /** No calm is being waited for. */
    static final long NOT_CALM = Long.MIN_VALUE;

    private MinimumFiring() {}

    /**
     * When the calm began, given when it had begun before this bucket.
     *
     * @param better whether this bucket is less severe than the state
     * @param calmFromSeconds start of the first bucket of the calm so far; {@link #NOT_CALM} for none
     * @param bucketStartSeconds start of this bucket
     */
    static long calmFrom(boolean better, long calmFromSeconds, long bucketStartSeconds) {
        if (!better) {
            return NOT_CALM;
        }
        return calmFromSeconds == NOT_CALM ? bucketStartSeconds : calmFromSeconds;
    }

    /** Whether the alert is kept although the bucket that ends here is calm. */
    static boolean isKept(long calmFromSeconds, long bucketEndSeconds, long keepSeconds) {
        return calmFromSeconds != NOT_CALM && bucketEndSeconds - calmFromSeconds < keepSeconds;
    }
}
