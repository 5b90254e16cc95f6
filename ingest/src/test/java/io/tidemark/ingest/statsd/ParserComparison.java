package io.tidemark.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The parser beside the one that is slow and obvious: both take a line and read the same in it, or both refuse it. */
final class ParserComparison {

    private final LineParser parser = new LineParser();
    private final Line line = new Line();

    /** @return whether both take the line */
    boolean requireAgreement(byte[] bytes) {
        Optional<String> expected = ReferenceParser.read(bytes);
        Optional<String> seen = shown(parser.parse(bytes, 0, bytes.length, line));

        assertThat(seen)
                .as(
                        "%s, refused for %s",
                        new String(bytes, StandardCharsets.UTF_8), line.kind == Line.Kind.REFUSED ? line.reason : "")
                .isEqualTo(expected);
        return seen.isPresent();
    }

    private Optional<String> shown(Line.Kind kind) {
        return switch (kind) {
            case REFUSED -> Optional.empty();
            case METRIC -> Optional.of(metric());
            case EVENT ->
                Optional.of(latin(String.join(
                        "\u0001", line.event.title(), line.event.text(), line.event.host(), line.event.tags())));
            case CHECK ->
                Optional.of(latin(String.join(
                        "\u0001",
                        line.check.name(),
                        Integer.toString(line.check.status()),
                        line.check.host(),
                        line.check.tags(),
                        line.check.message())));
        };
    }

    private String metric() {
        StringBuilder values = new StringBuilder();
        if (line.type == MetricType.SET) {
            values.append(bytes(line.setFrom, line.setTo));
        }
        for (int i = 0; i < line.valueCount; i++) {
            values.append(i == 0 ? "" : ":").append(line.values[i] + 0.0);
        }
        String type = switch (line.type) {
            case COUNT -> "c";
            case GAUGE -> "g";
            case HISTOGRAM -> "h";
            case DISTRIBUTION -> "d";
            case SET -> "s";
        };
        return String.join(
                "\u0001",
                bytes(line.nameFrom, line.nameTo),
                type,
                values,
                Double.toString(line.rate),
                bytes(line.tagsFrom, line.tagsTo),
                Long.toString(line.timestampSeconds));
    }

    private String bytes(int from, int to) {
        return new String(line.bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
