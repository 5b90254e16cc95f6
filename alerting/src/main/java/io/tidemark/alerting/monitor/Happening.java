package io.tidemark.alerting.monitor;

/** What may happen to a group. */
public enum Happening {
    /** The window was judged and is below every threshold, or recovered. */
    NORMAL(GroupState.OK),
    /** The window is beyond the warning threshold, or not yet recovered from it. */
    WARNING(GroupState.WARN),
    /** The window is beyond the alert threshold, or not yet recovered from it. */
    CRITICAL(GroupState.ALERT),
    /** Nothing arrived for as long as the monitor allows. */
    MISSING(GroupState.NO_DATA),
    /** The incident is closed without a value: timed out, monitor deleted, group gone. */
    RESOLVE(GroupState.OK);

    private final GroupState target;

    Happening(GroupState target) {
        this.target = target;
    }

    GroupState target() {
        return target;
    }
}
