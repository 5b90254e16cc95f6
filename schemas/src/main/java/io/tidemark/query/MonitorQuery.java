package io.tidemark.query;

import java.util.Optional;

/**
 * When a monitor is in alert: {@code avg(last_5m):avg:system.load.1{*} by {host} > 4}.
 *
 * @param over how the values of the window become one
 * @param window the window; {@code next_…} for a forecast
 * @param change for {@code change(…)} and {@code pct_change(…)}: against what the window is compared
 * @param query what is read
 * @param comparison how the value is compared with the threshold
 * @param threshold the critical threshold; for anomalies the share of the alert window, 0 to 1
 */
public record MonitorQuery(
        TimeAggregator over,
        Window window,
        Optional<Change> change,
        Query query,
        Comparison comparison,
        double threshold) {

    /** The window is compared with the same window this long before. */
    public record Change(boolean relative, Window shift) {}

    /** How a value is compared with a threshold. */
    public enum Comparison {
        ABOVE_OR_EQUAL(">="),
        BELOW_OR_EQUAL("<="),
        ABOVE(">"),
        BELOW("<");

        private final String symbol;

        Comparison(String symbol) {
            this.symbol = symbol;
        }

        /** False for NaN. */
        public boolean holds(double value, double threshold) {
            return switch (this) {
                case ABOVE -> value > threshold;
                case ABOVE_OR_EQUAL -> value >= threshold;
                case BELOW -> value < threshold;
                case BELOW_OR_EQUAL -> value <= threshold;
            };
        }

        /** Whether higher values are worse. */
        public boolean isUpward() {
            return this == ABOVE || this == ABOVE_OR_EQUAL;
        }

        public String symbol() {
            return symbol;
        }
    }

    public static MonitorQuery parse(String text) {
        return MonitorQueryParser.parseAll(text);
    }

    /** Canonical text; parsing it gives an equal query. */
    public String text() {
        String folded = over.text() + "(" + window.text() + ")";
        String head = change.map(c -> (c.relative() ? "pct_change(" : "change(") + folded + ", "
                        + c.shift().text() + ")")
                .orElse(folded);
        return head + ":" + query.text() + " " + comparison.symbol + " " + Query.format(threshold);
    }
}
