package io.tidemark.detectors.assignment;

import io.tidemark.document.ExclusionDocument;
import io.tidemark.query.MetricQuery;
import io.tidemark.series.Series;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The spans that are not to be learnt, as known at one tick. A bucket is excluded where any part of it lies in such a span. */
public final class Exclusions {
    public static final Exclusions NONE = new Exclusions(List.of());

    private final List<ExclusionDocument> spans;

    Exclusions(Collection<ExclusionDocument> spans) {
        this.spans = List.copyOf(spans);
    }

    public boolean isEmpty() {
        return spans.isEmpty();
    }

    /** Whether the bucket of the group that starts there is judged without being learnt. */
    public boolean exclude(Unit unit, String group, long startSeconds) {
        for (ExclusionDocument span : spans) {
            if (startSeconds < span.end().getEpochSecond()
                    && startSeconds + unit.intervalSeconds() > span.start().getEpochSecond()
                    && span.effectiveFrom().map(Instant::getEpochSecond).orElse(Long.MIN_VALUE) <= startSeconds
                    && concerns(span, unit, group)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the spans that changed reaches back to what the group has learnt already. */
    static boolean touch(Collection<ExclusionDocument> changed, Unit unit, String group, long lastStartSeconds) {
        for (ExclusionDocument span : changed) {
            if (span.start().getEpochSecond() < lastStartSeconds + unit.intervalSeconds()
                    && concerns(span, unit, group)) {
                return true;
            }
        }
        return false;
    }

    private static boolean concerns(ExclusionDocument span, Unit unit, String group) {
        List<String> tags = tags(unit, group);
        for (MetricQuery metric : unit.metrics()) {
            if (span.excludes(unit.id(), metric.metric(), tags, span.start())) {
                return true;
            }
        }
        return false;
    }

    private static List<String> tags(Unit unit, String group) {
        if (unit.isDirect()) {
            return Series.parse(group).tags();
        }
        return group.equals("*") ? List.of() : List.of(group.split(","));
    }
}
