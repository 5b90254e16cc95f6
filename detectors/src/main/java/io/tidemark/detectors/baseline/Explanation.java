package io.tidemark.detectors.baseline;

import io.tidemark.avro.Anomaly;
import java.util.Locale;

/**
 * One sentence on why a bucket is out of band. Every number in it follows from the anomaly's own fields, so that a reader can
 * check it.
 *
 * <pre>42.5 is 7.1 above the band 20.3 to 35.4 (expected 28.1): 5.2 deviations of 2.77 from what was expected; level 30 and
 * season -1.9; about one bucket in 100,000 is so strange.</pre>
 */
public final class Explanation {
    private static final double SCORE_SHOWN_MAX = 15;

    private Explanation() {}

    public static String of(Anomaly anomaly) {
        double value = anomaly.getValue();
        StringBuilder text = new StringBuilder(160);
        text.append(number(value)).append(" is ");
        if (value > anomaly.getUpper()) {
            text.append(number(value - anomaly.getUpper())).append(" above");
        } else if (value < anomaly.getLower()) {
            text.append(number(anomaly.getLower() - value)).append(" below");
        } else {
            text.append("inside");
        }
        text.append(" the band ")
                .append(number(anomaly.getLower()))
                .append(" to ")
                .append(number(anomaly.getUpper()));
        text.append(" (expected ").append(number(anomaly.getExpected())).append(')');
        if (anomaly.getScale() > 0) {
            text.append(": ")
                    .append(number(Math.abs(value - anomaly.getExpected()) / anomaly.getScale()))
                    .append(" deviations of ")
                    .append(number(anomaly.getScale()))
                    .append(" from what was expected");
        }
        if (anomaly.getTrend() != null && anomaly.getSeason() != null) {
            text.append("; level ").append(number(anomaly.getTrend()));
            text.append(" and season ").append(number(anomaly.getSeason()));
        }
        switch (anomaly.getChannel()) {
            case INCIDENT -> text.append("; it looks like the onset of an incident");
            case BEHAVIOUR -> text.append("; this behaviour was not seen before");
            default -> {}
        }
        if (anomaly.getScore() > 0) {
            double oneIn = StrictMath.pow(10, Math.min(anomaly.getScore(), SCORE_SHOWN_MAX));
            text.append("; about one bucket in ").append(String.format(Locale.ROOT, "%,.0f", rounded(oneIn)));
            text.append(" is so strange");
        }
        return text.append('.').toString();
    }

    /** Three significant digits, without an exponent where that stays readable. */
    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "unknown";
        }
        double magnitude = Math.abs(value);
        if (magnitude != 0 && (magnitude >= 1e9 || magnitude < 1e-4)) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        java.math.BigDecimal digits = new java.math.BigDecimal(value)
                .round(new java.math.MathContext(magnitude >= 100 ? 6 : 3))
                .stripTrailingZeros();
        return digits.signum() == 0 ? "0" : digits.toPlainString();
    }

    private static double rounded(double value) {
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(2))
                .doubleValue();
    }
}
