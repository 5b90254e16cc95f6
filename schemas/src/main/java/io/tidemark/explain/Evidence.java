package io.tidemark.explain;

import io.tidemark.avro.Anomaly;
import io.tidemark.avro.Channel;
import io.tidemark.avro.View;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.BandFlags;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What speaks for a bucket being out of band, and the sentence that says it.
 *
 * <pre>42.5 is 7.1 above the band 20.3 to 35.4 (expected 28.1): 5.2 deviations of 2.77; level 30 and season -1.9, as every day; the
 * same hour of the days before: 27.9, 28.4, 31, 26.2; it looks like the onset of an incident: far from what the last values and
 * the season let one expect; score 5.1.</pre>
 *
 * @param value what came, in the metric's unit, as all that follow
 * @param expected centre of the band
 * @param lower lower edge of the band
 * @param upper upper edge of the band
 * @param scale robust standard deviation of the prediction
 * @param score -log10 of the chance, by the series' own past
 * @param trend level part of what was expected; NaN where the model has none
 * @param season seasonal part; NaN where the model has none
 * @param seasonSeconds length of the season; 0 where it is not known
 * @param channel which channel of the model spoke
 * @param view what made the score
 * @param borrowed the season is that of a sibling
 * @param past mean in the same hour of the days before, yesterday first; NaN for a day without values
 */
public record Evidence(
        double value,
        double expected,
        double lower,
        double upper,
        double scale,
        double score,
        double trend,
        double season,
        int seasonSeconds,
        Channel channel,
        View view,
        boolean borrowed,
        List<Double> past) {

    private static final int DAY = 86_400;
    private static final int HOUR = 3_600;

    public Evidence {
        past = List.copyOf(past);
    }

    /** All that the record has. */
    public static Evidence of(Anomaly anomaly) {
        return new Evidence(
                anomaly.getValue(),
                anomaly.getExpected(),
                anomaly.getLower(),
                anomaly.getUpper(),
                anomaly.getScale(),
                anomaly.getScore(),
                orNaN(anomaly.getTrend()),
                orNaN(anomaly.getSeason()),
                anomaly.getSeasonSeconds(),
                anomaly.getChannel(),
                anomaly.getView(),
                anomaly.getBorrowed(),
                anomaly.getPast());
    }

    /** What a row of bands has: all but the length of the season and the days before. */
    public static Evidence of(BandBatchReader bands, int row) {
        Channel channel = bands.has(row, BandFlags.INCIDENT)
                ? Channel.INCIDENT
                : bands.has(row, BandFlags.BEHAVIOUR) ? Channel.BEHAVIOUR : Channel.BAND;
        return new Evidence(
                bands.value(row),
                bands.expected(row),
                bands.lower(row),
                bands.upper(row),
                bands.scale(row),
                bands.score(row),
                bands.trend(row),
                bands.season(row),
                0,
                channel,
                BandFlags.view(bands.flags(row)),
                bands.has(row, BandFlags.BORROWED),
                List.of());
    }

    /** One sentence for people. */
    public String sentence() {
        StringBuilder text = new StringBuilder(200);
        text.append(number(value));
        boolean inside = !(value > upper) && !(value < lower);
        if (inside) {
            text.append(" lies inside the band ");
        } else {
            double beyond = value > upper ? value - upper : lower - value;
            text.append(" is ")
                    .append(number(beyond))
                    .append(value > upper ? " above" : " below")
                    .append(" the band ");
        }
        text.append(number(lower)).append(" to ").append(number(upper));
        text.append(" (expected ").append(number(expected)).append(')');
        if (scale > 0) {
            text.append(": ").append(number(Math.abs(value - expected) / scale));
            text.append(" deviations of ").append(number(scale));
        }
        if (!Double.isNaN(trend) && !Double.isNaN(season)) {
            text.append("; level ").append(number(trend)).append(" and season ").append(number(season));
            text.append(every());
            text.append(borrowed ? ", borrowed from a sibling" : "");
        }
        if (past.stream().anyMatch(day -> !Double.isNaN(day))) {
            text.append("; the same hour of the days before: ");
            text.append(past.stream()
                    .map(day -> Double.isNaN(day) ? "none" : number(day))
                    .collect(Collectors.joining(", ")));
        }
        text.append(spoke(inside));
        if (score > 0) {
            text.append("; score ").append(String.format(Locale.ROOT, "%.1f", score));
        }
        return text.append('.').toString();
    }

    private String every() {
        if (seasonSeconds == 0 || season == 0) {
            return "";
        }
        if (seasonSeconds == 7 * DAY) {
            return ", as every week";
        }
        if (seasonSeconds == DAY) {
            return ", as every day";
        }
        return seasonSeconds == HOUR
                ? ", as every hour"
                : ", as every " + number(seasonSeconds / (double) HOUR) + " hours";
    }

    private String spoke(boolean inside) {
        if (channel == Channel.BAND) {
            return "";
        }
        String what = switch (view) {
            case DEVIATION -> "";
            case ONSET -> ": the values swing more than just before";
            case SURPRISE -> ": far from what the last values and the season let one expect";
            case SEASONAL -> ": far from what is usual at this time";
            case SUSTAINED -> ": the last four values together are far from what is usual at this time";
            case NOVELTY -> ": no value near it was seen before";
        };
        String kind = channel == Channel.INCIDENT
                ? "it looks like the onset of an incident"
                : "this behaviour was not seen before";
        return (inside ? "; not its size is unusual, but " : "; ") + kind + what;
    }

    /** Three significant digits, six from 100 on, without an exponent where that stays readable. */
    public static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "unknown";
        }
        double magnitude = Math.abs(value);
        if (magnitude != 0 && (magnitude >= 1e9 || magnitude < 1e-4)) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        BigDecimal digits = new BigDecimal(value)
                .round(new MathContext(magnitude >= 100 ? 6 : 3))
                .stripTrailingZeros();
        return digits.signum() == 0 ? "0" : digits.toPlainString();
    }

    private static double orNaN(Double value) {
        return value == null ? Double.NaN : value;
    }
}
