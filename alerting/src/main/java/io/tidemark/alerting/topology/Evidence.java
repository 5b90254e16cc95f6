package io.tidemark.alerting.topology;

import io.tidemark.wire.BandBatchReader;
import java.util.Optional;

/**
 * What the detector said of the bucket that is judged, besides its value and edges; NaN where there is nothing.
 *
 * @param startSeconds start of the bucket; -1 for none
 * @param value its value
 * @param expected centre of the band, or of the other members
 * @param lower lower edge
 * @param upper upper edge
 * @param scale robust standard deviation of the prediction
 * @param trend level part of the expected value
 * @param season seasonal part
 * @param band what speaks for or against the bucket, where it has a band
 */
record Evidence(
        long startSeconds,
        double value,
        double expected,
        double lower,
        double upper,
        double scale,
        double trend,
        double season,
        Optional<io.tidemark.explain.Evidence> band) {

    static final Evidence NONE = ofValue(-1, Double.NaN);

    static Evidence of(BandBatchReader batch, int row) {
        boolean plain = Double.isNaN(batch.lower(row)) && Double.isNaN(batch.upper(row));
        return new Evidence(
                batch.startSeconds(row),
                batch.value(row),
                batch.expected(row),
                batch.lower(row),
                batch.upper(row),
                batch.scale(row),
                batch.trend(row),
                batch.season(row),
                plain ? Optional.empty() : Optional.of(io.tidemark.explain.Evidence.of(batch, row)));
    }

    static Evidence ofValue(long startSeconds, double value) {
        return new Evidence(
                startSeconds,
                value,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Optional.empty());
    }
}
