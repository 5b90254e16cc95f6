package io.tidemark.query;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A metric judged against what is normal for it: {@code anomalies(q, 'agile', 3, direction='above', …)}.
 *
 * @param of what is judged; no function inside
 * @param model canonical name of the model, see {@link ModelNames}
 * @param deviations width of the band, in robust standard deviations, above 0
 * @param options the named arguments
 */
public record AnomaliesQuery(Query of, String model, double deviations, Options options) implements Query {

    /**
     * The named arguments.
     *
     * @param intervalSeconds width of the judged buckets; 0 where the text leaves it open
     * @param countDefaultZero whether a missing bucket of a count is 0 (otherwise it is unknown)
     */
    public record Options(
            Direction direction,
            Optional<Window> alertWindow,
            int intervalSeconds,
            boolean countDefaultZero,
            Optional<Seasonality> seasonality,
            ZoneId zone) {

        public static final Options DEFAULT =
                new Options(Direction.BOTH, Optional.empty(), 0, true, Optional.empty(), ZoneOffset.UTC);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.anomalies(this);
    }

    /** What decides the band: everything but the alert window, which only the monitor reads. */
    public String bandText() {
        return "anomalies(" + of.text() + ", '" + model + "', " + Query.format(deviations)
                + (options.direction == Direction.BOTH ? "" : ", direction='" + options.direction.text() + "'")
                + (options.intervalSeconds == 0 ? "" : ", interval=" + options.intervalSeconds)
                + (options.countDefaultZero ? "" : ", count_default_zero='false'")
                + options.seasonality
                        .map(s -> ", seasonality='" + s.text() + "'")
                        .orElse("")
                + (options.zone.equals(ZoneOffset.UTC) ? "" : ", timezone='" + options.zone.getId() + "'") + ")";
    }

    @Override
    public String text() {
        String band = bandText();
        return band.substring(0, band.length() - 1)
                + options.alertWindow
                        .map(w -> ", alert_window='" + w.text() + "'")
                        .orElse("") + ")";
    }
}
