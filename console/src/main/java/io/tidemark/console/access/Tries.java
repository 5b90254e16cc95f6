package io.tidemark.console.access;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts wrong tries by minute and source, so that guessing is slow. Bounded; thread-safe. */
final class Tries {

    /** Wrong tries of one source in a minute, after which the next are refused unread. */
    static final int WRONG_A_MINUTE_MAX = 10;

    private static final int SOURCES_MAX = 10_000;

    private final Clock clock;
    private final Map<String, Count> counts = new LinkedHashMap<>();

    Tries(Clock clock) {
        this.clock = clock;
    }

    synchronized boolean exhausted(String source) {
        Count count = counts.get(source);
        return count != null && count.minute == minute() && count.wrong >= WRONG_A_MINUTE_MAX;
    }

    synchronized void wrong(String source) {
        Count count = counts.get(source);
        if (count == null || count.minute != minute()) {
            counts.remove(source);
            if (counts.size() >= SOURCES_MAX) {
                counts.remove(counts.keySet().iterator().next());
            }
            counts.put(source, new Count(minute(), 1));
        } else {
            counts.put(source, new Count(count.minute, count.wrong + 1));
        }
    }

    private long minute() {
        return clock.millis() / 60_000;
    }

    private record Count(long minute, int wrong) {}
}
