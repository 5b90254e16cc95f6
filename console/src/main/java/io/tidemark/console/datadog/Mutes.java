package io.tidemark.console.datadog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.NumericIds;
import io.tidemark.console.route.Json;
import java.time.Instant;
import java.util.Optional;

/** Muting is a downtime whose id says what it mutes, so that unmuting finds it. */
final class Mutes {

    static final String ALL = "mute-all";

    private static final String MONITOR = "mute-monitor-";
    private static final String HOST = "mute-host-";

    private Mutes() {}

    static String ofMonitor(String monitor, String scope) {
        return MONITOR + NumericIds.of(monitor) + "-" + NumericIds.of("scope " + scope);
    }

    static boolean isOf(Document downtime, String monitor) {
        return downtime.id().startsWith(MONITOR + NumericIds.of(monitor) + "-");
    }

    static String ofHost(String host) {
        return HOST + NumericIds.of("host " + host);
    }

    /** A downtime from now on. @param monitor id of the one; empty: all */
    static ObjectNode downtime(Optional<String> monitor, String scope, Optional<Instant> end, String message) {
        ObjectNode body = Json.object().put("scope", scope).put("message", message);
        ObjectNode which = body.putObject("monitor_identifier");
        monitor.ifPresentOrElse(
                id -> which.put("monitor_id", id),
                () -> which.putArray("monitor_tags").add("*"));
        ObjectNode schedule = body.putObject("schedule");
        end.ifPresentOrElse(at -> schedule.put("end", at.toString()), () -> schedule.putNull("end"));
        return body;
    }
}
