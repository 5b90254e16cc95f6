package io.tidemark.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * Says when a downtime's document holds notifications back. Handed in by whoever puts the services together, so that the
 * page and the alerting service read a calendar in the same way.
 */
public interface DowntimeCalendar {

    /** One occurrence, from its start to just before its end. */
    record Occurrence(Instant from, Instant to) {}

    /** Occurrences that end after an instant, in order; empty where there are none, or where the document means nothing. */
    List<Occurrence> from(JsonNode document, Instant after, int max);
}
