package io.tidemark.alerting.monitor;

import io.tidemark.query.TimeAggregator;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Sentences and numbers for people. */
public final class Texts {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Texts() {}

    /** What was measured, over which window, against what. */
    static String measured(MonitorRule rule, GroupState from, GroupState to, double value, double threshold) {
        Condition condition = rule.condition();
        boolean share = condition.kind() == Condition.Kind.SHARE_OUT_OF_BAND;
        String shown = share ? percent(value) : number(value);
        String limit = share ? percent(threshold) : number(threshold);
        String level = (to == GroupState.OK ? from : to) == GroupState.WARN ? "warning" : "alert";
        String stand = to == GroupState.OK && from != GroupState.OK && from != GroupState.NO_DATA
                ? "recovered from the " + level + " at " + limit
                : rule.levels().comparison().holds(value, threshold)
                        ? level + " threshold: " + rule.levels().comparison().symbol() + " " + limit
                        : to == GroupState.OK
                                ? "within the " + level + " threshold of " + limit
                                : "not yet recovered from the " + level + " at " + limit;
        return subject(condition) + " is " + shown + " (" + stand + ").";
    }

    private static String subject(Condition condition) {
        String window = condition
                .period()
                .map(period -> "the current " + period.unit().text())
                .orElse("the last " + span(condition.windowSeconds()));
        return switch (condition.kind()) {
            case AGGREGATE -> capital(aggregate(condition.over())) + " over " + window;
            case CHANGE ->
                "The change of the " + aggregate(condition.over()) + " over " + window + " against "
                        + span(condition.shiftSeconds()) + " before";
            case PERCENT_CHANGE ->
                "The change, in percent, of the " + aggregate(condition.over()) + " over " + window + " against "
                        + span(condition.shiftSeconds()) + " before";
            case OUTLIER -> "Being an outlier among the groups over " + window + ", 1 for yes,";
            case FORECAST ->
                "The " + aggregate(condition.over()) + " of the forecast's edge over the next "
                        + span(condition.windowSeconds());
            case CHECK -> "The check's answer, 0 ok, 1 warning, 2 critical, 3 unknown,";
            case SHARE_OUT_OF_BAND ->
                "The share of " + window
                        + switch (condition.direction()) {
                            case BOTH -> " out of its band";
                            case ABOVE -> " above its band";
                            case BELOW -> " below its band";
                        };
        };
    }

    private static String aggregate(TimeAggregator over) {
        return switch (over) {
            case AVG -> "average";
            case SUM -> "sum";
            case MIN -> "minimum";
            case MAX -> "maximum";
            case COUNT -> "count";
            case LAST -> "last value";
        };
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /** Five significant digits, without an exponent where that is short: '93.2', '0.00012', '1.5E+12'. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return "none";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(5)).stripTrailingZeros();
        int magnitude = rounded.precision() - rounded.scale();
        return magnitude > 9 || magnitude < -6 ? rounded.toString() : rounded.toPlainString();
    }

    static String percent(double share) {
        return number(share * 100) + " %";
    }

    /** '90 s' as '90 s', '600 s' as '10 m', '86400 s' as '1 d'. */
    public static String span(long seconds) {
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + " d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " m" : seconds + " s";
    }

    /** An instant for people, in UTC, to the second. */
    public static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    /** The same on the wall of a zone: '2026-06-01 12:00:00 +02:00 (Europe/Paris)'. */
    public static String time(long millis, ZoneId zone) {
        ZonedDateTime at = Instant.ofEpochMilli(millis).atZone(zone);
        boolean utc = at.getOffset().equals(ZoneOffset.UTC);
        return utc ? time(millis) : LOCAL.format(at) + " " + at.getOffset() + " (" + zone + ")";
    }
}
