package io.tidemark.ingest.aggregate;

import java.util.List;
import java.util.Set;

/**
 * How samples are put together.
 *
 * @param intervalSeconds length of a bucket
 * @param counterZerosSeconds for how long after its last sample a counter sends 0
 * @param contextExpirySeconds for how long an idle context other than a counter is remembered
 * @param histogramAggregates of {@code max median avg count sum min}
 * @param histogramPercentiles fractions between 0 and 1; 0.95 gives {@code .95percentile}
 * @param valuesMax values that one context keeps in one bucket (histogram samples, distinct texts of a set)
 */
public record AggregateSettings(
        int intervalSeconds,
        int counterZerosSeconds,
        int contextExpirySeconds,
        List<String> histogramAggregates,
        List<Double> histogramPercentiles,
        int valuesMax) {

    private static final Set<String> KNOWN = Set.of("max", "median", "avg", "count", "sum", "min");

    public static final AggregateSettings DEFAULTS =
            new AggregateSettings(10, 300, 20, List.of("max", "median", "avg", "count"), List.of(0.95), 100_000);

    public AggregateSettings {
        if (intervalSeconds < 1 || counterZerosSeconds < 0 || contextExpirySeconds < 0 || valuesMax < 1) {
            throw new IllegalArgumentException("aggregation settings hold a number that is too small (expected an"
                    + " interval and values_max of at least 1 and expiries of at least 0)");
        }
        histogramAggregates = List.copyOf(histogramAggregates);
        histogramPercentiles = List.copyOf(histogramPercentiles);
        for (String aggregate : histogramAggregates) {
            if (!KNOWN.contains(aggregate)) {
                throw new IllegalArgumentException("histogram_aggregates holds \"" + aggregate
                        + "\" (expected max, median, avg, count, sum or min)");
            }
        }
        for (double percentile : histogramPercentiles) {
            if (!(percentile > 0 && percentile < 1)) {
                throw new IllegalArgumentException("histogram_percentiles holds " + percentile
                        + " (expected a fraction over 0 and under 1, such as 0.95)");
            }
        }
    }

    public AggregateSettings withHistograms(List<String> aggregates, List<Double> percentiles) {
        return new AggregateSettings(
                intervalSeconds, counterZerosSeconds, contextExpirySeconds, aggregates, percentiles, valuesMax);
    }
}
