package io.tidemark.ingest.admission;

import java.time.Duration;

/**
 * How much one sender may send.
 *
 * @param tagsMax tags of one series
 * @param seriesMax series known at one time, in all
 * @param seriesPerMetricMax series known at one time with one metric name; more go to the metric's overflow series
 * @param seriesForgottenAfter how long a silent series counts against the limits
 * @param aheadMax how far a time may lie in the future
 */
public record AdmissionLimits(
        int tagsMax, int seriesMax, int seriesPerMetricMax, Duration seriesForgottenAfter, Duration aheadMax) {

    public static final AdmissionLimits DEFAULTS =
            new AdmissionLimits(40, 50_000, 2_000, Duration.ofHours(1), Duration.ofMinutes(10));

    public AdmissionLimits {
        if (tagsMax < 1 || seriesMax < 1 || seriesPerMetricMax < 1) {
            throw new IllegalArgumentException("limits are " + tagsMax + " tags, " + seriesMax + " series, "
                    + seriesPerMetricMax + " series a metric (expected at least 1 each)");
        }
        if (seriesForgottenAfter.isNegative() || aheadMax.isNegative()) {
            throw new IllegalArgumentException("limits hold a negative duration (expected 0 or more)");
        }
    }
}
