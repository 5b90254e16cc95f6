package io.tidemark.config;

import io.tidemark.document.DocumentKind;
import io.tidemark.document.Fault;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A record that is no good document; the last good version of its id stays in force.
 *
 * @param id the key of the record, escaped and cut; "(no key)" without one
 */
public record ConfigRefusal(
        DocumentKind kind, String id, String topic, int partition, long offset, Instant timestamp, List<Fault> faults) {

    public ConfigRefusal {
        faults = List.copyOf(faults);
    }

    /** Id of the event that tells of it: the same however often the record is read. */
    public String eventId() {
        return "config-" + topic + "-" + partition + "-" + offset;
    }

    /** One line for the title of the event. */
    public String title() {
        return "Refused " + kind.text() + " " + id + ": " + faults.size() + (faults.size() == 1 ? " fault" : " faults");
    }

    /** The faults, one a line. */
    public String text() {
        return faults.stream().map(Fault::toString).collect(Collectors.joining("\n"));
    }
}
