package io.tidemark.standalone.demo;

import java.time.Instant;

/**
 * Something known to have happened while a series was recorded.
 *
 * @param from start of the labelled window, in the time of the recording
 * @param to end of it
 * @param what in a few words
 */
record LabelledEvent(Instant from, Instant to, String what) {
    LabelledEvent {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("event '" + what + "' ends at " + to + ", before it starts at " + from);
        }
    }

    boolean covers(Instant time) {
        return !time.isBefore(from) && !time.isAfter(to);
    }
}
