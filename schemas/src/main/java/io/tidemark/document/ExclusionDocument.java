package io.tidemark.document;

import io.tidemark.query.Scope;
import io.tidemark.series.Series;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A span that is not normal and must not be learnt.
 *
 * @param detector only for this detector; empty: for every one
 * @param metric only for this metric; empty: for every one
 * @param scope only for groups with such tags
 * @param start first instant
 * @param end first instant after it
 * @param message why
 */
public record ExclusionDocument(
        String id,
        Optional<String> detector,
        Optional<String> metric,
        Scope scope,
        Instant start,
        Instant end,
        String message,
        Optional<Instant> effectiveFrom)
        implements Document {

    /** Whether a bucket with this start is excluded for the detector, one of whose metrics this is. */
    public boolean excludes(String detectorId, String metricName, List<String> groupTags, Instant bucketStart) {
        return detector.map(detectorId::equals).orElse(true)
                && metric.map(metricName::equals).orElse(true)
                && scope.matches(groupTags)
                && !bucketStart.isBefore(start)
                && bucketStart.isBefore(end);
    }

    /** The same for one series. */
    public boolean excludes(String detectorId, Series series, Instant bucketStart) {
        return excludes(detectorId, series.metric(), series.tags(), bucketStart);
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.EXCLUSION;
    }
}
