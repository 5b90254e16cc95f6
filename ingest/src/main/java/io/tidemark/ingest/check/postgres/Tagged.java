package io.tidemark.ingest.check.postgres;

import io.tidemark.ingest.check.Report;
import java.util.Arrays;

/** A report whose figures all carry the same tags beside their own. */
final class Tagged {

    private final Report report;
    private final String[] tags;

    Tagged(Report report, String... tags) {
        this.report = report;
        this.tags = tags;
    }

    Tagged with(String... more) {
        return new Tagged(report, all(more));
    }

    /** @param type {@code gauge}, {@code rate}, {@code count} (of a counter that rises) or {@code value} (of this run) */
    void add(String type, String metric, double value, String... more) {
        switch (type) {
            case "rate" -> report.rate(metric, value, all(more));
            case "count" -> report.monotonicCount(metric, value, all(more));
            case "value" -> report.count(metric, value, all(more));
            case "histogram" -> report.histogram(metric, value, all(more));
            default -> report.gauge(metric, value, all(more));
        }
    }

    private String[] all(String... more) {
        String[] all = Arrays.copyOf(more, more.length + tags.length);
        System.arraycopy(tags, 0, all, more.length, tags.length);
        return all;
    }
}
