package io.tidemark.alerting.monitor;

import io.tidemark.alerting.monitor.Decision.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges the groups of a monitor: each closed bucket once, and each deadline when a tick says that it has passed.
 *
 * <p>Trace of {@code avg(last_20s) > 90}, warning 75, no data after 60 s, buckets of 10 s:
 *
 * <pre>
 *   row 10:00:00 = 40     avg 40      unchanged OK
 *   row 10:00:10 = 95     avg 67.5    unchanged OK
 *   row 10:00:20 = 97     avg 96      OK → ALERT at 10:00:30
 *   row 10:00:00 = 41, correction     corrected
 *   tick 10:01:40                     ALERT → NO_DATA at 10:01:40
 * </pre>
 */
public final class Judge {

    private Judge() {}

    /**
     * A row arrived.
     *
     * @param tickMillis the latest tick of the row's stage; 0 where none has been seen
     */
    public static List<Decision> row(GroupMemory memory, MonitorRule rule, Row row, long tickMillis) {
        History history = memory.history();
        if (row.correction()) {
            history.correct(row);
            return List.of(Decision.none(
                    Outcome.CORRECTED, memory.state(), row.endSeconds() * 1_000L, "Corrected; not judged again."));
        }
        if (row.startSeconds() <= history.newestStart() && row.intervalSeconds() == history.intervalSeconds()) {
            return List.of(Decision.none(
                    Outcome.OUT_OF_ORDER, memory.state(), row.endSeconds() * 1_000L, "Older than the last bucket."));
        }
        history.append(row, rule.rows(row.intervalSeconds()));
        memory.arrived(row.startSeconds(), !Double.isNaN(row.value()), tickMillis);
        if (!Double.isNaN(row.value())) {
            memory.quiet().lives(Life.Step.VALUE);
        }
        return due(memory, rule, tickMillis);
    }

    /** A tick passed: judges buckets whose delay is over, and deadlines. */
    public static List<Decision> tick(GroupMemory memory, MonitorRule rule, long tickMillis) {
        memory.firstTick(tickMillis);
        List<Decision> decisions = due(memory, rule, tickMillis);
        if (tickMillis >= missingDeadline(memory, rule)) {
            decisions = with(decisions, missing(memory, rule, tickMillis));
        }
        if (tickMillis >= resolveDeadline(memory, rule)) {
            String reason = "Closed: nothing has arrived for "
                    + Texts.span(rule.timing().autoResolve()) + ".";
            decisions = with(decisions, change(memory, Happening.RESOLVE, tickMillis, reason));
        }
        return decisions;
    }

    /** Closes the incident of a group that is no longer judged; says why. Empty where there is none. */
    public static List<Decision> close(GroupMemory memory, long atMillis, String reason) {
        return memory.state().isBad()
                ? List.of(change(memory, Happening.RESOLVE, Math.max(atMillis, memory.sinceMillis()), reason))
                : List.of();
    }

    /** Whether nothing has arrived for so long that the group is gone. */
    public static boolean isGone(GroupMemory memory, MonitorRule rule, long tickMillis) {
        return memory.lastDataTick() != 0 && tickMillis >= goneDeadline(memory, rule);
    }

    /** What the condition measures over the window that ends with the newest bucket; NaN where there is nothing. */
    public static double measured(GroupMemory memory, MonitorRule rule) {
        History rows = memory.history();
        boolean silent = rows.size() == 0 || memory.state() == GroupState.NO_DATA;
        return silent || rule.isTooLong(rows.intervalSeconds())
                ? Double.NaN
                : Measure.of(rule, memory, rows.newestStart() + rows.intervalSeconds());
    }

    /** Whether people are to be reminded at this tick that the group is still bad. */
    public static boolean isReminderDue(GroupMemory memory, MonitorRule rule, long tickMillis) {
        return tickMillis >= reminderDeadline(memory, rule);
    }

    /** Whether the group has fallen silent with this tick; true once for each silence. */
    public static boolean fellSilent(GroupMemory memory, MonitorRule rule, long tickMillis) {
        return memory.life() == Life.LIVE
                && memory.lastDataTick() != 0
                && tickMillis >= silenceDeadline(memory, rule)
                && memory.quiet().lives(Life.Step.SILENCE);
    }

    /** The group ends: forgotten, or closed with its monitor. */
    public static Life end(GroupMemory memory, Life.Step step) {
        memory.quiet().lives(step);
        return memory.life();
    }

    /**
     * A state that follows from other states, not from values: of a composite, or of a family of groups.
     *
     * @param to the state that it is in now
     */
    public static Decision follow(GroupMemory memory, GroupState to, long atMillis, String reason, long tickMillis) {
        memory.firstTick(tickMillis);
        GroupState from = memory.state();
        if (from == to) {
            return Decision.none(Outcome.UNCHANGED, from, atMillis, reason);
        }
        Happening happening = switch (to) {
            case OK -> Happening.NORMAL;
            case WARN -> Happening.WARNING;
            case ALERT -> Happening.CRITICAL;
            case NO_DATA -> Happening.MISSING;
        };
        return change(memory, happening, Math.max(atMillis, memory.sinceMillis()), reason);
    }

    /** The next tick at which something may happen to this group without data; {@link Long#MAX_VALUE} for never. */
    public static long wakeMillis(GroupMemory memory, MonitorRule rule) {
        if (memory.lastDataTick() == 0) {
            return 0;
        }
        long wake = Math.min(goneDeadline(memory, rule), missingDeadline(memory, rule));
        wake = Math.min(wake, Math.min(resolveDeadline(memory, rule), reminderDeadline(memory, rule)));
        if (memory.life() == Life.LIVE) {
            wake = Math.min(wake, silenceDeadline(memory, rule));
        }
        if (rule.timing().evaluationDelay() > 0) {
            int next = memory.history().indexFrom(after(memory.judgedThrough()));
            if (next < memory.history().size()) {
                wake = Math.min(wake, dueMillis(memory.history(), next, rule));
            }
        }
        return wake;
    }

    private static List<Decision> due(GroupMemory memory, MonitorRule rule, long tickMillis) {
        History history = memory.history();
        List<Decision> decisions = List.of();
        boolean delayed = rule.timing().evaluationDelay() > 0;
        for (int i = history.indexFrom(after(memory.judgedThrough())); i < history.size(); i++) {
            if (delayed && tickMillis < dueMillis(history, i, rule)) {
                break;
            }
            decisions = with(decisions, bucket(memory, rule, history.startSeconds(i) + history.intervalSeconds()));
            memory.judged(history.startSeconds(i));
        }
        return decisions;
    }

    private static long after(long startSeconds) {
        return startSeconds == GroupMemory.NEVER ? startSeconds : startSeconds + 1;
    }

    private static long dueMillis(History history, int row, MonitorRule rule) {
        return (history.startSeconds(row)
                        + history.intervalSeconds()
                        + rule.timing().evaluationDelay())
                * 1_000L;
    }

    private static Decision bucket(GroupMemory memory, MonitorRule rule, long endSeconds) {
        Condition condition = rule.condition();
        Timing timing = rule.timing();
        long at = endSeconds * 1_000L;
        if (rule.isTooLong(memory.history().intervalSeconds())) {
            return Decision.none(
                    Outcome.WINDOW_TOO_LONG,
                    memory.state(),
                    at,
                    "The window has more than " + History.ROWS_MAX + " buckets of "
                            + memory.history().intervalSeconds() + " s; use .rollup() with longer ones.");
        }
        if (!rule.moments().anyWithin(endSeconds - memory.history().intervalSeconds(), endSeconds)) {
            return Decision.none(Outcome.NOT_THE_TIME, memory.state(), at, "It is not the time to judge.");
        }
        if (endSeconds < memory.firstSeconds() + timing.newGroupDelay()) {
            return Decision.none(Outcome.NEW_GROUP, memory.state(), at, "The group is new.");
        }
        double value = Measure.of(rule, memory, endSeconds);
        if (Double.isNaN(value)) {
            return Decision.none(Outcome.EMPTY_WINDOW, memory.state(), at, "The window has no value.");
        }
        if (timing.requireFullWindow() && condition.canBeFull() && !Measure.isFull(condition, memory, endSeconds)) {
            return Decision.none(Outcome.PARTIAL_WINDOW, memory.state(), at, "The window is not full.");
        }
        double recovery = condition.recoveryWindowSeconds() == condition.windowSeconds()
                ? value
                : Measure.ofRecovery(condition, memory, endSeconds);
        GroupState from = memory.state();
        Happening found = rule.condition().kind() == Condition.Kind.CHECK
                ? Checks.judge(rule, memory)
                : rule.levels().judge(from, value, recovery);
        return settled(memory, rule, found, new Found(at, endSeconds, value));
    }

    /** What one bucket gave. */
    private record Found(long atMillis, long endSeconds, double value) {}

    /** From the verdict to the state: kept where it is not over for long enough, and whether it flaps. */
    private static Decision settled(GroupMemory memory, MonitorRule rule, Happening found, Found bucket) {
        GroupState from = memory.state();
        boolean better = from != GroupState.NO_DATA && found.target().ordinal() < from.ordinal();
        long width = Math.max(1, memory.history().intervalSeconds());
        boolean kept = memory.quiet()
                .isKept(
                        better,
                        bucket.endSeconds() - width,
                        bucket.endSeconds(),
                        rule.quiet().keepFiring());
        GroupState to = kept ? from : from.after(found);
        boolean turned = rule.quiet().flapDetection()
                && memory.quiet()
                        .judged(
                                found.target(),
                                from,
                                to,
                                bucket.endSeconds(),
                                Math.max(width, Flapping.EVALUATION_SECONDS_MIN));
        double threshold = rule.levels().thresholdOf(to == GroupState.OK ? from : to);
        String reason = Texts.measured(rule, from, to, bucket.value(), threshold);
        if (from != to) {
            // A bucket that was filled late must not seem to end No Data before it began.
            long decided =
                    Math.max(bucket.atMillis(), from == GroupState.NO_DATA ? memory.sinceMillis() : bucket.atMillis());
            memory.changed(to, decided);
            return new Decision(Outcome.CHANGED, from, to, decided, bucket.value(), threshold, reason);
        }
        Outcome outcome = turned
                ? memory.isFlapping() ? Outcome.FLAPPING : Outcome.SETTLED
                : kept ? Outcome.KEPT : Outcome.UNCHANGED;
        String said = kept
                ? reason + " It has to be over for " + Texts.span(rule.quiet().keepFiring()) + "."
                : reason;
        return new Decision(outcome, from, to, bucket.atMillis(), bucket.value(), threshold, said);
    }

    private static Decision missing(GroupMemory memory, MonitorRule rule, long tickMillis) {
        memory.missing();
        memory.quiet().settle();
        String silent = "No data for " + Texts.span(rule.timing().noData()) + ": the last value arrived at "
                + Texts.time(memory.lastDataTick()) + ".";
        if (rule.timing().onMissing() == Timing.OnMissing.RESOLVE) {
            return change(memory, Happening.RESOLVE, tickMillis, "Closed. " + silent);
        }
        return change(memory, Happening.MISSING, tickMillis, silent);
    }

    private static Decision change(GroupMemory memory, Happening happening, long atMillis, String reason) {
        GroupState from = memory.state();
        GroupState to = from.after(happening);
        memory.changed(to, atMillis);
        return new Decision(Outcome.CHANGED, from, to, atMillis, Double.NaN, Double.NaN, reason);
    }

    private static long missingDeadline(GroupMemory memory, MonitorRule rule) {
        boolean waits = switch (rule.timing().onMissing()) {
            case KEEP -> false;
            case SHOW, SHOW_AND_NOTIFY -> memory.state() != GroupState.NO_DATA;
            case RESOLVE -> memory.state().isBad();
        };
        if (!waits || memory.isMissingDone()) {
            return Long.MAX_VALUE;
        }
        return silenceDeadline(memory, rule);
    }

    private static long silenceDeadline(GroupMemory memory, MonitorRule rule) {
        // Data can't arrive more often than buckets close: one that is due is not missing.
        long seconds = Math.max(rule.timing().noData(), 2L * memory.history().intervalSeconds());
        return memory.lastDataTick() + seconds * 1_000L;
    }

    private static long resolveDeadline(GroupMemory memory, MonitorRule rule) {
        long seconds = rule.timing().autoResolve();
        return seconds > 0 && memory.state().isBad() ? memory.lastDataTick() + seconds * 1_000L : Long.MAX_VALUE;
    }

    private static long goneDeadline(GroupMemory memory, MonitorRule rule) {
        return memory.lastDataTick() + rule.timing().retention() * 1_000L;
    }

    private static long reminderDeadline(GroupMemory memory, MonitorRule rule) {
        Timing timing = rule.timing();
        boolean reminds = timing.renotify() > 0
                && memory.told() == memory.state()
                && memory.acknowledgedBy().isEmpty()
                && !memory.isFlapping()
                && timing.renotifyStates().contains(memory.state())
                && (timing.renotifyCount() == 0 || memory.reminders() < timing.renotifyCount());
        if (!reminds) {
            return Long.MAX_VALUE;
        }
        long next = memory.reminderTick() + timing.renotify() * 1_000L;
        return next - memory.toldTick() > Timing.RENOTIFY_SPAN * 1_000L ? Long.MAX_VALUE : next;
    }

    private static List<Decision> with(List<Decision> decisions, Decision next) {
        List<Decision> all = new ArrayList<>(decisions);
        all.add(next);
        return all;
    }
}
