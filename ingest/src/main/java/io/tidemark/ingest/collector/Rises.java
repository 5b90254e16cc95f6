package io.tidemark.ingest.collector;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers counters from run to run. A counter that falls was reset: its next rise counts from there. */
final class Rises {

    /** Counters that were not seen for so long are forgotten. */
    private static final long FORGET_MILLIS = 3_600_000;

    /** What came since the value before. */
    record Rise(double amount, double seconds) {}

    private record Seen(double value, long atMillis) {}

    private final Map<String, Seen> seen = new HashMap<>();

    /** @return empty on the first value and after a reset */
    synchronized Optional<Rise> rise(String series, double value, long nowMillis) {
        Seen before = seen.put(series, new Seen(value, nowMillis));
        if (before == null || value < before.value) {
            return Optional.empty();
        }
        return Optional.of(new Rise(value - before.value, (nowMillis - before.atMillis) / 1_000.0));
    }

    synchronized void forgetOld(long nowMillis) {
        seen.values().removeIf(value -> nowMillis - value.atMillis > FORGET_MILLIS);
    }
}
