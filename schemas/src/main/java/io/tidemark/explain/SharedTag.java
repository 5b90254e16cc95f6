package io.tidemark.explain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A tag that tells bad groups of a monitor from good ones: which tags contribute most.
 *
 * <p>A tag stands out where at least two bad groups have it, and where it is worse among its groups than among all. Those that
 * cover more of the bad groups and fewer of the good ones come first, equal ones in the order of their text:
 *
 * <pre>
 *   weight = (bad with the tag / bad) × (bad with the tag / groups with the tag)
 * </pre>
 *
 * <p>So {@code env:prod}, which every group has, says nothing, and neither does {@code host:a}, which one has.
 *
 * @param tag key:value
 * @param bad groups with it that are not OK
 * @param groups groups with it
 */
public record SharedTag(String tag, int bad, int groups) {

    /** More than that are no longer what they have in common. */
    public static final int COUNT_MAX = 3;

    private static final int BAD_MIN = 2;

    /**
     * The tags that stand out, the weightiest first.
     *
     * @param groups tags of each group, and whether it is bad
     */
    public static List<SharedTag> of(Map<List<String>, Boolean> groups) {
        TreeMap<String, int[]> counts = new TreeMap<>();
        int bad = 0;
        for (Map.Entry<List<String>, Boolean> group : groups.entrySet()) {
            bad += group.getValue() ? 1 : 0;
            for (String tag : group.getKey()) {
                int[] count = counts.computeIfAbsent(tag, any -> new int[2]);
                count[0] += group.getValue() ? 1 : 0;
                count[1]++;
            }
        }
        long allBad = bad;
        List<SharedTag> found = new ArrayList<>();
        counts.forEach((tag, count) -> {
            if (count[0] >= BAD_MIN && (long) count[0] * groups.size() > allBad * count[1]) {
                found.add(new SharedTag(tag, count[0], count[1]));
            }
        });
        found.sort(Comparator.comparingDouble(SharedTag::weight).reversed().thenComparing(SharedTag::tag));
        return List.copyOf(found.subList(0, Math.min(COUNT_MAX, found.size())));
    }

    /** Of all groups: the number of bad ones is the same for all tags, so it is left out. */
    private double weight() {
        return (double) bad * bad / groups;
    }

    /** '4 of 9 groups are bad: dc:x has 4 of 5'. Empty where no other group is bad. */
    public static String sentence(Map<List<String>, Boolean> groups) {
        long bad = groups.values().stream().filter(one -> one).count();
        if (bad < BAD_MIN) {
            return "";
        }
        String shared = of(groups).stream()
                .map(one -> one.tag + " has " + one.bad + " of " + one.groups)
                .collect(Collectors.joining(", "));
        return bad + " of " + groups.size() + " groups are bad"
                + (shared.isEmpty() ? "; no tag stands out" : ": " + shared) + ".";
    }

    /** How often tags occur in these groups, the most frequent first; only those of at least two. */
    public static Map<String, Integer> most(Collection<List<String>> groups) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        groups.forEach(tags -> tags.forEach(tag -> counts.merge(tag, 1, Integer::sum)));
        Map<String, Integer> most = new LinkedHashMap<>();
        counts.entrySet().stream()
                .filter(one -> one.getValue() >= BAD_MIN)
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(COUNT_MAX)
                .forEach(one -> most.put(one.getKey(), one.getValue()));
        return most;
    }
}
