package io.tidemark.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.series.Series;
import io.tidemark.standalone.replay.CsvFile;
import io.tidemark.standalone.replay.CsvRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One bundled recording and what is known about it. Times are those of the recording.
 *
 * @param id names it in documents, {@code nyc-taxi}
 * @param title names it for people
 * @param unit of its values
 * @param file its rows, a resource of this package
 * @param intervalSeconds distance of its rows
 * @param liveFrom rows from here on arrive while one looks; those before are its history
 */
record DemoSeries(
        String id,
        String title,
        String unit,
        String file,
        String metric,
        List<String> tags,
        int intervalSeconds,
        Instant liveFrom,
        List<LabelledEvent> events) {

    DemoSeries {
        tags = List.copyOf(tags);
        events = List.copyOf(events);
    }

    static List<DemoSeries> all() {
        try (InputStream in = DemoSeries.class.getResourceAsStream("series.json")) {
            List<DemoSeries> all = new ArrayList<>();
            new JsonMapper().readTree(in).forEach(node -> all.add(of(node)));
            return List.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException("the bundled list of series cannot be read", e);
        }
    }

    Series series() {
        return Series.of(metric, tags);
    }

    List<CsvRow> rows() {
        try (InputStream in = DemoSeries.class.getResourceAsStream(file)) {
            return CsvFile.read(in).rows();
        } catch (IOException e) {
            throw new UncheckedIOException("the bundled series " + file + " cannot be read", e);
        }
    }

    private static DemoSeries of(JsonNode node) {
        List<String> tags = new ArrayList<>();
        node.get("tags").forEach(tag -> tags.add(tag.asText()));
        List<LabelledEvent> events = new ArrayList<>();
        node.get("events")
                .forEach(e -> events.add(new LabelledEvent(
                        time(e, "from"), time(e, "to"), e.get("what").asText())));
        return new DemoSeries(
                node.get("id").asText(),
                node.get("title").asText(),
                node.get("unit").asText(),
                node.get("file").asText(),
                node.get("metric").asText(),
                tags,
                node.get("intervalSeconds").asInt(),
                time(node, "liveFrom"),
                events);
    }

    private static Instant time(JsonNode node, String field) {
        return Instant.parse(node.get(field).asText());
    }
}
