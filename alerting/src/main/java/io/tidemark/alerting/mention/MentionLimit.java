package io.tidemark.alerting.mention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many mails one recipient gets of mentions: {@value #PER_HOUR} within any hour. Kept in memory; who starts anew counts what
 * the log says was told ({@link #told}).
 */
final class MentionLimit {

    /** As many as the storm guard lets through. */
    static final int PER_HOUR = 20;

    static final Duration HOUR = Duration.ofHours(1);
    private static final int RECIPIENTS_MAX = 10_000;

    private final Map<String, Deque<Instant>> told = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
            return size() > RECIPIENTS_MAX;
        }
    };

    /** How many more are allowed before this one; zero means that it is held. Counts it where it is allowed. */
    int take(String recipient, Instant now) {
        Deque<Instant> times = times(recipient);
        while (!times.isEmpty() && !times.peekFirst().plus(HOUR).isAfter(now)) {
            times.pollFirst();
        }
        int left = PER_HOUR - times.size();
        if (left > 0) {
            times.addLast(now);
        }
        return left;
    }

    /** One was told before this began, as the log says. */
    void told(String recipient, Instant at) {
        times(recipient).addLast(at);
    }

    private Deque<Instant> times(String recipient) {
        return told.computeIfAbsent(recipient, any -> new ArrayDeque<>());
    }
}
