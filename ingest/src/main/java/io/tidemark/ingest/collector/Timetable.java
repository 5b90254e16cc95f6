package io.tidemark.ingest.collector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * When what is due. Knows no clock: every call says what time it is. Starts are counted from the first, so that they do not
 * drift; starts that were slept through are left out.
 *
 * <pre>
 * put a every 45 at 0     due at 0: a     due at 45: a     due at 100 (late): a     next due: 135
 * put a every 20 at 100   next due: 120, since the last start was at 100
 * </pre>
 *
 * @param <K> what is due
 */
final class Timetable<K> {

    private record Line(long everyMillis, long nextMillis, long lastMillis) {}

    private static final long NEVER = Long.MIN_VALUE;

    private final Map<K, Line> lines = new HashMap<>();

    /** New ones are due at once; for known ones the new interval counts from their last start. */
    void put(K key, long everyMillis, long nowMillis) {
        Line line = lines.get(key);
        if (line != null && line.everyMillis == everyMillis) {
            return;
        }
        boolean started = line != null && line.lastMillis != NEVER;
        long next = started ? Math.max(nowMillis, line.lastMillis + everyMillis) : nowMillis;
        lines.put(key, new Line(everyMillis, next, started ? line.lastMillis : NEVER));
    }

    void remove(K key) {
        lines.remove(key);
    }

    /** What is due, and not due again before its interval has passed. */
    List<K> due(long nowMillis) {
        List<K> due = new ArrayList<>();
        lines.forEach((key, line) -> {
            if (line.nextMillis <= nowMillis) {
                due.add(key);
            }
        });
        for (K key : due) {
            Line line = lines.get(key);
            long missed = (nowMillis - line.nextMillis) / line.everyMillis;
            lines.put(key, new Line(line.everyMillis, line.nextMillis + (missed + 1) * line.everyMillis, nowMillis));
        }
        return due;
    }

    /** When the next is due; empty where there is none. */
    OptionalLong next() {
        return lines.values().stream().mapToLong(Line::nextMillis).min();
    }
}
