package io.tidemark.ingest.check.exec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.ingest.check.Report;
import io.tidemark.ingest.refusal.Quoted;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.statsd.TextLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a program printed: a JSON array, or lines that are each a JSON object or a line of DogStatsD.
 *
 * <pre>
 * {"metric": "queue.length", "type": "gauge", "value": 7, "tags": ["queue:mail"]}
 * {"check": "queue.up", "status": 0, "message": "", "tags": []}
 * {"title": "Queue emptied", "text": "by hand", "alert_type": "info", "tags": []}
 * queue.length:7|g|#queue:mail
 * </pre>
 *
 * Types: gauge, count, monotonic_count, rate, histogram, distribution, set. A line's fault costs that line only.
 */
final class Output {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Report report;
    private final TextLines lines = new TextLines();
    private final List<String> faults = new ArrayList<>();

    Output(Report report) {
        this.report = report;
    }

    /** @return what was wrong with it, the first in full; empty where nothing was */
    String read(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("[")) {
            json(trimmed, "output");
        } else {
            int number = 0;
            for (String line : trimmed.lines().toList()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                if (line.startsWith("{")) {
                    json(line, "line " + number);
                } else {
                    statsd(line, "line " + number);
                }
            }
        }
        return faults.isEmpty()
                ? ""
                : faults.get(0) + (faults.size() > 1 ? " And " + (faults.size() - 1) + " more." : "");
    }

    private void statsd(String line, String where) {
        Optional<Refusal> refusal = lines.read(line, new TextLines.Sink() {
            @Override
            public void value(char type, String metric, double value, List<String> tags) {
                metric(
                        switch (type) {
                            case 'c' -> "count";
                            case 'h' -> "histogram";
                            case 'd' -> "distribution";
                            default -> "gauge";
                        },
                        metric,
                        value,
                        tags);
            }

            @Override
            public void text(String metric, String text, List<String> tags) {
                report.set(metric, text, tags.toArray(String[]::new));
            }

            @Override
            public void event(String title, String text, String alertType, List<String> tags) {
                report.event(new Report.Happening(title, text, alertType, tags));
            }

            @Override
            public void check(String name, int status, String message, List<String> tags) {
                report.serviceCheck(name, Report.Status.values()[status], message, tags.toArray(String[]::new));
            }
        });
        refusal.ifPresent(why -> faults.add(why.inside(where).message()));
    }

    private void json(String text, String where) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            faults.add(
                    where + " is " + Quoted.of(text) + " (expected JSON: " + e.getOriginalMessage() + ") [bad_json]");
            return;
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                object(node.get(i), where + "[" + i + "]");
            }
        } else {
            object(node, where);
        }
    }

    private void object(JsonNode node, String where) {
        List<String> tags = new ArrayList<>();
        node.path("tags").forEach(tag -> tags.add(tag.asText()));
        String[] array = tags.toArray(String[]::new);
        if (node.has("metric") && node.path("type").asText("gauge").equals("set")) {
            report.set(node.get("metric").asText(), node.path("value").asText(), array);
        } else if (node.has("metric") && node.path("value").isNumber()) {
            String type = node.path("type").asText("gauge");
            if (!metric(type, node.get("metric").asText(), node.get("value").asDouble(), tags)) {
                faults.add(where + ".type is " + Quoted.of(type) + " (expected gauge, count, monotonic_count, rate,"
                        + " histogram, distribution or set) [unsupported_type]");
            }
        } else if (node.has("check")
                && node.path("status").isInt()
                && node.get("status").asInt() >= 0
                && node.get("status").asInt() <= 3) {
            report.serviceCheck(
                    node.get("check").asText(),
                    Report.Status.values()[node.get("status").asInt()],
                    node.path("message").asText(),
                    array);
        } else if (node.has("title")) {
            report.event(new Report.Happening(
                    node.get("title").asText(),
                    node.path("text").asText(),
                    node.path("alert_type").asText("info"),
                    tags));
        } else {
            faults.add(where + " is " + Quoted.of(node.toString())
                    + " (expected metric and a number as value, or check and status 0 to 3, or title) [bad_shape]");
        }
    }

    private boolean metric(String type, String metric, double value, List<String> tags) {
        String[] array = tags.toArray(String[]::new);
        switch (type) {
            case "gauge" -> report.gauge(metric, value, array);
            case "count" -> report.count(metric, value, array);
            case "monotonic_count" -> report.monotonicCount(metric, value, array);
            case "rate" -> report.rate(metric, value, array);
            case "histogram" -> report.histogram(metric, value, array);
            case "distribution" -> report.distribution(metric, value, array);
            default -> {
                return false;
            }
        }
        return true;
    }
}
