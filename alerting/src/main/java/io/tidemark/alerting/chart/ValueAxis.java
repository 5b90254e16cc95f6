package io.tidemark.alerting.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/**
 * The range of the value axis, and how its numbers read.
 *
 * <p>Values and thresholds are always in the picture. The band is, as long as it does not squash them: a model that is still cold may
 * have a band a thousand times wider than the data, which is then cut at one data range above and below.
 */
record ValueAxis(double min, double max) {

    private static final double MARGIN_SHARE = 0.08;
    private static final String[] SUFFIXES = {"", "k", "M", "G", "T", "P", "E"};

    static ValueAxis of(GraphPoints points, List<Double> thresholds) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double v : points.value()) {
            if (!Double.isNaN(v)) {
                low = Math.min(low, v);
                high = Math.max(high, v);
            }
        }
        for (double t : thresholds) {
            if (Double.isFinite(t)) {
                low = Math.min(low, t);
                high = Math.max(high, t);
            }
        }
        boolean nothingElse = low > high;
        double room = nothingElse ? Double.POSITIVE_INFINITY : Math.max(high - low, Math.abs(high) * 0.2);
        double bandLow = Double.POSITIVE_INFINITY;
        double bandHigh = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < points.size(); i++) {
            bandLow = Double.isNaN(points.lower()[i]) ? bandLow : Math.min(bandLow, points.lower()[i]);
            bandHigh = Double.isNaN(points.upper()[i]) ? bandHigh : Math.max(bandHigh, points.upper()[i]);
        }
        if (nothingElse) {
            low = Math.min(bandLow, bandHigh);
            high = Math.max(bandLow, bandHigh);
        } else {
            low = Math.min(low, Math.max(bandLow, low - room));
            high = Math.max(high, Math.min(bandHigh, high + room));
        }
        if (!Double.isFinite(low) || !Double.isFinite(high)) {
            return new ValueAxis(0, 1);
        }
        double margin = high > low ? (high - low) * MARGIN_SHARE : Math.max(Math.abs(high) * 0.1, 1);
        // Data that never goes below zero does not get an axis that does.
        double floor = low >= 0 && low - margin < 0 ? 0 : low - margin;
        return new ValueAxis(floor, high + margin);
    }

    /** {@code 1250000} reads {@code 1.25M}; small numbers keep up to four significant digits. */
    static String label(double v) {
        if (v == 0 || Double.isNaN(v)) {
            return "0";
        }
        double magnitude = Math.abs(v);
        if (magnitude >= 1e21 || magnitude < 1e-6) {
            return String.format(Locale.ROOT, "%.2e", v);
        }
        int thousands = 0;
        double scaled = v;
        while (Math.abs(scaled) >= (thousands == 0 ? 10_000 : 1_000)) {
            scaled /= 1_000;
            thousands++;
        }
        BigDecimal rounded = new BigDecimal(scaled).round(new MathContext(4, RoundingMode.HALF_EVEN));
        return rounded.stripTrailingZeros().toPlainString() + SUFFIXES[thousands];
    }
}
