package io.tidemark.query;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the known name that somebody most likely meant.
 *
 * <p>Optimal string alignment distance (insert, delete, replace, swap of neighbours), ignoring case; at most a third of
 * the typed length, at least 1 and at most 3. Ties go to the first name given.
 */
public final class NearestName {

    private NearestName() {}

    public static Optional<String> to(String typed, Collection<String> known) {
        if (typed.isEmpty() || typed.length() > 64) {
            return Optional.empty();
        }
        String wanted = typed.toLowerCase(Locale.ROOT);
        int limit = Math.max(1, Math.min(3, (typed.length() + 1) / 3));
        String best = null;
        int bestDistance = limit + 1;
        for (String name : known) {
            if (Math.abs(name.length() - typed.length()) >= bestDistance) {
                continue;
            }
            int distance = distance(wanted, name.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** "Did you mean x?" or the empty text. */
    public static String hint(String typed, Collection<String> known) {
        return to(typed, known).map(name -> "Did you mean " + name + "?").orElse("");
    }

    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
