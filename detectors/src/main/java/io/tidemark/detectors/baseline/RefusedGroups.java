package io.tidemark.detectors.baseline;

import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.tally.GroupBudget;
import io.tidemark.detectors.tally.Tally;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The budget of groups of each query in one task: how many are kept, and how many of a bucket found no room. */
final class RefusedGroups {

    /** Rows come series by series, each with several buckets after a pause: so many of the newest buckets are told apart. */
    private static final int BUCKETS = 4;

    private static final class OfQuery {
        private final long[] starts = new long[BUCKETS];
        private final int[] refused = new int[BUCKETS];
        private int kept;
        private Unit lastRefused;

        void refuse(Unit unit, long start) {
            lastRefused = unit;
            int slot = (int) Math.floorMod(start / unit.intervalSeconds(), (long) BUCKETS);
            if (start > starts[slot]) {
                starts[slot] = start;
                refused[slot] = 0;
            }
            if (start == starts[slot]) {
                refused[slot]++;
            }
        }
    }

    private final Map<String, OfQuery> queries = new HashMap<>();
    private final int groupsMax;
    private final Tally tally;

    RefusedGroups(int groupsMax, Tally tally) {
        this.groupsMax = groupsMax;
        this.tally = tally;
    }

    /** Whether the query may have one more group in this task. */
    boolean hasRoom(String query) {
        OfQuery known = queries.get(query);
        return known == null || known.kept < groupsMax;
    }

    void kept(String query) {
        queries.computeIfAbsent(query, unused -> new OfQuery()).kept++;
    }

    void freed(String query) {
        OfQuery known = queries.get(query);
        if (--known.kept == 0) {
            queries.remove(query);
        }
    }

    /** A group without room had a value in a bucket. */
    void refused(Unit unit, long start) {
        tally.one(Tally.Of.GROUPS_REFUSED);
        queries.get(unit.id()).refuse(unit, start);
    }

    /** Tells which queries refused groups since the last report; after the rows of a tick, when its buckets are complete. */
    void report() {
        queries.forEach((query, known) -> {
            if (known.lastRefused != null) {
                String text = known.lastRefused.definition().query().text();
                int refused = Arrays.stream(known.refused).max().orElseThrow();
                tally.groups().exceeded(query, this, new GroupBudget.Excess(text, known.kept, refused));
                known.lastRefused = null;
            }
        });
    }
}
