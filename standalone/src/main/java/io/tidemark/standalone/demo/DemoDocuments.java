package io.tidemark.standalone.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The documents of the demo with their times filled in. */
final class DemoDocuments {
    private static final Pattern TIME = Pattern.compile("\\$\\{(live|at) ([a-z-]+)(?: ([0-9TZ:-]+))?}");

    private DemoDocuments() {}

    /** The file {@code documents.yaml}, ready to be applied. */
    static byte[] of(List<ShiftedSeries> series) {
        try (InputStream in = DemoDocuments.class.getResourceAsStream("documents.yaml")) {
            String template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return TIME.matcher(withoutHead(template))
                    .replaceAll(match -> time(match, series))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the bundled documents cannot be read", e);
        }
    }

    /** The comment at the top speaks of placeholders, which are not to be filled in. */
    private static String withoutHead(String template) {
        return template.substring(template.indexOf("\nkind:") + 1);
    }

    private static String time(MatchResult match, List<ShiftedSeries> all) {
        ShiftedSeries series = all.stream()
                .filter(s -> s.recording().id().equals(match.group(2)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no bundled series is called " + match.group(2)));
        Instant time =
                match.group(1).equals("live") ? series.liveFrom() : series.shifted(Instant.parse(match.group(3)));
        return '"' + time.toString() + '"';
    }
}
