package io.tidemark.ingest.statsd;

/**
 * An event as a client sent it.
 *
 * @param timestampSeconds Unix seconds; 0 where the client gave none
 * @param alertType {@code error}, {@code warning}, {@code info} or {@code success}
 * @param tags raw, separated by commas; empty for none
 */
record StatsdEvent(
        String title,
        String text,
        long timestampSeconds,
        String host,
        String aggregationKey,
        boolean lowPriority,
        String source,
        String alertType,
        String tags) {}
