package io.tidemark.alerting.monitor;

import io.tidemark.query.CompositeQuery;
import java.util.Optional;
import java.util.function.Function;

/**
 * The state of a condition over other monitors, by severity: Alert 4, Warn 3, No Data 2, OK 1.
 *
 * <pre>
 *   a && b    the least severe of the two
 *   a || b    the most severe of the two
 *   !a        Alert, Warn ▶ OK;  OK ▶ Alert;  No Data ▶ No Data
 * </pre>
 *
 * <p>A monitor that has no such group says nothing: the condition has no state then.
 */
public final class Severity {

    private Severity() {}

    /** @param states of the monitors of the condition, by id; empty where one has no such group */
    public static Optional<GroupState> of(CompositeQuery query, Function<String, Optional<GroupState>> states) {
        return query.fold(
                monitor -> states.apply(monitor.id()),
                not -> of(not.part(), states).map(Severity::opposite),
                and -> both(of(and.left(), states), of(and.right(), states), false),
                or -> both(of(or.left(), states), of(or.right(), states), true));
    }

    private static Optional<GroupState> both(Optional<GroupState> a, Optional<GroupState> b, boolean most) {
        if (a.isEmpty() || b.isEmpty()) {
            return Optional.empty();
        }
        boolean first = most ? rank(a.get()) >= rank(b.get()) : rank(a.get()) <= rank(b.get());
        return first ? a : b;
    }

    private static GroupState opposite(GroupState state) {
        return switch (state) {
            case ALERT, WARN -> GroupState.OK;
            case OK -> GroupState.ALERT;
            case NO_DATA -> GroupState.NO_DATA;
        };
    }

    /** How severe a state is. */
    public static int rank(GroupState state) {
        return switch (state) {
            case OK -> 1;
            case NO_DATA -> 2;
            case WARN -> 3;
            case ALERT -> 4;
        };
    }
}
