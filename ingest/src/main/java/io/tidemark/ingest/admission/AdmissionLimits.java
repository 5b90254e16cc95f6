package io.tidemark.ingest.admission;

import java.time.Duration;

/**
 * How much may be sent.
 *
 * @param tagsMax tags of one series
 * @param seriesMax series known at one time, of all clients
 * @param seriesPerClientMax series known at one time, of one client
 * @param seriesPerMetricMax series of one client known at one time with one metric name; more go to the metric's overflow series
 * @param seriesForgottenAfter how long a silent series counts against the limits
 * @param aheadMax how far a time may lie in the future
 */
public record AdmissionLimits(
        int tagsMax,
        int seriesMax,
        int seriesPerClientMax,
        int seriesPerMetricMax,
        Duration seriesForgottenAfter,
        Duration aheadMax) {

    public static final AdmissionLimits DEFAULTS =
            new AdmissionLimits(40, 200_000, 50_000, 2_000, Duration.ofHours(1), Duration.ofMinutes(10));

    public AdmissionLimits {
        if (tagsMax < 1 || seriesMax < 1 || seriesPerClientMax < 1 || seriesPerMetricMax < 1) {
            throw new IllegalArgumentException("limits are " + tagsMax + " tags, " + seriesMax + " series, "
                    + seriesPerClientMax + " series a client, "
                    + seriesPerMetricMax + " series a metric (expected at least 1 each)");
        }
        if (seriesForgottenAfter.isNegative() || aheadMax.isNegative()) {
            throw new IllegalArgumentException("limits hold a negative duration (expected 0 or more)");
        }
    }
}
