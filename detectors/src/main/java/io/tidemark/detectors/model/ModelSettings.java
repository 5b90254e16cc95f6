package io.tidemark.detectors.model;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * Everything that a detector's configuration says to its model.
 *
 * @param model a name or alias that {@link Models} knows
 * @param intervalSeconds width of a bucket
 * @param zone civil time of the season: a day has the hours that its inhabitants live by
 * @param minDeviation a value nearer to what was expected is never an anomaly; unit of the metric
 * @param minRelativeDeviation the same, as a share of what was expected
 * @param lowest no value can be below (NaN: unknown); the band does not reach further
 * @param highest no value can be above (NaN: unknown)
 */
public record ModelSettings(
        String model,
        Sensitivity sensitivity,
        Direction direction,
        int intervalSeconds,
        ZoneId zone,
        Seasonality seasonality,
        double minDeviation,
        double minRelativeDeviation,
        double lowest,
        double highest,
        Kind kind) {

    /** Which side of the band counts. */
    public enum Direction {
        BOTH,
        ABOVE,
        BELOW
    }

    /** Which season to learn; AUTO lets the data decide. */
    public enum Seasonality {
        AUTO,
        NONE,
        HOURLY,
        DAILY,
        WEEKLY
    }

    /** What the values are: a measured state, events in the bucket, or events per second. */
    public enum Kind {
        GAUGE,
        COUNT,
        RATE
    }

    public ModelSettings {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(sensitivity, "sensitivity");
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(seasonality, "seasonality");
        Objects.requireNonNull(kind, "kind");
        if (intervalSeconds < 1 || intervalSeconds > 86_400 * 7) {
            throw new IllegalArgumentException(
                    "interval is " + intervalSeconds + " s (expected 1 s to 7 days for a bucket)");
        }
        if (!(minDeviation >= 0) || Double.isInfinite(minDeviation)) {
            throw new IllegalArgumentException("min_dev is " + minDeviation + " (expected 0 or more)");
        }
        if (!(minRelativeDeviation >= 0) || Double.isInfinite(minRelativeDeviation)) {
            throw new IllegalArgumentException("min_rel_dev is " + minRelativeDeviation + " (expected 0 or more)");
        }
        if (lowest >= highest) {
            throw new IllegalArgumentException("data range is " + lowest + " to " + highest + " (expected low < high)");
        }
    }

    /** The defaults: {@code auto}, one false alarm a week, both directions, UTC. */
    public static ModelSettings ofInterval(int intervalSeconds) {
        return new ModelSettings(
                "auto",
                Sensitivity.DEFAULT,
                Direction.BOTH,
                intervalSeconds,
                ZoneOffset.UTC,
                Seasonality.AUTO,
                0,
                0,
                Double.NaN,
                Double.NaN,
                Kind.GAUGE);
    }

    public ModelSettings withModel(String name) {
        return new ModelSettings(
                name,
                sensitivity,
                direction,
                intervalSeconds,
                zone,
                seasonality,
                minDeviation,
                minRelativeDeviation,
                lowest,
                highest,
                kind);
    }

    public ModelSettings withInterval(int seconds) {
        return new ModelSettings(
                model,
                sensitivity,
                direction,
                seconds,
                zone,
                seasonality,
                minDeviation,
                minRelativeDeviation,
                lowest,
                highest,
                kind);
    }

    public ModelSettings withSensitivity(Sensitivity newSensitivity) {
        return new ModelSettings(
                model,
                newSensitivity,
                direction,
                intervalSeconds,
                zone,
                seasonality,
                minDeviation,
                minRelativeDeviation,
                lowest,
                highest,
                kind);
    }

    public ModelSettings withDirection(Direction newDirection) {
        return new ModelSettings(
                model,
                sensitivity,
                newDirection,
                intervalSeconds,
                zone,
                seasonality,
                minDeviation,
                minRelativeDeviation,
                lowest,
                highest,
                kind);
    }

    public ModelSettings withZone(ZoneId newZone) {
        return new ModelSettings(
                model,
                sensitivity,
                direction,
                intervalSeconds,
                newZone,
                seasonality,
                minDeviation,
                minRelativeDeviation,
                lowest,
                highest,
                kind);
    }

    public ModelSettings withSeasonality(Seasonality newSeasonality) {
        return new ModelSettings(
                model,
                sensitivity,
                direction,
                intervalSeconds,
                zone,
                newSeasonality,
                minDeviation,
                minRelativeDeviation,
                lowest,
                highest,
                kind);
    }

    public ModelSettings withFloors(double newMinDeviation, double newMinRelativeDeviation) {
        return new ModelSettings(
                model,
                sensitivity,
                direction,
                intervalSeconds,
                zone,
                seasonality,
                newMinDeviation,
                newMinRelativeDeviation,
                lowest,
                highest,
                kind);
    }

    public ModelSettings withRange(double newLowest, double newHighest) {
        return new ModelSettings(
                model,
                sensitivity,
                direction,
                intervalSeconds,
                zone,
                seasonality,
                minDeviation,
                minRelativeDeviation,
                newLowest,
                newHighest,
                kind);
    }

    public ModelSettings withKind(Kind newKind) {
        return new ModelSettings(
                model,
                sensitivity,
                direction,
                intervalSeconds,
                zone,
                seasonality,
                minDeviation,
                minRelativeDeviation,
                lowest,
                highest,
                newKind);
    }
}
