package io.tidemark.alerting.monitor;

/**
 * Tells a group that keeps coming back, however slowly: where its state turns for the third time within {@value
 * #SPAN_SECONDS} s, from worse to better or back, that message is the last one until an hour has passed without a turn. So one
 * group tells at most three messages an hour: fired, recovered, and that it flaps.
 *
 * <pre>
 *   10:00 alert    told
 *   10:05 ok       told
 *   10:10 alert    told: it flaps
 *   10:15 ok, 10:20 alert, … 17:50 ok   recorded
 *   18:50          told: it has settled, ok
 * </pre>
 *
 * <p>Steps for the worse one after another (warning, alert) are one turn. Pure; times in seconds; 33 bytes a group.
 *
 * @param last time of the latest turn that was told, or of having settled
 * @param beforeLast time of the one before
 * @param turned time of the latest turn, told or not
 * @param flapping whether it flaps
 * @param worsened whether the latest turn was for the worse
 */
record Relapses(long last, long beforeLast, long turned, boolean flapping, boolean worsened) {

    static final long SPAN_SECONDS = 3_600;

    /** As good as never, and far enough from the smallest number to count from. */
    private static final long NEVER = Long.MIN_VALUE / 4;

    static final Relapses NONE = new Relapses(NEVER, NEVER, NEVER, false, false);

    /** A bucket was judged. */
    Relapses next(GroupState from, GroupState to, long atSeconds) {
        boolean worse = to.ordinal() > from.ordinal();
        if (from == to || worse == worsened) {
            boolean settled = flapping && atSeconds - turned >= SPAN_SECONDS;
            return settled ? new Relapses(atSeconds, last, turned, false, worsened) : this;
        }
        if (flapping) {
            return new Relapses(last, beforeLast, atSeconds, true, worse);
        }
        boolean third = atSeconds - beforeLast < SPAN_SECONDS;
        return new Relapses(atSeconds, last, atSeconds, third, worse);
    }
}
