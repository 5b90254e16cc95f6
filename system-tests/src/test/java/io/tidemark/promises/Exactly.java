package io.tidemark.promises;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares what was expected with what was seen, as multisets of lines, and names every difference.
 *
 * @param missing expected and not seen
 * @param unexpected seen and not expected at all
 * @param doubled expected, and seen more often than that; once for each time too many
 */
record Exactly(List<String> missing, List<String> unexpected, List<String> doubled) {
    Exactly {
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        doubled = List.copyOf(doubled);
    }

    static Exactly compare(Collection<String> expected, Collection<String> seen) {
        Map<String, Integer> surplus = new TreeMap<>();
        Map<String, Boolean> known = new TreeMap<>();
        seen.forEach(line -> surplus.merge(line, 1, Integer::sum));
        for (String line : expected) {
            surplus.merge(line, -1, Integer::sum);
            known.put(line, true);
        }
        List<String> missing = new ArrayList<>();
        List<String> unexpected = new ArrayList<>();
        List<String> doubled = new ArrayList<>();
        surplus.forEach((line, count) -> {
            List<String> where = count < 0 ? missing : known.containsKey(line) ? doubled : unexpected;
            for (int i = 0; i < Math.abs(count); i++) {
                where.add(line);
            }
        });
        return new Exactly(missing, unexpected, doubled);
    }

    boolean holds() {
        return missing.isEmpty() && unexpected.isEmpty() && doubled.isEmpty();
    }

    /** Fails with every difference, and with all that was seen. */
    static void require(String what, Collection<String> expected, Collection<String> seen) {
        Exactly difference = compare(expected, seen);
        if (!difference.holds()) {
            throw new AssertionError(what + " are not exactly those expected (" + expected.size() + " expected, "
                    + seen.size() + " seen)\n" + difference + "\nall that was seen:\n  "
                    + String.join("\n  ", seen.stream().sorted().toList()));
        }
    }

    @Override
    public String toString() {
        return named("missing", missing) + named("unexpected", unexpected) + named("double", doubled);
    }

    private static String named(String name, List<String> lines) {
        return lines.isEmpty() ? "" : name + ":\n  " + String.join("\n  ", lines) + "\n";
    }
}
