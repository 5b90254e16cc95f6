package io.tidemark.detectors.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.avro.PointKind;
import io.tidemark.series.Series;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Points as JSON, as a person with any Kafka tool writes them. Times are epoch seconds, with or without a fraction.
 *
 * <pre>
 * {"metric":"m","tags":["a:b"],"points":[[1700000000,1.5]],"type":"gauge","interval":10}
 * {"value":1.5,"timestamp":1700000000}     with the series as the record's key
 * </pre>
 */
record JsonPoints(String series, PointKind kind, int intervalSeconds, List<Point> points) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int POINTS_MAX = 100_000;
    private static final double SECONDS_MAX = 4_102_444_800.0; // 2100-01-01: milliseconds by mistake are far above.

    record Point(long timeMillis, double value) {}

    static boolean looksLikeJson(byte[] value) {
        return value.length > 0 && value[0] == '{';
    }

    /** @throws IllegalArgumentException with what, where, value, expected */
    static JsonPoints parse(byte[] key, byte[] value) {
        JsonNode root = read(value);
        String series = root.has("metric") ? Series.of(metric(root), tags(root)).text() : keyed(key);
        List<Point> points = new ArrayList<>();
        if (root.has("points")) {
            JsonNode array = root.get("points");
            if (!array.isArray() || array.isEmpty() || array.size() > POINTS_MAX) {
                throw bad("points", array, "1 to " + POINTS_MAX + " pairs [epoch seconds, value]");
            }
            for (int i = 0; i < array.size(); i++) {
                points.add(pair("points[" + i + "]", array.get(i)));
            }
        } else if (root.has("value")) {
            points.add(new Point(millis("timestamp", root.path("timestamp")), number("value", root.get("value"))));
        } else {
            throw bad("points", root.path("points"), "pairs [epoch seconds, value], or fields value and timestamp");
        }
        return new JsonPoints(series, kind(root), interval(root), points);
    }

    private static JsonNode read(byte[] value) {
        try {
            return MAPPER.readTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("value is no JSON: " + e.getOriginalMessage() + " at line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw new IllegalArgumentException("value is no JSON: " + e.getMessage());
        }
    }

    private static String metric(JsonNode root) {
        JsonNode metric = root.get("metric");
        if (!metric.isTextual()) {
            throw bad("metric", metric, "the name of a metric");
        }
        return metric.textValue();
    }

    private static List<String> tags(JsonNode root) {
        JsonNode array = root.path("tags");
        List<String> tags = new ArrayList<>();
        if (!array.isMissingNode() && !array.isNull() && !array.isArray()) {
            throw bad("tags", array, "a list such as [\"env:prod\"]");
        }
        for (JsonNode tag : array) {
            if (!tag.isTextual()) {
                throw bad("tags", tag, "texts such as \"env:prod\"");
            }
            tags.add(tag.textValue());
        }
        return tags;
    }

    private static String keyed(byte[] key) {
        if (key == null || key.length == 0) {
            throw new IllegalArgumentException("metric is missing (expected the name of a metric, or the series as the"
                    + " record's key: metric{tag,tag})");
        }
        return Series.parse(new String(key, StandardCharsets.UTF_8)).text();
    }

    private static Point pair(String where, JsonNode pair) {
        if (!pair.isArray() || pair.size() != 2) {
            throw bad(where, pair, "a pair [epoch seconds, value]");
        }
        return new Point(millis(where + "[0]", pair.get(0)), number(where + "[1]", pair.get(1)));
    }

    private static long millis(String where, JsonNode node) {
        if (!node.isNumber() || node.doubleValue() < 0 || node.doubleValue() > SECONDS_MAX) {
            throw bad(where, node, "epoch seconds, 0 to 4102444800");
        }
        return Math.round(node.doubleValue() * 1000);
    }

    private static double number(String where, JsonNode node) {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw bad(where, node, "a finite number");
        }
        return node.doubleValue();
    }

    private static PointKind kind(JsonNode root) {
        JsonNode type = root.path("type");
        if (type.isMissingNode() || type.isNull()) {
            return PointKind.GAUGE;
        }
        return switch (type.asText().toLowerCase(Locale.ROOT)) {
            case "gauge" -> PointKind.GAUGE;
            case "count" -> PointKind.COUNT;
            case "rate" -> PointKind.RATE;
            default -> throw bad("type", type, "gauge, count or rate");
        };
    }

    private static int interval(JsonNode root) {
        JsonNode interval = root.path("interval");
        if (interval.isMissingNode() || interval.isNull()) {
            return 0;
        }
        if (!interval.canConvertToInt() || interval.intValue() < 0 || interval.intValue() > 86_400) {
            throw bad("interval", interval, "seconds that one point stands for, 0 to 86400");
        }
        return interval.intValue();
    }

    private static IllegalArgumentException bad(String where, JsonNode node, String expected) {
        String shown = node.isMissingNode() ? "missing" : node.toString().replaceAll("\\p{Cntrl}", "?");
        return new IllegalArgumentException(where + " is "
                + (shown.length() > 64 ? shown.substring(0, 64) + "…" : shown) + " (expected " + expected + ")");
    }
}
