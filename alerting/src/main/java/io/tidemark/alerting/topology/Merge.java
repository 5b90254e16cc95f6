package io.tidemark.alerting.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Brings the inputs of all partitions into one order that does not depend on who came first: by the tick that closes them,
 * then by partition.
 *
 * <pre>
 *   partition 0:  a  tick 10:00:01.2   b    tick 10:00:02.2
 *   partition 1:  c    tick 10:00:01.7
 *   order:        a (10:00:01.2, of 0), c (10:00:01.7, of 1); b waits until partition 1 has ticked again
 * </pre>
 *
 * <p>A part is what came from one partition between two of its ticks. The next part is known when every partition has a whole
 * one waiting: a later one can't have an earlier tick. A partition that does not tick holds up all others; {@link
 * #skipSilent()} leaves it out until it ticks again.
 */
final class Merge<T> {

    /**
     * What came from one partition up to one of its ticks.
     *
     * @param tickMillis the tick; of a partition never lower than its tick before
     */
    record Part<T>(int source, long tickMillis, List<T> inputs) {}

    private static final class Source<T> {
        private final Deque<Part<T>> whole = new ArrayDeque<>();
        private List<T> open = new ArrayList<>();
        private long tickMillis;
        private boolean skipped;
    }

    private final List<Source<T>> sources = new ArrayList<>();

    /** @param count number of partitions */
    Merge(int count) {
        for (int i = 0; i < count; i++) {
            sources.add(new Source<>());
        }
    }

    void input(int source, T input) {
        of(source).open.add(input);
    }

    private Source<T> of(int source) {
        while (sources.size() <= source) {
            sources.add(new Source<>()); // the topic has more partitions than when this task began
        }
        return sources.get(source);
    }

    void tick(int source, long tickMillis) {
        Source<T> of = of(source);
        of.tickMillis = Math.max(of.tickMillis, tickMillis);
        of.whole.add(new Part<>(source, of.tickMillis, of.open));
        of.open = new ArrayList<>();
        of.skipped = false;
    }

    /** The next part in the order, where it is known. */
    Optional<Part<T>> next() {
        int first = -1;
        for (int i = 0; i < sources.size(); i++) {
            Source<T> one = sources.get(i);
            if (one.whole.isEmpty()) {
                if (one.skipped) {
                    continue;
                }
                return Optional.empty();
            }
            if (first < 0
                    || one.whole.peek().tickMillis()
                            < sources.get(first).whole.peek().tickMillis()) {
                first = i;
            }
        }
        return first < 0
                ? Optional.empty()
                : Optional.of(sources.get(first).whole.poll());
    }

    /** Leaves out those that hold up others; returns which. */
    List<Integer> skipSilent() {
        List<Integer> skipped = new ArrayList<>();
        boolean waiting = sources.stream().anyMatch(one -> !one.whole.isEmpty());
        for (int i = 0; waiting && i < sources.size(); i++) {
            Source<T> one = sources.get(i);
            if (one.whole.isEmpty() && !one.skipped) {
                one.skipped = true;
                skipped.add(i);
            }
        }
        return skipped;
    }

    /** Whether something waits for a partition that has not ticked. */
    boolean isHeldUp() {
        return sources.stream().anyMatch(one -> !one.whole.isEmpty())
                && sources.stream().anyMatch(one -> one.whole.isEmpty() && !one.skipped);
    }
}
