package io.tidemark.ingest.statsd;

import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads single lines of DogStatsD that came some other way than over a socket. One thread at a time. */
public final class TextLines {

    /** Takes what a line says. */
    public interface Sink {

        /**
         * One value.
         *
         * @param type {@code c}, {@code g}, {@code h}, {@code d}
         * @param value of a counter: already divided by its sample rate
         */
        void value(char type, String metric, double value, List<String> tags);

        /** One text of a set. */
        void text(String metric, String text, List<String> tags);

        void event(String title, String text, String alertType, List<String> tags);

        /** @param status 0 OK to 3 UNKNOWN */
        void check(String name, int status, String message, List<String> tags);
    }

    private final LineParser parser = new LineParser();
    private final Line line = new Line();

    /** @return why the line was not taken; empty where it was */
    public Optional<Refusal> read(String text, Sink sink) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        switch (parser.parse(bytes, 0, bytes.length, line)) {
            case REFUSED -> {
                return Optional.of(new Refusal(
                        line.reason, line.where, Ascii.text(bytes, line.textFrom, line.textTo), line.expected));
            }
            case EVENT ->
                sink.event(line.event.title(), line.event.text(), line.event.alertType(), tags(line.event.tags()));
            case CHECK ->
                sink.check(line.check.name(), line.check.status(), line.check.message(), tags(line.check.tags()));
            case METRIC -> {
                if (line.timestampSeconds != 0) {
                    return Optional.of(new Refusal(
                            Reason.BAD_TIMESTAMP, "timestamp", text, "expected none: the time is that of the run"));
                }
                metric(bytes, sink);
            }
        }
        return Optional.empty();
    }

    private void metric(byte[] bytes, Sink sink) {
        String name = Ascii.text(bytes, line.nameFrom, line.nameTo);
        List<String> tags = tags(Ascii.text(bytes, line.tagsFrom, line.tagsTo));
        if (line.type == MetricType.SET) {
            sink.text(name, Ascii.text(bytes, line.setFrom, line.setTo), tags);
        }
        char type = switch (line.type) {
            case COUNT -> 'c';
            case HISTOGRAM -> 'h';
            case DISTRIBUTION -> 'd';
            case GAUGE, SET -> 'g';
        };
        for (int i = 0; i < line.valueCount; i++) {
            sink.value(type, name, type == 'c' ? line.values[i] / line.rate : line.values[i], tags);
        }
    }

    private static List<String> tags(String tags) {
        return tags.isEmpty() ? List.of() : Arrays.asList(tags.split(",", -1));
    }
}
