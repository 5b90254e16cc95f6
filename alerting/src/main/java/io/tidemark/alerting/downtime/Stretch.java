package io.tidemark.alerting.downtime;

import java.time.Instant;

/**
 * A span of time in which a schedule is active throughout, or inactive throughout.
 *
 * @param from first instant for which this is known; the true edge may be earlier
 * @param until first instant for which this is not known; the true edge may be later
 */
record Stretch(Instant from, Instant until, boolean active) {

    boolean covers(Instant instant) {
        return !instant.isBefore(from) && instant.isBefore(until);
    }

    /** What two schedules together are, on the span known of both. */
    Stretch or(Stretch other) {
        return new Stretch(
                from.isAfter(other.from) ? from : other.from,
                until.isBefore(other.until) ? until : other.until,
                active || other.active);
    }
}
