package io.tidemark.document;

import io.tidemark.query.Direction;
import io.tidemark.query.Query;
import io.tidemark.query.Seasonality;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is watched, and how.
 *
 * @param query a metric or arithmetic over metrics
 * @param intervalSeconds width of the judged buckets, a multiple of 10
 * @param model canonical name of the model
 * @param sensitivity how wide the band is
 * @param seasonality empty: found from the data
 * @param minDeviation values nearer to the expected one are never out of band, in the value's unit
 * @param minRelativeDeviation the same as a share of the expected value
 * @param lowest smallest value that can be; NaN where none is known
 * @param highest largest value that can be; NaN where none is known
 * @param countDefaultZero whether a missing bucket of a count is 0
 */
public record DetectorDocument(
        String id,
        String name,
        Query query,
        int intervalSeconds,
        String model,
        Sensitivity sensitivity,
        Direction direction,
        ZoneId zone,
        Optional<Seasonality> seasonality,
        double minDeviation,
        double minRelativeDeviation,
        double lowest,
        double highest,
        boolean countDefaultZero,
        Optional<Instant> effectiveFrom,
        boolean enabled,
        List<String> tags)
        implements Document {

    /** How wide the band is: stated directly, or as the false alarms that are put up with. */
    public sealed interface Sensitivity {
        /** What a detector uses that states nothing: one false alarm a week for each group. */
        Sensitivity DEFAULT = new FalseAlarms(1, Duration.ofDays(7));
    }

    /** The band's half width in robust standard deviations. */
    public record Bounds(double deviations) implements Sensitivity {}

    /** At most so many false alarms in such a time, for each group. */
    public record FalseAlarms(double count, Duration per) implements Sensitivity {

        /** The same as a rate. */
        public double perDay() {
            return count * Duration.ofDays(1).toSeconds() / per.toSeconds();
        }
    }

    public DetectorDocument {
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(zone, "zone");
        tags = List.copyOf(tags);
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.DETECTOR;
    }
}
