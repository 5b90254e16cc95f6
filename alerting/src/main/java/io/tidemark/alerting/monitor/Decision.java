package io.tidemark.alerting.monitor;

import java.util.Objects;

/**
 * What one bucket or one deadline did to a group, and why.
 *
 * @param outcome what it did
 * @param from state before
 * @param to state after
 * @param atMillis event time: end of the bucket that decided, or the tick at which a deadline passed
 * @param value what was compared; NaN where nothing was
 * @param threshold what it was compared with; NaN where nothing was
 * @param reason one sentence
 */
public record Decision(
        Outcome outcome, GroupState from, GroupState to, long atMillis, double value, double threshold, String reason) {

    /** What became of it. */
    public enum Outcome {
        /** Judged; the state is another one now. */
        CHANGED,
        /** Judged; the state stays. */
        UNCHANGED,
        /** Not judged: the group is too new. */
        NEW_GROUP,
        /** Not judged: the window is not filled, and the monitor asks for a full one. */
        PARTIAL_WINDOW,
        /** Not judged: the monitor is judged at certain times only. */
        NOT_THE_TIME,
        /** Not judged: there is no value in the window. */
        EMPTY_WINDOW,
        /** Not judged: the window has more buckets than are remembered. */
        WINDOW_TOO_LONG,
        /** Judged; the state stays, and from now on nothing is told: the group keeps changing. */
        FLAPPING,
        /** Judged; the state stays, and the group has settled: that is told. */
        SETTLED,
        /** Judged; it is over, but not for long enough: the alert is kept. */
        KEPT,
        /** Remembered only: it corrects a bucket that was judged. */
        CORRECTED,
        /** Ignored: an older bucket than the last, and no correction. */
        OUT_OF_ORDER
    }

    public Decision {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(reason, "reason");
        if ((outcome == Outcome.CHANGED) == (from == to)) {
            throw new IllegalArgumentException("outcome: " + outcome + " from " + from + " to " + to);
        }
    }

    static Decision none(Outcome outcome, GroupState state, long atMillis, String reason) {
        return new Decision(outcome, state, state, atMillis, Double.NaN, Double.NaN, reason);
    }

    public boolean isChange() {
        return outcome == Outcome.CHANGED;
    }
}
