package io.tidemark.query;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A condition over other monitors: {@code 1234 && !disk-full || (a && b)}. {@code &&} binds stronger. */
public sealed interface CompositeQuery {

    /** Most monitors in one condition. */
    int MONITORS_MAX = 10;

    <R> R fold(Function<Monitor, R> monitor, Function<Not, R> not, Function<And, R> and, Function<Or, R> or);

    /** Canonical text; parsing it gives an equal condition. */
    String text();

    /** The state of one monitor. */
    record Monitor(String id) implements CompositeQuery {
        @Override
        public <R> R fold(
                Function<Monitor, R> monitor, Function<Not, R> not, Function<And, R> and, Function<Or, R> or) {
            return monitor.apply(this);
        }

        @Override
        public String text() {
            return id;
        }
    }

    /** The opposite. */
    record Not(CompositeQuery part) implements CompositeQuery {
        @Override
        public <R> R fold(
                Function<Monitor, R> monitor, Function<Not, R> not, Function<And, R> and, Function<Or, R> or) {
            return not.apply(this);
        }

        @Override
        public String text() {
            return part instanceof And || part instanceof Or ? "!(" + part.text() + ")" : "!" + part.text();
        }
    }

    /** All of them: the least severe state counts. */
    record And(CompositeQuery left, CompositeQuery right) implements CompositeQuery {
        @Override
        public <R> R fold(
                Function<Monitor, R> monitor, Function<Not, R> not, Function<And, R> and, Function<Or, R> or) {
            return and.apply(this);
        }

        @Override
        public String text() {
            return (left instanceof Or ? "(" + left.text() + ")" : left.text()) + " && "
                    + (right instanceof Monitor || right instanceof Not ? right.text() : "(" + right.text() + ")");
        }
    }

    /** One of them: the most severe state counts. */
    record Or(CompositeQuery left, CompositeQuery right) implements CompositeQuery {
        @Override
        public <R> R fold(
                Function<Monitor, R> monitor, Function<Not, R> not, Function<And, R> and, Function<Or, R> or) {
            return or.apply(this);
        }

        @Override
        public String text() {
            return left.text() + " || " + (right instanceof Or ? "(" + right.text() + ")" : right.text());
        }
    }

    /** The ids of the monitors, each once, in the order of the text. */
    default List<String> monitors() {
        Set<String> ids = new LinkedHashSet<>();
        collect(this, ids);
        return new ArrayList<>(ids);
    }

    private static void collect(CompositeQuery query, Set<String> ids) {
        query.fold(
                monitor -> ids.add(monitor.id()),
                not -> {
                    collect(not.part(), ids);
                    return true;
                },
                and -> {
                    collect(and.left(), ids);
                    collect(and.right(), ids);
                    return true;
                },
                or -> {
                    collect(or.left(), ids);
                    collect(or.right(), ids);
                    return true;
                });
    }

    static CompositeQuery parse(String text) {
        return new CompositeParser(new Scanner(text)).parse();
    }
}
