package io.tidemark.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An agent's status document for people. */
final class AgentStatusText {

    private final JsonNode status;
    private final StringBuilder text = new StringBuilder();

    AgentStatusText(JsonNode status) {
        this.status = status;
    }

    String text() {
        line(
                "Agent of %s: %s, up %s s",
                status.path("host").asText(),
                status.path("healthy").asBoolean() ? "well" : "NOT WELL",
                status.path("uptime_seconds").asText());
        List<String> tags = new ArrayList<>();
        status.path("tags").forEach(tag -> tags.add(tag.asText()));
        line("  tags: %s", tags.isEmpty() ? "none" : String.join(", ", tags));
        list("Problems", "problems");
        list("Notes", "notes");
        parts();
        checks();
        dogstatsd();
        forwarder();
        outcomes();
        return text.toString();
    }

    private void list(String title, String key) {
        if (!status.path(key).isEmpty()) {
            line("%n%s", title);
            status.path(key).forEach(one -> line("  %s", one.asText()));
        }
    }

    private void parts() {
        line("%n%-12s %-5s %8s  %s", "Part", "state", "restarts", "last error");
        for (JsonNode part : status.path("parts")) {
            line(
                    "%-12s %-5s %8d  %s",
                    part.path("name").asText(),
                    part.path("state").asText(),
                    part.path("restarts").asLong(),
                    part.path("last_error").asText());
        }
    }

    private void checks() {
        line(
                "%n%-20s %8s %7s %7s %8s %9s %7s %7s %9s  %s",
                "Check", "every s", "runs", "failed", "skipped", "samples", "events", "checks", "avg ms", "last error");
        for (JsonNode check : status.path("checks")) {
            line(
                    "%-20s %8s %7d %7d %8d %9d %7d %7d %9.1f  %s",
                    check.path("name").asText() + "[" + check.path("instance").asInt() + "]",
                    check.path("interval_seconds").asText(),
                    check.path("runs").asLong(),
                    check.path("failures").asLong(),
                    check.path("skipped").asLong(),
                    check.path("samples").asLong(),
                    check.path("events").asLong(),
                    check.path("service_checks").asLong(),
                    check.path("average_ms").asDouble(),
                    check.path("last_error").asText());
        }
    }

    private void dogstatsd() {
        JsonNode dogstatsd = status.path("dogstatsd");
        if (!dogstatsd.isEmpty()) {
            line(
                    "%nDogStatsD on UDP port %d: received %d, taken %d, refused %d",
                    dogstatsd.path("port").asInt(),
                    dogstatsd.path("received").asLong(),
                    dogstatsd.path("published").asLong(),
                    dogstatsd.path("rejected").asLong());
        }
    }

    private void forwarder() {
        JsonNode forwarder = status.path("forwarder");
        if (forwarder.isEmpty()) {
            line("%nForwarder: off or down; what is measured waits in the queue");
            return;
        }
        line(
                "%nForwarder to %s: %s",
                forwarder.path("target").asText(),
                forwarder.path("connected").asBoolean() ? "connected" : "NOT CONNECTED");
        line(
                "  queued %d (%d bytes on disk, %d in memory, %s), sent %d, dropped %d, damaged bytes %d",
                forwarder.path("queued").asLong(),
                forwarder.path("queued_disk_bytes").asLong(),
                forwarder.path("queued_memory_bytes").asLong(),
                forwarder.path("durable").asBoolean() ? "outlives the agent" : "lost with the agent",
                forwarder.path("sent").asLong(),
                forwarder.path("dropped").asLong(),
                forwarder.path("damaged_bytes").asLong());
        for (String key : List.of("last_error", "disk_fault")) {
            if (!forwarder.path(key).asText().isEmpty()) {
                line("  %s: %s", key.replace('_', ' '), forwarder.path(key).asText());
            }
        }
    }

    private void outcomes() {
        if (!status.path("outcomes").isEmpty()) {
            line("%nRefused, dropped or noticed, by reason");
            status.path("outcomes")
                    .fields()
                    .forEachRemaining(one ->
                            line("  %-24s %d", one.getKey(), one.getValue().asLong()));
        }
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
