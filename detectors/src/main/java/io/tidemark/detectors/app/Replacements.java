package io.tidemark.detectors.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often stream threads were replaced lately: a fault that comes back at once is not cured by another thread. */
final class Replacements {
    static final int MAX = 10;
    static final Duration WITHIN = Duration.ofMinutes(10);

    private final Deque<Long> nanos = new ArrayDeque<>();

    synchronized boolean isOneTooMany(long nowNanos) {
        while (!nanos.isEmpty() && nowNanos - nanos.peekFirst() > WITHIN.toNanos()) {
            nanos.removeFirst();
        }
        nanos.addLast(nowNanos);
        return nanos.size() > MAX;
    }
}
