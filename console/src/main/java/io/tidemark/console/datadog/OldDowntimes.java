package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.NumericIds;
import io.tidemark.console.route.Json;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.DowntimeDocument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Downtimes in the shape that they were not posted in. Both shapes are documents as they are; what a document means is read by
 * {@code io.tidemark.document}, and told here in the other's words.
 */
final class OldDowntimes {

    private static final List<String> COPIED =
            List.of("message", "mute_first_recovery_notification", "notify_end_states", "notify_end_types");

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

    private OldDowntimes() {}

    static boolean isOld(Document downtime) {
        return !downtime.body().has("schedule") && !downtime.body().has("monitor_identifier");
    }

    /** The attributes of the newer API for a document of the older. */
    static ObjectNode attributes(Document downtime) {
        DowntimeDocument meant = meant(downtime);
        ObjectNode attributes = Json.object().put("scope", meant.scope().text());
        which(attributes.putObject("monitor_identifier"), meant);
        copy(downtime.body(), attributes);
        attributes.put("display_timezone", meant.displayZone().getId());
        attributes.set("schedule", meant.schedule().fold(OldDowntimes::once, OldDowntimes::recurring));
        return attributes;
    }

    private static void which(ObjectNode identifier, DowntimeDocument meant) {
        if (meant.monitors() instanceof DowntimeDocument.ById one) {
            identifier.put("monitor_id", NumericIds.of(one.monitorId()));
        } else {
            identifier.set("monitor_tags", Json.strings(((DowntimeDocument.ByTags) meant.monitors()).tags()));
        }
    }

    private static void copy(JsonNode from, ObjectNode to) {
        for (String field : COPIED) {
            if (from.hasNonNull(field)) {
                to.set(field, from.path(field).deepCopy());
            }
        }
    }

    private static ObjectNode once(DowntimeDocument.OneOff once) {
        ObjectNode schedule = Json.object();
        once.start().ifPresent(at -> schedule.put("start", at.toString()));
        once.end().ifPresentOrElse(at -> schedule.put("end", at.toString()), () -> schedule.putNull("end"));
        return schedule;
    }

    private static ObjectNode recurring(DowntimeDocument.Recurring again) {
        ObjectNode schedule = Json.object().put("timezone", again.zone().getId());
        ArrayNode recurrences = schedule.putArray("recurrences");
        again.recurrences()
                .forEach(each -> recurrences
                        .addObject()
                        .put("start", LOCAL.format(each.start()))
                        .put("duration", each.duration().toMinutes() + "m")
                        .put("rrule", each.rrule()));
        return schedule;
    }

    /** The fields of the older API for a document of the newer; of several rules the first. */
    static ObjectNode words(Document downtime) {
        DowntimeDocument meant = meant(downtime);
        ObjectNode node = Json.object();
        node.set("scope", Json.strings(List.of(meant.scope().text().split(",(?![^(]*\\))"))));
        which(node, meant);
        copy(downtime.body(), node);
        meant.schedule()
                .fold(
                        once -> {
                            once.start().ifPresent(at -> node.put("start", at.getEpochSecond()));
                            once.end().ifPresent(at -> node.put("end", at.getEpochSecond()));
                            return node;
                        },
                        again -> rule(node, again.zone(), again.recurrences().get(0)));
        return node;
    }

    private static ObjectNode rule(ObjectNode node, ZoneId zone, DowntimeDocument.Recurrence first) {
        Instant start = first.start().atZone(zone).toInstant();
        node.put("timezone", zone.getId())
                .put("start", start.getEpochSecond())
                .put(
                        "end",
                        start.plus(Duration.ofMinutes(first.duration().toMinutes()))
                                .getEpochSecond());
        node.putObject("recurrence").put("type", "rrule").put("rrule", first.rrule());
        return node;
    }

    /** What an accepted document means. */
    static DowntimeDocument meant(Document downtime) {
        byte[] bytes = downtime.body().toString().getBytes(StandardCharsets.UTF_8);
        return Documents.parse(DocumentKind.DOWNTIME, downtime.id(), bytes)
                .fold(accepted -> (DowntimeDocument) accepted.document(), refused -> {
                    throw new IllegalStateException(
                            "Downtime " + downtime.id() + " was accepted, and is refused now: " + refused.faults());
                });
    }
}
