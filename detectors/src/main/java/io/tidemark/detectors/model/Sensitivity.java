package io.tidemark.detectors.model;

import java.time.Duration;

/** How much a value may differ before it counts: as a width in deviations, or as how many false alarms are acceptable. */
public sealed interface Sensitivity {
    /** The band is {@code deviations} robust standard deviations to each side. */
    record Bounds(double deviations) implements Sensitivity {
        public Bounds {
            if (!(deviations > 0 && deviations <= 100)) {
                throw new IllegalArgumentException("bounds is " + deviations + " (expected more than 0, at most 100)");
            }
        }
    }

    /** At most about {@code alarms} false alarms in {@code per}, for each series. */
    record Budget(double alarms, Duration per) implements Sensitivity {
        public Budget {
            if (!(alarms > 0 && alarms <= 1e6)) {
                throw new IllegalArgumentException("false alarms is " + alarms + " (expected more than 0)");
            }
            if (per.isZero() || per.isNegative()) {
                throw new IllegalArgumentException("false alarms per " + per + " (expected a duration above zero)");
            }
        }

        /** Expected false alarms for each bucket of that length, at most 0.2. */
        public double perBucket(int intervalSeconds) {
            return Math.min(0.2, alarms * intervalSeconds / (per.toMillis() / 1000.0));
        }
    }

    /** One false alarm a week for each series. */
    Sensitivity DEFAULT = new Budget(1, Duration.ofDays(7));
}
