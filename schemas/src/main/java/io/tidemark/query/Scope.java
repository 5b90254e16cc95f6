package io.tidemark.query;

import io.tidemark.series.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which series are meant: what stands between the braces of a query, and the scope of a downtime.
 *
 * <p>{@code *}; {@code env:prod,host:web-*} (a comma is AND); {@code !host:a} or {@code -host:a};
 * {@code key:(a OR b)}; {@code key IN (a,b)}, {@code key NOT IN (a,b)}; AND, OR, NOT with parentheses; bare tags.
 * Ignores case, as tags do. Terms of an AND or OR are kept sorted and once each, so that texts that mean the same print
 * the same.
 */
public sealed interface Scope {

    /** Every series. */
    Scope EVERYTHING = new Everything();

    static Scope parse(String text) {
        return ScopeParser.parseAll(text);
    }

    /** Whether a series with these tags (lower-case) is meant. */
    boolean matches(List<String> tags);

    default boolean matches(Series series) {
        return matches(series.tags());
    }

    /** Canonical text, without braces. */
    String text();

    /** Matches every series, also those without tags. */
    record Everything() implements Scope {
        @Override
        public boolean matches(List<String> tags) {
            return true;
        }

        @Override
        public String text() {
            return "*";
        }
    }

    /** A tag, {@code key:value} or a bare word, in which {@code *} stands for anything. */
    final class Tag implements Scope {
        private final String pattern;
        private final Wildcard wildcard;

        Tag(String pattern) {
            this.pattern = pattern;
            this.wildcard = new Wildcard(pattern);
        }

        public String pattern() {
            return pattern;
        }

        @Override
        public boolean matches(List<String> tags) {
            for (int i = 0; i < tags.size(); i++) {
                if (wildcard.matches(tags.get(i))) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String text() {
            return pattern;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Tag && ((Tag) other).pattern.equals(pattern);
        }

        @Override
        public int hashCode() {
            return pattern.hashCode();
        }

        @Override
        public String toString() {
            return pattern;
        }
    }

    /** The part must not match. */
    record Not(Scope part) implements Scope {
        @Override
        public boolean matches(List<String> tags) {
            return !part.matches(tags);
        }

        @Override
        public String text() {
            return part instanceof Tag ? "!" + part.text() : "NOT (" + part.text() + ")";
        }
    }

    /** All parts must match. */
    record And(List<Scope> parts) implements Scope {
        public And {
            parts = sortedOnce(parts);
        }

        @Override
        public boolean matches(List<String> tags) {
            for (Scope part : parts) {
                if (!part.matches(tags)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String text() {
            boolean simple =
                    parts.stream().allMatch(p -> p instanceof Tag || p instanceof Not n && n.part() instanceof Tag);
            return String.join(
                    simple ? "," : " AND ", parts.stream().map(And::inner).toList());
        }

        private static String inner(Scope part) {
            return part instanceof Or ? "(" + part.text() + ")" : part.text();
        }
    }

    /** One part must match. */
    record Or(List<Scope> parts) implements Scope {
        public Or {
            parts = sortedOnce(parts);
        }

        @Override
        public boolean matches(List<String> tags) {
            for (Scope part : parts) {
                if (part.matches(tags)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String text() {
            return String.join(
                    " OR ",
                    parts.stream()
                            .map(p -> p instanceof And ? "(" + p.text() + ")" : p.text())
                            .toList());
        }
    }

    /** AND of the parts, flattened; a single part is itself. */
    static Scope and(List<Scope> parts) {
        List<Scope> flat = new ArrayList<>();
        for (Scope part : parts) {
            if (part instanceof And inner) {
                flat.addAll(inner.parts());
            } else if (!(part instanceof Everything)) {
                flat.add(part);
            }
        }
        List<Scope> once = sortedOnce(flat);
        return once.isEmpty() ? EVERYTHING : once.size() == 1 ? once.get(0) : new And(once);
    }

    /** OR of the parts, flattened; a single part is itself. */
    static Scope or(List<Scope> parts) {
        List<Scope> flat = new ArrayList<>();
        for (Scope part : parts) {
            if (part instanceof Everything) {
                return EVERYTHING;
            }
            if (part instanceof Or inner) {
                flat.addAll(inner.parts());
            } else {
                flat.add(part);
            }
        }
        List<Scope> once = sortedOnce(flat);
        return once.size() == 1 ? once.get(0) : new Or(once);
    }

    /** The opposite; twice not is the thing itself. */
    static Scope not(Scope part) {
        return part instanceof Not inner ? inner.part() : new Not(part);
    }

    private static List<Scope> sortedOnce(List<Scope> parts) {
        Map<String, Scope> byText = new TreeMap<>(Comparator.naturalOrder());
        parts.forEach(p -> byText.put(p.text(), p));
        return List.copyOf(byText.values());
    }
}
