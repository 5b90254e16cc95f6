package io.tidemark.query;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the series of one group become one value: the word before the metric in {@code avg:system.load.1{*}}. */
public enum Aggregator {
    AVG,
    SUM,
    MIN,
    MAX,
    COUNT,
    LAST,
    P50(0.50),
    P75(0.75),
    P90(0.90),
    P95(0.95),
    P99(0.99);

    private final double quantile;

    Aggregator() {
        this(Double.NaN);
    }

    Aggregator(double quantile) {
        this.quantile = quantile;
    }

    public boolean isPercentile() {
        return !Double.isNaN(quantile);
    }

    /** The quantile of a percentile, 0.95 for p95; NaN for the others. */
    public double quantile() {
        return quantile;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Aggregator::text).toList();
    }

    static Optional<Aggregator> named(String name) {
        return Arrays.stream(values()).filter(a -> a.text().equals(name)).findFirst();
    }
}
