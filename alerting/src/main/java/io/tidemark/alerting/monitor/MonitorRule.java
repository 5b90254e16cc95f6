package io.tidemark.alerting.monitor;

import java.util.Objects;

/** The deciding part of a monitor: what is measured, against what, and when. */
public record MonitorRule(Condition condition, Levels levels, Timing timing, Quiet quiet, Moments moments) {

    public MonitorRule {
        Objects.requireNonNull(condition, "condition");
        Objects.requireNonNull(levels, "levels");
        Objects.requireNonNull(timing, "timing");
        Objects.requireNonNull(quiet, "quiet");
        Objects.requireNonNull(moments, "moments");
    }

    public MonitorRule(Condition condition, Levels levels, Timing timing, Quiet quiet) {
        this(condition, levels, timing, quiet, Moments.ALWAYS);
    }

    public MonitorRule(Condition condition, Levels levels, Timing timing) {
        this(condition, levels, timing, Quiet.NONE);
    }

    /** The same for a group that is never new. */
    public MonitorRule forSimpleAlert() {
        return timing.newGroupDelay() == 0
                ? this
                : new MonitorRule(condition, levels, timing.withoutNewGroupDelay(), quiet, moments);
    }

    /** The same where nothing arrives by itself: no silence, no end of patience. */
    public MonitorRule withoutSilence() {
        return new MonitorRule(condition, levels, timing.withoutSilence(), quiet, moments);
    }

    /** Rows that must be remembered for buckets of this width. */
    int rows(int intervalSeconds) {
        long reach = condition.reachSeconds() + timing.evaluationDelay();
        return (int) Math.min(Integer.MAX_VALUE / 2, Math.max(History.ROWS_MIN, reach / intervalSeconds + 4));
    }

    /** Whether the window is too many buckets long to be remembered. */
    boolean isTooLong(int intervalSeconds) {
        return rows(intervalSeconds) > History.ROWS_MAX;
    }
}
