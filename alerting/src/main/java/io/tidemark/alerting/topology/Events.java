package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.Change;
import io.tidemark.alerting.monitor.Life;
import io.tidemark.avro.Alert;
import io.tidemark.avro.AlertState;
import io.tidemark.avro.Event;
import io.tidemark.avro.EventPriority;
import io.tidemark.avro.EventType;
import io.tidemark.document.AcknowledgementDocument;
import io.tidemark.query.Grouping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    /** A group came, fell silent, spoke again, or went. */
    static Event ofLife(String monitorId, String monitorName, String group, Life life, long atMillis) {
        List<String> tags = new ArrayList<>(Grouping.tagsOfGroup(group));
        tags.add("monitor:" + monitorId);
        tags.add("life:" + life.name().toLowerCase(Locale.ROOT));
        String text = switch (life) {
            case LIVE -> "Values arrive.";
            case SILENT -> "Nothing has arrived for as long as the monitor's time without data.";
            case GONE -> "Nothing has arrived for so long that it is forgotten.";
            case RETIRED -> "The monitor was deleted, or looks at something else now.";
        };
        Event event = event(
                Digests.of("life", monitorId, group, life, atMillis),
                Instant.ofEpochMilli(Math.max(0, atMillis)),
                group + " is " + life.name().toLowerCase(Locale.ROOT) + " (" + monitorName + ")",
                text,
                EventType.INFO,
                "monitor-" + monitorId,
                tags);
        return Event.newBuilder(event).setPriority(EventPriority.LOW).build();
    }

    static Event ofAcknowledgement(AcknowledgementDocument document, Change change, String monitorName) {
        List<String> tags = new ArrayList<>(Grouping.tagsOfGroup(document.group()));
        tags.add("monitor:" + document.monitor());
        String on = document.group().equals("*") ? "" : " on " + document.group();
        return event(
                change.origin().eventId(),
                Instant.ofEpochMilli(change.origin().timestampMillis()),
                "Acknowledged: " + monitorName + on,
                document.by() + " takes care of it; no reminders until its state changes."
                        + (document.note().isEmpty() ? "" : " " + document.note()),
                EventType.INFO,
                "monitor-" + document.monitor(),
                tags);
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
