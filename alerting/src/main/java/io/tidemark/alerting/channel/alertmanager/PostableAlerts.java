package io.tidemark.alerting.channel.alertmanager;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.alerting.channel.Shown;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A notification as Alertmanager's API v2 takes it (its OpenAPI document: {@code postableAlerts}).
 *
 * <p>Labels are what an alert is known by there: {@code alertname} (the monitor's name), {@code monitor_id}, {@code severity}, the group's
 * tags and the monitor's. Each request speaks of every severity of the incident, so that one that is over ends whichever of our
 * messages arrived before:
 *
 * <pre>
 *   TRIGGERED   critical fires, warning and no_data end
 *   WARNED      warning fires, the others end
 *   NO_DATA     no_data fires, the others end
 *   RECOVERED   all end
 * </pre>
 */
final class PostableAlerts {

    /** A firing alert ends by itself after this, unless a reminder renews it: longer than people leave one open. */
    static final Duration FIRES_FOR = Duration.ofDays(7);

    private static final List<String> SEVERITIES = List.of("critical", "warning", "no_data");
    private static final int VALUE_CHARACTERS_MAX = 2_000;
    private static final JsonFactory JSON = new JsonFactory();

    private PostableAlerts() {}

    static byte[] of(Notification n, Optional<URI> console) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartArray();
            Optional<String> firing = firing(n);
            for (String severity : isIncident(n) ? SEVERITIES : List.of("info")) {
                boolean fires = firing.equals(Optional.of(severity));
                json.writeStartObject();
                object(json, "labels", labels(n, severity));
                object(json, "annotations", annotations(n));
                Instant at = n.getDecidedAt();
                json.writeStringField("startsAt", at.toString());
                json.writeStringField("endsAt", (fires ? at.plus(FIRES_FOR) : at).toString());
                if (console.isPresent()) {
                    json.writeStringField("generatorURL", link(console.get(), n));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    private static boolean isIncident(Notification n) {
        return !n.getAlertId().isEmpty();
    }

    /** Which severity fires now; of what is no incident 'info' fires. */
    private static Optional<String> firing(Notification n) {
        return switch (n.getKind()) {
            case TRIGGERED -> Optional.of("critical");
            case WARNED -> Optional.of("warning");
            case NO_DATA -> Optional.of("no_data");
            case RECOVERED -> Optional.empty();
            case RENOTIFIED ->
                n.getSubject().contains("[Re-Warn")
                        ? Optional.of("warning")
                        : Optional.of(n.getSubject().contains("[Re-No data") ? "no_data" : "critical");
            default -> Optional.of("info");
        };
    }

    private static Map<String, String> labels(Notification n, String severity) {
        Map<String, String> labels = new TreeMap<>();
        n.getTags().forEach(tag -> tag(labels, tag));
        if (!n.getGroup().equals("*")) {
            for (String tag : n.getGroup().split(",")) {
                tag(labels, tag);
            }
        }
        String name = n.getMonitorName().isBlank() ? n.getMonitorId() : n.getMonitorName();
        labels.put(
                "alertname",
                name.isBlank() ? "Tidemark " + n.getKind().name().toLowerCase(Locale.ROOT) : Shown.oneLine(name, 300));
        labels.put("monitor_id", n.getMonitorId());
        labels.put("severity", severity);
        labels.values().removeIf(String::isEmpty); // an empty label is no label there
        return labels;
    }

    /** A tag as a label: {@code team:a} is {@code team="a"}, a bare one {@code prod="true"}; other signs than letters, digits and _ become _. */
    private static void tag(Map<String, String> labels, String tag) {
        int colon = tag.indexOf(':');
        String key = (colon < 0 ? tag : tag.substring(0, colon)).replaceAll("[^A-Za-z0-9_]", "_");
        if (!key.isEmpty()) {
            String name = Character.isDigit(key.charAt(0)) ? "_" + key : key;
            labels.put(name, colon < 0 ? "true" : tag.substring(colon + 1));
        }
    }

    private static Map<String, String> annotations(Notification n) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put("summary", Shown.oneLine(n.getSubject(), 300));
        annotations.put("description", cut(Shown.text(n.getBody())));
        for (Fact fact : n.getFacts()) {
            String name = fact.getName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
            if (!name.isEmpty()) {
                annotations.putIfAbsent(Character.isDigit(name.charAt(0)) ? "_" + name : name, cut(fact.getText()));
            }
        }
        annotations.values().removeIf(String::isEmpty);
        return annotations;
    }

    private static String cut(String text) {
        return text.length() <= VALUE_CHARACTERS_MAX ? text : text.substring(0, VALUE_CHARACTERS_MAX - 1) + "…";
    }

    private static String link(URI console, Notification n) {
        String base = console.toString().replaceAll("/+$", "");
        return n.getAlertId().isEmpty() ? base + "/" : base + "/alerts/" + n.getAlertId();
    }

    private static void object(JsonGenerator json, String name, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }
}
