package io.tidemark.standalone.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tidemark.document.Document;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.script.SeriesScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One file of {@code tidemark check alerts}.
 *
 * @param zone of the times in the file and in what is printed
 * @param start when the series begin
 * @param end until when time passes
 * @param documents monitors, detectors and downtimes, known when the series begin
 * @param series what is measured
 * @param expected what must be told, in this order
 */
public record AlertTrial(
        ZoneId zone,
        Instant start,
        Instant end,
        List<Document> documents,
        List<SeriesScript> series,
        List<Expected> expected) {

    /** Longest time that a trial may take: ten weeks. */
    private static final long SECONDS_MAX = 70L * 86_400;

    private static final Set<String> FIELDS =
            Set.of("start", "timezone", "until", "monitors", "detectors", "downtimes", "series", "expect");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /**
     * One expected message.
     *
     * @param line as {@link Told#line} writes it
     * @param text what its text must hold; empty: anything
     */
    public record Expected(String line, String text) {}

    /** A file that is none; the faults say what and where. */
    public static final class BadTrialException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadTrialException(List<String> faults) {
            super(String.join("\n", faults));
        }
    }

    public AlertTrial {
        documents = List.copyOf(documents);
        series = List.copyOf(series);
        expected = List.copyOf(expected);
    }

    /** @throws BadTrialException with all faults */
    public static AlertTrial parse(byte[] bytes) {
        return new Reading().read(bytes);
    }

    private static final class Reading {
        private final List<String> faults = new ArrayList<>();

        AlertTrial read(byte[] bytes) {
            JsonNode root = tree(bytes);
            for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                if (!FIELDS.contains(name)) {
                    faults.add("field \"" + name + "\" is not known (expected one of "
                            + String.join(", ", FIELDS.stream().sorted().toList()) + "). [unknown-field]");
                }
            }
            ZoneId zone = zone(root.path("timezone"));
            Instant start = local("start", root.path("start"), zone).orElse(Instant.EPOCH);
            List<Document> documents = new ArrayList<>();
            documents(DocumentKind.DETECTOR, root.path("detectors"), "detectors", documents);
            documents(DocumentKind.MONITOR, root.path("monitors"), "monitors", documents);
            documents(DocumentKind.DOWNTIME, root.path("downtimes"), "downtimes", documents);
            List<SeriesScript> series = series(root.path("series"));
            if (documents.stream().noneMatch(d -> d.kind() == DocumentKind.MONITOR)) {
                faults.add("monitors is empty (expected at least one monitor). [no-monitor]");
            }
            long seconds = series.stream()
                    .mapToLong(one -> one.steps().size() * one.every().toSeconds())
                    .max()
                    .orElse(0);
            Instant end = root.has("until")
                    ? local("until", root.path("until"), zone).orElse(start)
                    : start.plusSeconds(seconds + 60);
            if (faults.isEmpty()
                    && (end.isBefore(start) || end.getEpochSecond() - start.getEpochSecond() > SECONDS_MAX)) {
                faults.add("the trial lasts from " + start + " to " + end
                        + " (expected: at most ten weeks). [too-long-a-time]");
            }
            List<Expected> expected = expected(root.path("expect"));
            if (!faults.isEmpty()) {
                throw new BadTrialException(faults);
            }
            return new AlertTrial(zone, start, end, documents, series, expected);
        }

        private JsonNode tree(byte[] bytes) {
            try {
                JsonNode root = YAML.readTree(bytes);
                if (root != null && root.isObject()) {
                    return root;
                }
                faults.add(
                        "the file is no list of fields (expected start, monitors, series and expect). [not-an-object]");
            } catch (IOException bad) {
                faults.add("the file is no YAML: "
                        + bad.getMessage().lines().findFirst().orElse("") + " [not-yaml]");
            }
            throw new BadTrialException(faults);
        }

        private ZoneId zone(JsonNode node) {
            try {
                return ZoneId.of(node.isMissingNode() ? "UTC" : node.asText());
            } catch (DateTimeException bad) {
                faults.add("timezone is \"" + node.asText() + "\" (expected one such as Europe/Paris). [unknown-zone]");
                return ZoneId.of("UTC");
            }
        }

        private Optional<Instant> local(String name, JsonNode node, ZoneId zone) {
            try {
                return Optional.of(
                        LocalDateTime.parse(node.asText()).atZone(zone).toInstant());
            } catch (DateTimeException bad) {
                faults.add(name + " is \"" + node.asText()
                        + "\" (expected a local time such as 2026-06-01T10:00:00). [bad-local-time]");
                return Optional.empty();
            }
        }

        private void documents(DocumentKind kind, JsonNode list, String name, List<Document> found) {
            for (int i = 0; i < list.size(); i++) {
                String at = name + "[" + i + "]";
                byte[] json = list.get(i).toString().getBytes(StandardCharsets.UTF_8);
                Documents.parse(kind, json).fold(accepted -> found.add(accepted.document()), refused -> {
                    refused.faults().forEach(fault -> faults.add(at + ": " + withoutPlace(fault.toString())));
                    return true;
                });
            }
        }

        /** Lines and columns are those of the document by itself, which nobody has seen. */
        private static String withoutPlace(String fault) {
            return fault.replaceFirst("^line \\d+, column \\d+: ", "");
        }

        private List<SeriesScript> series(JsonNode list) {
            List<SeriesScript> found = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                try {
                    SeriesScript one = SeriesScript.parse(list.get(i).asText());
                    if (one.hasBand()) {
                        faults.add("series[" + i + "] says where its band is (expected values only: the detector finds"
                                + " the band). [bad-script]");
                    }
                    found.add(one);
                } catch (IllegalArgumentException bad) {
                    faults.add("series[" + i + "]: " + bad.getMessage());
                }
            }
            if (found.isEmpty() && faults.isEmpty()) {
                faults.add(
                        "series is empty (expected lines such as \"cpu host=a: 40x60 95x5, every 60s\"). [no-series]");
            }
            return found;
        }

        private List<Expected> expected(JsonNode list) {
            List<Expected> found = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                JsonNode one = list.get(i);
                String line =
                        one.isTextual() ? one.asText() : one.path("message").asText();
                if (line.isBlank()) {
                    faults.add("expect[" + i + "] is " + one
                            + " (expected a line, or message and text). [bad-expectation]");
                }
                found.add(new Expected(
                        line.strip(), one.isTextual() ? "" : one.path("text").asText("")));
            }
            return found;
        }
    }
}
