package io.tidemark.alerting.monitor;

import io.tidemark.query.MonitorQuery.Comparison;
import java.util.OptionalDouble;

/**
 * Thresholds of a monitor: which event a value is, given the state before.
 *
 * <p>A recovery threshold keeps a state until the value has passed it, so that a value that trembles at a threshold does
 * not flap. With {@code > 90}, recovery 75: 91 alerts, 80 stays in alert, 75 recovers.
 *
 * @param comparison how values are compared; higher is worse for {@code >} and {@code >=}
 * @param alert the alert threshold
 * @param warning the warning threshold, where there is one
 * @param alertRecovery what must be reached to leave Alert, where it is set apart
 * @param warningRecovery what must be reached to leave Warn, where it is set apart
 */
public record Levels(
        Comparison comparison,
        double alert,
        OptionalDouble warning,
        OptionalDouble alertRecovery,
        OptionalDouble warningRecovery) {

    public Levels {
        requireFinite("alert threshold", OptionalDouble.of(alert));
        requireFinite("warning threshold", warning);
        requireFinite("alert recovery threshold", alertRecovery);
        requireFinite("warning recovery threshold", warningRecovery);
    }

    private static void requireFinite(String name, OptionalDouble value) {
        if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
            throw new IllegalArgumentException(name + ": " + value.getAsDouble() + " (expected: a finite number)");
        }
    }

    /**
     * Judges a value.
     *
     * @param value what is compared with the thresholds
     * @param recovery what is compared with the recovery thresholds; the same, unless recovery has a window of its own
     */
    Happening judge(GroupState before, double value, double recovery) {
        if (comparison.holds(value, alert)) {
            return Happening.CRITICAL;
        }
        if (before == GroupState.ALERT && holds(recovery, alertRecovery)) {
            return Happening.CRITICAL;
        }
        if (warning.isPresent() && comparison.holds(value, warning.getAsDouble())) {
            return Happening.WARNING;
        }
        boolean wasRaised = before == GroupState.WARN || before == GroupState.ALERT && warning.isPresent();
        return wasRaised && holds(recovery, warningRecovery) ? Happening.WARNING : Happening.NORMAL;
    }

    /** Whether a recovery threshold has not been reached; where none is set nothing is held. */
    private boolean holds(double value, OptionalDouble recovery) {
        if (recovery.isEmpty()) {
            return false;
        }
        return comparison.isUpward() ? value > recovery.getAsDouble() : value < recovery.getAsDouble();
    }

    /** The threshold that a state is about, for messages; that of the alert for a recovery. */
    public double thresholdOf(GroupState state) {
        return state == GroupState.WARN && warning.isPresent() ? warning.getAsDouble() : alert;
    }
}
