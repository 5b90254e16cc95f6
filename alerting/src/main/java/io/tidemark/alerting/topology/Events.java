package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.Change;
import io.tidemark.avro.Alert;
import io.tidemark.avro.AlertState;
import io.tidemark.avro.Event;
import io.tidemark.avro.EventPriority;
import io.tidemark.avro.EventType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What happened, for the event stream. Ids follow from what is told, so that telling it twice is harmless. */
final class Events {

    static final String SOURCE = "tidemark.alerting";

    private static final int TITLE_CHARS_MAX = 100;
    private static final int TEXT_CHARS_MAX = 4_000;

    private Events() {}

    static Event ofTransition(Alert alert, List<String> groupTags) {
        List<String> tags = new ArrayList<>(alert.getTags());
        tags.addAll(groupTags);
        tags.add("monitor:" + alert.getMonitorId());
        String on = alert.getGroup().equals("*") ? "" : " on " + alert.getGroup();
        return event(
                "alert-" + alert.getId(),
                alert.getAt(),
                word(alert.getTo()) + ": " + alert.getMonitorName() + on,
                alert.getReason(),
                type(alert.getTo()),
                "monitor-" + alert.getMonitorId(),
                tags);
    }

    static Event ofChange(Change change, String title, String text) {
        return event(
                change.origin().eventId(),
                Instant.ofEpochMilli(change.origin().timestampMillis()),
                title,
                text,
                change.content() instanceof Change.Refused ? EventType.ERROR : EventType.INFO,
                change.origin().topic() + "-" + change.id(),
                List.of());
    }

    static Event ofDowntime(String id, String edge, long atMillis, String title, String text) {
        return event(
                Digests.of("downtime", id, edge, atMillis),
                Instant.ofEpochMilli(atMillis),
                title,
                text,
                EventType.INFO,
                "downtimes-" + id,
                List.of("downtime:" + id));
    }

    private static Event event(
            String id, Instant at, String title, String text, EventType type, String aggregation, List<String> tags) {
        return Event.newBuilder()
                .setId(id)
                .setAt(at)
                .setTitle(cut(title, TITLE_CHARS_MAX))
                .setText(cut(text, TEXT_CHARS_MAX))
                .setAlertType(type)
                .setPriority(EventPriority.NORMAL)
                .setHost("")
                .setSource(SOURCE)
                .setAggregationKey(cut(aggregation, TITLE_CHARS_MAX))
                .setTags(List.copyOf(new TreeSet<>(tags)))
                .build();
    }

    private static String word(AlertState to) {
        return switch (to) {
            case OK -> "Recovered";
            case WARN -> "Warning";
            case ALERT -> "Alert";
            case NO_DATA -> "No data";
        };
    }

    private static EventType type(AlertState to) {
        return switch (to) {
            case OK -> EventType.SUCCESS;
            case WARN, NO_DATA -> EventType.WARNING;
            case ALERT -> EventType.ERROR;
        };
    }

    private static String cut(String text, int charsMax) {
        return text.length() <= charsMax ? text : text.substring(0, charsMax - 1) + "…";
    }
}
