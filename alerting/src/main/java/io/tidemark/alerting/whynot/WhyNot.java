package io.tidemark.alerting.whynot;

import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.Condition;
import io.tidemark.alerting.monitor.Decision;
import io.tidemark.alerting.monitor.GroupMemory;
import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.monitor.History;
import io.tidemark.alerting.monitor.Judge;
import io.tidemark.alerting.monitor.Levels;
import io.tidemark.alerting.monitor.Row;
import io.tidemark.alerting.monitor.Texts;
import io.tidemark.query.TimeAggregator;
import java.util.ArrayList;
import java.util.List;

/** Judges the rows of one group again, and says why it did not fire at a moment. */
public final class WhyNot {

    /** Why it did not fire. */
    public enum Reason {
        /** There is no bucket of this group at that time. */
        NO_BUCKET,
        /** The group was too new. */
        NEW_GROUP,
        /** The window was not full, and the monitor asks for a full one. */
        PARTIAL_WINDOW,
        /** The monitor is judged at certain times only. */
        NOT_THE_TIME,
        /** There was no value in the window, or too short a past. */
        EMPTY_WINDOW,
        /** The window has more buckets than are remembered. */
        WINDOW_TOO_LONG,
        /** What was measured was not beyond the threshold. */
        NOT_BEYOND,
        /** Too few buckets of the window were out of their band. */
        NOT_ENOUGH_OUT,
        /** It was beyond the warning threshold only. */
        ONLY_WARNING,
        /** It was in Alert already: a state is told once. */
        ALREADY,
        /** It fired. */
        FIRED,
        /** The group keeps changing: nothing is told until it settles. */
        FLAPPING,
        /** The answer needs more than this group's rows. */
        TOGETHER
    }

    /**
     * The answer.
     *
     * @param chain what was looked at, in order
     * @param change the smallest change that would have fired; empty where there is none to name
     */
    public record Answer(Reason reason, GroupState state, List<String> chain, String change) {
        public Answer {
            chain = List.copyOf(chain);
        }
    }

    private WhyNot() {}

    /**
     * Why a group did not fire.
     *
     * @param rows of the group, oldest first, with as much before the moment as the window reaches
     * @param atSeconds the moment
     */
    public static Answer of(WatchedMonitor monitor, String group, List<Row> rows, long atSeconds) {
        List<String> chain = new ArrayList<>();
        chain.add("Monitor " + monitor.id() + ", version " + monitor.version() + ": " + monitor.query());
        if (monitor.subject().isTogether()) {
            chain.add("It holds groups against each other, or follows other monitors; that is not judged again here.");
            return new Answer(Reason.TOGETHER, GroupState.OK, chain, "");
        }
        GroupMemory memory = new GroupMemory(monitor.watched());
        Decision last = null;
        Row row = null;
        long since = 0;
        for (Row next : rows) {
            if (next.startSeconds() + next.intervalSeconds() > atSeconds) {
                break;
            }
            GroupState before = memory.state();
            for (Decision one : Judge.row(memory, monitor.ruleFor(group), next, end(next) * 1_000L)) {
                last = one;
                row = next;
            }
            since = memory.state() == before ? since : end(next);
        }
        if (last == null || end(row) + 2L * row.intervalSeconds() < atSeconds) {
            chain.add(
                    rows.isEmpty()
                            ? "No bucket of " + group + " was judged."
                            : "The last bucket of " + group + " before that time is that of "
                                    + (row == null ? "none" : Texts.time(row.startSeconds() * 1_000L)) + ".");
            return new Answer(
                    Reason.NO_BUCKET,
                    memory.state(),
                    chain,
                    "A value has to arrive; see whether the series is sent at all, or watch it with notify_no_data.");
        }
        chain.add("Bucket of " + Texts.time(row.startSeconds() * 1_000L) + ": " + Texts.number(row.value())
                + (Float.isNaN(row.lower())
                        ? ""
                        : ", band " + Texts.number(row.lower()) + " to " + Texts.number(row.upper())
                                + (row.out() ? ", out of it" : ", within it"))
                + ".");
        chain.add(last.reason());
        if (memory.isFlapping()) {
            chain.add("It keeps changing: " + memory.flaps() + ".");
        }
        return answer(monitor, group, memory, last, since, chain);
    }

    private static long end(Row row) {
        return row.startSeconds() + row.intervalSeconds();
    }

    private static Answer answer(
            WatchedMonitor monitor, String group, GroupMemory memory, Decision last, long since, List<String> chain) {
        Reason reason = reason(monitor, memory, last);
        if (reason == Reason.ALREADY) {
            chain.add("It has been in state " + memory.state() + " since " + Texts.time(since * 1_000L) + ".");
        }
        return new Answer(reason, memory.state(), chain, change(monitor, group, memory, last, reason));
    }

    private static Reason reason(WatchedMonitor monitor, GroupMemory memory, Decision last) {
        return switch (last.outcome()) {
            case NEW_GROUP -> Reason.NEW_GROUP;
            case PARTIAL_WINDOW -> Reason.PARTIAL_WINDOW;
            case NOT_THE_TIME -> Reason.NOT_THE_TIME;
            case EMPTY_WINDOW -> Reason.EMPTY_WINDOW;
            case WINDOW_TOO_LONG -> Reason.WINDOW_TOO_LONG;
            case CORRECTED, OUT_OF_ORDER -> Reason.NO_BUCKET;
            case CHANGED, UNCHANGED, FLAPPING, SETTLED, KEPT -> {
                if (memory.isFlapping()) {
                    yield Reason.FLAPPING;
                }
                if (memory.state() == GroupState.ALERT) {
                    yield last.isChange() ? Reason.FIRED : Reason.ALREADY;
                }
                if (memory.state() == GroupState.WARN) {
                    yield Reason.ONLY_WARNING;
                }
                yield monitor.rule().condition().kind() == Condition.Kind.SHARE_OUT_OF_BAND
                        ? Reason.NOT_ENOUGH_OUT
                        : Reason.NOT_BEYOND;
            }
        };
    }

    private static String change(
            WatchedMonitor monitor, String group, GroupMemory memory, Decision last, Reason reason) {
        long at = last.atMillis() / 1_000;
        return switch (reason) {
            case NEW_GROUP ->
                "A new_group_delay shorter than "
                        + monitor.ruleFor(group).timing().newGroupDelay() + " s.";
            case PARTIAL_WINDOW -> "require_full_window: false.";
            case NOT_THE_TIME -> "A custom_schedule in scheduling_options that has this time.";
            case EMPTY_WINDOW ->
                monitor.rule().condition().kind() == Condition.Kind.FORECAST
                        ? "A longer past: ten values for a line, two seasons for a seasonal forecast."
                        : "A value in the window.";
            case WINDOW_TOO_LONG -> "Longer buckets: .rollup(avg, 3600).";
            case NOT_BEYOND, ONLY_WARNING -> beyond(monitor, memory, last.value(), at);
            case NOT_ENOUGH_OUT -> out(monitor, memory, last.value(), at);
            case FLAPPING -> "flap_detection: false, or a recovery threshold that it does not cross so often.";
            case NO_BUCKET, ALREADY, FIRED, TOGETHER -> "";
        };
    }

    private static String beyond(WatchedMonitor monitor, GroupMemory memory, double value, long atSeconds) {
        Levels levels = monitor.rule().levels();
        boolean strict = !levels.comparison().holds(levels.alert(), levels.alert());
        String side = levels.comparison().isUpward() ? "below " : "above ";
        String threshold =
                strict ? "a threshold " + side + Texts.number(value) : "a threshold of " + Texts.number(value);
        double needed = neededLast(monitor, memory, atSeconds);
        String beyond = levels.comparison().isUpward() ? "above " : "below ";
        return "Either " + threshold + " instead of " + Texts.number(levels.alert())
                + (Double.isNaN(needed)
                        ? "."
                        : ", or a last bucket " + (strict ? beyond : "of ") + Texts.number(needed) + ".");
    }

    /** What the last bucket would have to be, the others as they were; NaN where no one bucket can do it. */
    static double neededLast(WatchedMonitor monitor, GroupMemory memory, long atSeconds) {
        Condition condition = monitor.rule().condition();
        if (condition.kind() != Condition.Kind.AGGREGATE) {
            return Double.NaN;
        }
        double alert = monitor.rule().levels().alert();
        History rows = memory.history();
        double others = 0;
        int count = 0;
        for (int i = 0; i < rows.size(); i++) {
            boolean inWindow = rows.startSeconds(i) >= atSeconds - condition.windowSeconds();
            boolean last = rows.startSeconds(i) + rows.intervalSeconds() == atSeconds;
            if (inWindow && !last && !Double.isNaN(rows.value(i))) {
                others += rows.value(i);
                count++;
            }
        }
        TimeAggregator over = condition.over();
        boolean upward = monitor.rule().levels().comparison().isUpward();
        return switch (over) {
            case AVG -> alert * (count + 1) - others;
            case SUM -> alert - others;
            case LAST -> alert;
            case MAX -> upward ? alert : Double.NaN;
            case MIN -> upward ? Double.NaN : alert;
            case COUNT -> Double.NaN;
        };
    }

    private static String out(WatchedMonitor monitor, GroupMemory memory, double share, long atSeconds) {
        Condition condition = monitor.rule().condition();
        History rows = memory.history();
        long buckets = Math.max(1, condition.windowSeconds() / Math.max(1, rows.intervalSeconds()));
        double alert = monitor.rule().levels().alert();
        long have = Math.round(share * buckets);
        long needed = Math.max(have + 1, (long) Math.ceil(alert * buckets - 1e-9));
        return "Either a threshold of " + Texts.number(share) + " instead of " + Texts.number(alert) + ", or "
                + (needed - have) + " more of the window's " + buckets + " buckets out of the band (" + have
                + " were).";
    }
}
