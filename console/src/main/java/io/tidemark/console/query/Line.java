package io.tidemark.console.query;

import io.tidemark.query.MetricKind;
import java.util.List;
import java.util.Optional;

/**
 * One group of an answer.
 *
 * @param group key of the group, {@code host:a,page:b}, or {@code *}
 * @param tags its tags
 * @param kind kind of the first metric's series
 * @param values one for each bucket of the frame, NaN where there is none
 * @param band what is normal, for anomalies and forecasts
 * @param outlier for each bucket whether it is unlike the others of the group, for outliers
 */
public record Line(
        String group,
        List<String> tags,
        MetricKind kind,
        double[] values,
        Optional<Band> band,
        Optional<boolean[]> outlier) {

    public Line {
        tags = List.copyOf(tags);
    }

    static Line of(String group, List<String> tags, MetricKind kind, double[] values) {
        return new Line(group, tags, kind, values, Optional.empty(), Optional.empty());
    }

    Line withValues(double[] other) {
        return new Line(group, tags, kind, other, band, outlier);
    }

    Line withBand(Band of) {
        return new Line(group, tags, kind, values, Optional.of(of), outlier);
    }

    Line withOutlier(boolean[] of) {
        return new Line(group, tags, kind, values, band, Optional.of(of));
    }

    /** The last so many buckets. */
    Line last(int buckets) {
        int from = values.length - buckets;
        return new Line(
                group,
                tags,
                kind,
                java.util.Arrays.copyOfRange(values, from, values.length),
                band.map(b -> b.last(buckets)),
                outlier.map(o -> java.util.Arrays.copyOfRange(o, from, o.length)));
    }

    public boolean isEmpty() {
        for (double value : values) {
            if (!Double.isNaN(value)) {
                return false;
            }
        }
        return band.isEmpty();
    }
}
