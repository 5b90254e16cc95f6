package io.tidemark.alerting.downtime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All downtimes that are known, and which of them hold back a group at an instant.
 *
 * <p>Cheap with many: whether a schedule is active is remembered for the stretch in which it can't change, so that an
 * instant near the last one asked for costs a comparison a downtime; monitors and scopes are matched only for those that
 * are active. Immutable but for that memory, which may be shared between threads: a lost write costs a computation.
 */
public final class Downtimes {

    /** More are refused: nobody can tell any more why nothing is told. */
    public static final int COUNT_MAX = 1_000;

    public static final Downtimes NONE = new Downtimes(List.of());

    private final List<Remembered> all = new ArrayList<>();

    /** @param downtimes at most {@link #COUNT_MAX}, each id once */
    public Downtimes(Collection<Downtime> downtimes) {
        TreeMap<String, Downtime> byId = new TreeMap<>();
        downtimes.forEach(downtime -> byId.put(downtime.id(), downtime));
        if (byId.size() > COUNT_MAX) {
            throw new DowntimeRefusedException(
                    "too-many-downtimes",
                    "There are " + byId.size() + " downtimes (expected at most " + COUNT_MAX
                            + "). Delete ended ones, or use scopes with OR and rules that recur.");
        }
        byId.values().forEach(downtime -> all.add(new Remembered(downtime)));
    }

    /** Those that hold back a group of a monitor at an instant, by id. */
    public List<Downtime> inForce(String monitorId, List<String> monitorTags, List<String> groupTags, Instant instant) {
        List<Downtime> found = List.of();
        for (Remembered one : all) {
            if (one.isActive(instant) && one.downtime.concerns(monitorId, monitorTags, groupTags)) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.add(one.downtime);
            }
        }
        return found;
    }

    public Optional<Downtime> get(String id) {
        return all.stream()
                .map(one -> one.downtime)
                .filter(downtime -> downtime.id().equals(id))
                .findFirst();
    }

    /** Those that are active at an instant, by id. */
    public List<Downtime> active(Instant instant) {
        return all.stream()
                .filter(one -> one.isActive(instant))
                .map(one -> one.downtime)
                .toList();
    }

    /** All of them, by id. */
    public List<Downtime> all() {
        return all.stream().map(one -> one.downtime).toList();
    }

    public int size() {
        return all.size();
    }

    private static final class Remembered {
        private final Downtime downtime;
        private volatile Stretch last;

        Remembered(Downtime downtime) {
            this.downtime = downtime;
        }

        boolean isActive(Instant instant) {
            if (downtime.canceled()) {
                return false;
            }
            Stretch known = last;
            if (known == null || !known.covers(instant)) {
                known = downtime.schedule().stretchAt(instant);
                last = known;
            }
            return known.active();
        }
    }
}
