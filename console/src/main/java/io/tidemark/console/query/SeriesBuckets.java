package io.tidemark.console.query;

import io.tidemark.query.MetricKind;
import io.tidemark.series.Series;

/**
 * What is kept of one series in a span, as columns, oldest first; only buckets that hold something.
 *
 * @param pointSeconds seconds that one COUNT or RATE point stands for; 0 where unknown
 * @param startSeconds start of each bucket
 */
public record SeriesBuckets(
        Series series,
        MetricKind kind,
        int pointSeconds,
        long[] startSeconds,
        long[] count,
        double[] sum,
        double[] min,
        double[] max,
        double[] last) {

    public int size() {
        return startSeconds.length;
    }
}
