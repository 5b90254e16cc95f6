package io.tidemark.query;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern in which {@code *} stands for any run of characters, also none.
 *
 * <p>The pattern is cut at its stars; the first piece must start the text, the last must end it, and each piece between
 * is taken at its first place after the one before. The first place is never worse than a later one, so nothing is
 * tried twice; pieces are found with Knuth, Morris and Pratt's failure table, so the time is linear in text and pattern.
 */
final class Wildcard {

    private final String prefix;
    private final String suffix;
    private final List<String> middle = new ArrayList<>();
    private final List<int[]> failures = new ArrayList<>();
    private final boolean exact;

    Wildcard(String pattern) {
        int first = pattern.indexOf('*');
        exact = first < 0;
        prefix = exact ? pattern : pattern.substring(0, first);
        int last = pattern.lastIndexOf('*');
        suffix = exact ? "" : pattern.substring(last + 1);
        int from = first + 1;
        while (!exact && from <= last) {
            int star = pattern.indexOf('*', from);
            if (star > from) {
                String piece = pattern.substring(from, star);
                middle.add(piece);
                failures.add(failureTable(piece));
            }
            from = star + 1;
        }
    }

    boolean matches(String text) {
        if (exact) {
            return text.equals(prefix);
        }
        int end = text.length() - suffix.length();
        if (prefix.length() > end || !text.startsWith(prefix) || !text.endsWith(suffix)) {
            return false;
        }
        int at = prefix.length();
        for (int i = 0; i < middle.size(); i++) {
            at = endOf(middle.get(i), failures.get(i), text, at, end);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    /** Index behind the first place of the piece in text[from, end), or -1. */
    private static int endOf(String piece, int[] failure, String text, int from, int end) {
        int matched = 0;
        for (int i = from; i < end; i++) {
            while (matched > 0 && text.charAt(i) != piece.charAt(matched)) {
                matched = failure[matched - 1];
            }
            if (text.charAt(i) == piece.charAt(matched) && ++matched == piece.length()) {
                return i + 1;
            }
        }
        return -1;
    }

    private static int[] failureTable(String piece) {
        int[] failure = new int[piece.length()];
        for (int i = 1, matched = 0; i < piece.length(); i++) {
            while (matched > 0 && piece.charAt(i) != piece.charAt(matched)) {
                matched = failure[matched - 1];
            }
            if (piece.charAt(i) == piece.charAt(matched)) {
                matched++;
            }
            failure[i] = matched;
        }
        return failure;
    }
}
