package io.tidemark.alerting.topology;

/**
 * How many messages a recipient may still get: {@code perHour} at most, refilled evenly.
 *
 * @param tokens left at that tick
 * @param atMillis the tick
 */
record TokenBucket(double tokens, long atMillis) {

    private static final double HOUR_MILLIS = 3_600_000;

    static TokenBucket full(int perHour, long atMillis) {
        return new TokenBucket(perHour, atMillis);
    }

    TokenBucket at(long tickMillis, int perHour) {
        double refilled = Math.max(0, tickMillis - atMillis) * perHour / HOUR_MILLIS;
        return new TokenBucket(Math.min(perHour, tokens + refilled), Math.max(atMillis, tickMillis));
    }

    boolean has(int count) {
        return tokens >= count;
    }

    /** A digest is sent even where nothing is left: it never falls below none. */
    TokenBucket less(int count) {
        return new TokenBucket(Math.max(0, tokens - count), atMillis);
    }
}
