package io.tidemark.console.history;

import java.time.Instant;

/** The store's clock: microseconds since the Unix epoch. */
final class Micros {

    private static final long SECOND = 1_000_000L;

    private Micros() {}

    static long of(Instant at) {
        return at.getEpochSecond() * SECOND + at.getNano() / 1_000;
    }

    static long ofSeconds(long seconds) {
        return seconds * SECOND;
    }

    static long ofMillis(long millis) {
        return millis * 1_000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1_000);
    }

    static long seconds(long micros) {
        return Math.floorDiv(micros, SECOND);
    }
}
