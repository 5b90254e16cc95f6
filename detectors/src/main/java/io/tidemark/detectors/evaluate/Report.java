package io.tidemark.detectors.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came out of an evaluation.
 *
 * @param labelledSeries how many of the series have labels; figures are there only if some have
 * @param anomalousRows rows that the detector called anomalous at its own sensitivity
 * @param seconds wall time of reading, judging, writing and scoring
 * @param judgingSeconds processor time of the detector alone, summed over threads
 * @param unreadable rows that were left out: file, line, what was expected; the first few
 * @param unreadableRows how many rows were left out
 * @param figures the scores by name, in the order of the table
 */
public record Report(
        String corpus,
        String model,
        int series,
        int labelledSeries,
        long rows,
        long anomalousRows,
        double seconds,
        double judgingSeconds,
        List<String> unreadable,
        long unreadableRows,
        Map<String, Double> figures) {

    public Report {
        unreadable = List.copyOf(unreadable);
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /** A table for people. */
    public String table() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %s over %d series, %d rows, %.1f s; %d rows called anomalous%n",
                corpus,
                model,
                series,
                rows,
                seconds,
                anomalousRows));
        if (figures.isEmpty()) {
            text.append("  no labels: nothing to score").append(System.lineSeparator());
        }
        figures.forEach((name, value) -> text.append(String.format(Locale.ROOT, "  %-34s %10.4f%n", name, value)));
        return text.toString();
    }

    /** The same for programs: one JSON object. */
    public String json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("corpus", corpus);
        root.put("model", model);
        root.put("series", series);
        root.put("labelled_series", labelledSeries);
        root.put("rows", rows);
        root.put("anomalous_rows", anomalousRows);
        root.put("seconds", seconds);
        root.put("unreadable_rows", unreadableRows);
        ObjectNode scores = root.putObject("figures");
        figures.forEach((name, value) -> {
            if (Double.isFinite(value)) {
                scores.put(name, value);
            } else {
                scores.putNull(name);
            }
        });
        return root.toPrettyString();
    }
}
