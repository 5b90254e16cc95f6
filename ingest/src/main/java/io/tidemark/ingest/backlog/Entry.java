package io.tidemark.ingest.backlog;

import java.util.Objects;

/**
 * One thing that waits.
 *
 * @param number its place: rises by at least 1 from entry to entry
 * @param kind what the payload is; 0 to 127, the meaning is the caller's
 * @param items points, events or checks in it, for the books
 * @param payload not copied: nobody changes it
 */
public record Entry(long number, int kind, int items, byte[] payload) {

    public Entry {
        Objects.requireNonNull(payload, "payload");
        if (number < 0 || kind < 0 || kind > Byte.MAX_VALUE || items < 0) {
            throw new IllegalArgumentException("entry has number " + number + ", kind " + kind + " and " + items
                    + " items (expected none below 0, and a kind up to " + Byte.MAX_VALUE + ")");
        }
    }
}
