package io.tidemark.console.history;

import java.time.Duration;
import java.time.Instant;

/** A stretch of time, from its start to just before its end. */
public record Span(Instant from, Instant to) {

    public Span {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("span from " + from + " to " + to
                    + " is empty (expected an end after the start). Swap or widen them. [empty-span]");
        }
    }

    public long seconds() {
        return Duration.between(from, to).toSeconds();
    }

    long fromMicros() {
        return Micros.of(from);
    }

    long toMicros() {
        return Micros.of(to);
    }
}
