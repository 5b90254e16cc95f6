package io.tidemark.alerting.monitor;

import java.util.Set;

/**
 * When a monitor judges, and which deadlines it keeps. All in seconds; 0 means "not".
 *
 * @param evaluationDelay a bucket is judged this long after its end, for data that comes late by nature
 * @param newGroupDelay a group is judged only when it has been seen for this long, so that a starting host is not paged
 * @param requireFullWindow whether a window that the group does not fill is left unjudged
 * @param onMissing what becomes of a group without data
 * @param noData how long nothing may arrive
 * @param renotify interval of reminders while a group stays bad
 * @param renotifyCount most reminders for one state; 0 for no limit of its own
 * @param renotifyStates states that are reminded of
 * @param autoResolve an incident closes when nothing has arrived for this long
 * @param retention a group of which nothing has arrived for this long is forgotten
 */
public record Timing(
        long evaluationDelay,
        long newGroupDelay,
        boolean requireFullWindow,
        OnMissing onMissing,
        long noData,
        long renotify,
        int renotifyCount,
        Set<GroupState> renotifyStates,
        long autoResolve,
        long retention) {

    /** Reminders stop after this: whoever was not moved by then will not be moved by more. */
    public static final long RENOTIFY_SPAN = 30 * 3_600L;

    /** What becomes of a group without data. */
    public enum OnMissing {
        /** It keeps its state. */
        KEEP,
        /** It goes to No Data, and nobody is told. */
        SHOW,
        /** It goes to No Data, and people are told. */
        SHOW_AND_NOTIFY,
        /** An incident of it closes. */
        RESOLVE
    }

    public Timing {
        renotifyStates = Set.copyOf(renotifyStates);
        if (evaluationDelay < 0 || newGroupDelay < 0 || noData < 0 || renotify < 0 || autoResolve < 0) {
            throw new IllegalArgumentException("negative timing: " + evaluationDelay + ", " + newGroupDelay + ", "
                    + noData + ", " + renotify + ", " + autoResolve);
        }
        if (retention < 1 || noData < 1) {
            throw new IllegalArgumentException(
                    "retention " + retention + " s, no data " + noData + " s (expected: above 0)");
        }
    }

    /** As good as never: a hundred years. */
    public static final long NEVER = 100L * 366 * 86_400;

    Timing withoutSilence() {
        return new Timing(0, 0, false, onMissing, NEVER, renotify, renotifyCount, renotifyStates, 0, NEVER);
    }

    Timing withoutNewGroupDelay() {
        return new Timing(
                evaluationDelay,
                0,
                requireFullWindow,
                onMissing,
                noData,
                renotify,
                renotifyCount,
                renotifyStates,
                autoResolve,
                retention);
    }
}
