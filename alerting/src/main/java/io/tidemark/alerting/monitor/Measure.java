package io.tidemark.alerting.monitor;

import io.tidemark.query.Direction;
import io.tidemark.query.TimeAggregator;

/**
 * What a condition measures over the window that ends with one row. NaN where there is nothing to measure.
 *
 * <p>An aggregate is that of the values of the window's buckets; buckets without a value are left out. A share is
 *
 * <pre>
 *   buckets of the window that are out of band on the chosen side
 *   ─────────────────────────────────────────────────────────────
 *   buckets with a value + buckets before the group was first seen
 * </pre>
 *
 * so that the first strange bucket of a new group is not a share of 1. Sums are made in the order of time: the same bits
 * each time.
 */
final class Measure {

    /** A full window has at most this many empty parts. */
    private static final int EMPTY_PARTS_MAX = 3;

    private Measure() {}

    static double of(MonitorRule rule, GroupMemory memory, long endSeconds) {
        Condition condition = rule.condition();
        History rows = memory.history();
        return switch (condition.kind()) {
            case AGGREGATE, CHANGE, PERCENT_CHANGE, SHARE_OUT_OF_BAND ->
                of(condition, memory, endSeconds, condition.windowSeconds());
            case OUTLIER ->
                Double.isNaN(rows.value(rows.size() - 1)) ? Double.NaN : rows.isOut(rows.size() - 1) ? 1 : 0;
            case CHECK -> rows.value(rows.size() - 1);
            case FORECAST ->
                condition
                        .forecast()
                        .orElseThrow()
                        .edge(
                                rows,
                                endSeconds,
                                condition.windowSeconds(),
                                condition.over(),
                                rule.levels().comparison());
        };
    }

    static double ofRecovery(Condition condition, GroupMemory memory, long endSeconds) {
        return of(condition, memory, endSeconds, condition.recoveryWindowSeconds());
    }

    private static double of(Condition condition, GroupMemory memory, long end, long window) {
        History rows = memory.history();
        return switch (condition.kind()) {
            case AGGREGATE -> aggregate(rows, condition.over(), condition.fromSeconds(end), end);
            case CHANGE, PERCENT_CHANGE -> {
                long before = end - condition.shiftSeconds();
                double now = aggregate(rows, condition.over(), end - window, end);
                double then = aggregate(rows, condition.over(), before - window, before);
                double change = condition.kind() == Condition.Kind.CHANGE ? now - then : (now - then) / then * 100;
                yield Double.isFinite(change) ? change : Double.NaN;
            }
            case SHARE_OUT_OF_BAND -> share(memory, condition.direction(), end - window, end);
            case OUTLIER, FORECAST, CHECK -> throw new IllegalStateException(condition.kind() + " has no such window");
        };
    }

    private static double aggregate(History rows, TimeAggregator over, long from, long to) {
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double last = Double.NaN;
        int count = 0;
        for (int i = rows.indexFrom(from); i < rows.size() && rows.startSeconds(i) < to; i++) {
            double value = rows.value(i);
            if (!Double.isNaN(value)) {
                sum += value;
                min = Math.min(min, value);
                max = Math.max(max, value);
                last = value;
                count++;
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        return switch (over) {
            case AVG -> sum / count;
            case SUM -> sum;
            case MIN -> min;
            case MAX -> max;
            case COUNT -> count;
            case LAST -> last;
        };
    }

    private static double share(GroupMemory memory, Direction direction, long from, long to) {
        History rows = memory.history();
        int out = 0;
        int present = 0;
        for (int i = rows.indexFrom(from); i < rows.size() && rows.startSeconds(i) < to; i++) {
            if (!Double.isNaN(rows.value(i))) {
                present++;
                out += isOut(rows, i, direction) ? 1 : 0;
            }
        }
        if (present == 0) {
            return Double.NaN;
        }
        long unseen = Math.max(0, (memory.firstSeconds() - from) / Math.max(1, rows.intervalSeconds()));
        return out / (double) (present + unseen);
    }

    static boolean isOut(History rows, int row, Direction direction) {
        return rows.isOut(row)
                && switch (direction) {
                    case BOTH -> true;
                    case ABOVE -> rows.isAbove(row);
                    case BELOW -> rows.isBelow(row);
                };
    }

    /** Whether the first part of the window has a value, and few of the others have none. */
    static boolean isFull(Condition condition, GroupMemory memory, long end) {
        History rows = memory.history();
        long part = Math.max(rows.intervalSeconds(), partSeconds(condition.windowSeconds()));
        long from = end - condition.windowSeconds();
        int parts = (int) Math.max(1, condition.windowSeconds() / part);
        boolean[] filled = new boolean[parts];
        for (int i = rows.indexFrom(from); i < rows.size() && rows.startSeconds(i) < end; i++) {
            if (!Double.isNaN(rows.value(i))) {
                filled[(int) Math.min(parts - 1, (rows.startSeconds(i) - from) / part)] = true;
            }
        }
        int empty = 0;
        for (boolean one : filled) {
            empty += one ? 0 : 1;
        }
        return filled[0] && empty <= EMPTY_PARTS_MAX;
    }

    /** Width of the parts that a window is cut into, by its length: 1 minute, 10 minutes, 1 hour, 4 hours. */
    private static long partSeconds(long windowSeconds) {
        if (windowSeconds < 86_400) {
            return 60;
        }
        return windowSeconds < 2 * 86_400 ? 600 : windowSeconds < 14 * 86_400 ? 3_600 : 14_400;
    }
}
