package io.tidemark.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents;
import java.time.Instant;
import java.util.List;

/**
 * Says when a downtime's document holds notifications back. Handed in by whoever puts the services together, so that the
 * page and the alerting service read a calendar in the same way.
 */
public interface DowntimeCalendar {

    /**
     * One occurrence, from its start to just before its end.
     *
     * @param to where it has none, the end of the year 9998
     * @param notes what is odd about it, such as a change of the clocks within it; in lower case
     */
    record Occurrence(Instant from, Instant to, List<String> notes) {

        /** The end of what never ends. */
        public static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

        public Occurrence {
            to = to.isAfter(NEVER) ? NEVER : to;
            notes = List.copyOf(notes);
        }

        public Occurrence(Instant from, Instant to) {
            this(from, to, List.of());
        }
    }

    /** The same of a document as it is kept, whose id may stand beside it. */
    default List<Occurrence> of(Documents.Document downtime, Instant after, int max) {
        ObjectNode body = ((ObjectNode) downtime.body()).deepCopy().put("id", downtime.id());
        // A downtime that names no start began when it was written, not when somebody looks.
        if (body.path("schedule") instanceof ObjectNode schedule) {
            if (!schedule.has("recurrences") && !schedule.hasNonNull("start")) {
                schedule.put("start", downtime.changed().toString());
            }
        } else if (!body.hasNonNull("start")) {
            body.put("start", downtime.changed().getEpochSecond());
        }
        return from(body, after, max);
    }

    /** Occurrences that end after an instant, in order; empty where there are none, or where the document means nothing. */
    List<Occurrence> from(JsonNode document, Instant after, int max);
}
