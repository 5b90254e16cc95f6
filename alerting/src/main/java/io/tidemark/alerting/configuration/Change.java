package io.tidemark.alerting.configuration;

import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.document.AcknowledgementDocument;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One record of a configuration topic.
 *
 * @param origin which record
 * @param id id of the document
 * @param content what it says
 */
public record Change(Origin origin, String id, Content content) {

    /**
     * Where a document came from.
     *
     * @param topic short name of the topic, 'monitors'
     * @param timestampMillis when the record was written
     * @param author who wrote it; empty where nobody knows
     */
    public record Origin(String topic, int partition, long offset, long timestampMillis, String author) {

        /** Id of the event that tells of this record; the same whoever tells it, however often. */
        public String eventId() {
            return "config-" + topic + "-" + partition + "-" + offset;
        }
    }

    /** What a record says. */
    public sealed interface Content {}

    /** A version of a monitor; empty where it was deleted. */
    public record OfMonitor(Optional<WatchedMonitor> monitor) implements Content {}

    /** A version of a downtime; empty where it was deleted. */
    public record OfDowntime(Optional<Downtime> downtime) implements Content {}

    /** Somebody takes care of an incident; empty where the document was deleted, which undoes nothing. */
    public record OfAcknowledgement(Optional<AcknowledgementDocument> acknowledgement) implements Content {}

    /** A document that can't be; the version before stays in force. */
    public record Refused(List<String> faults) implements Content {
        public Refused {
            faults = List.copyOf(faults);
        }
    }

    public Change {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(content, "content");
    }
}
