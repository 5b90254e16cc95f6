package io.tidemark.detectors.tally;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which queries match more groups than one task judges, and how many they match; written by the tasks of one service, read by
 * who tells of it. Each task reports what it saw in the last bucket that is over, so nothing has to remember who was refused.
 */
public final class GroupBudget {

    /**
     * What one query matched in one bucket.
     *
     * @param text the query as it is written
     * @param kept groups that are judged
     * @param refused groups that had a value and are not judged
     */
    public record Excess(String text, long kept, long refused) {
        public long matching() {
            return kept + refused;
        }

        private Excess plus(Excess other) {
            return new Excess(text, kept + other.kept, refused + other.refused);
        }
    }

    private record Place(String query, Object task) {}

    private final Map<Place, Excess> excess = new ConcurrentHashMap<>();

    /** One task's last word on a query; what it said before is replaced. */
    public void exceeded(String query, Object task, Excess found) {
        excess.put(new Place(query, task), found);
    }

    /** What was reported since the last call, by query, tasks added up. */
    public Map<String, Excess> take() {
        Map<String, Excess> taken = new TreeMap<>();
        for (Place place : excess.keySet()) {
            Excess one = excess.remove(place);
            if (one != null) {
                taken.merge(place.query(), one, Excess::plus);
            }
        }
        return taken;
    }
}
