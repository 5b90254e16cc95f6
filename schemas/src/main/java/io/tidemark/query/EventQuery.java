package io.tidemark.query;

import io.tidemark.query.MonitorQuery.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * So many events in a window: {@code events("status:error deploy").rollup("count").by("service").last("5m") > 3}.
 *
 * <p>Terms stand side by side and must all hold: {@code key:value} looks at {@code source}, {@code status} (error, warning,
 * info, success), {@code priority}, {@code host}, and else at the event's tags; a value may hold {@code *}. A word without a
 * colon, or a text in double quotes, must stand in the title or the text, whatever its case. A minus before a term turns it
 * round.
 *
 * @param search the terms, in the order of the text
 * @param by keys that tell groups apart
 * @param window over which events are counted
 * @param comparison how the count is compared with the threshold
 * @param threshold the critical threshold, events
 */
public record EventQuery(List<Term> search, Grouping by, Window window, Comparison comparison, double threshold) {

    /** Longest window: what is counted is kept as buckets of a minute. */
    public static final int WINDOW_SECONDS_MAX = 86_400;

    /** Most terms of one search. */
    public static final int TERMS_MAX = 32;

    private static final List<String> STEPS = List.of("rollup", "by", "last");

    /**
     * One condition on an event.
     *
     * @param negated whether it must not hold
     * @param key what it looks at; empty for title and text
     * @param value lower-case; with a key it may hold {@code *}
     */
    public record Term(boolean negated, String key, String value) {

        /** Whether an event fits: its attribute lines {@code key:value} and tags, and its title and text, lower-case. */
        boolean holds(List<String> attributes, String words) {
            boolean found = key.isEmpty()
                    ? words.contains(value)
                    : attributes.stream().anyMatch(one -> fits(one.toLowerCase(Locale.ROOT)));
            return found != negated;
        }

        private boolean fits(String attribute) {
            return new Wildcard(key + ":" + value).matches(attribute);
        }

        String text() {
            String quoted = key.isEmpty() && value.indexOf(' ') >= 0 ? "\"" + value + "\"" : value;
            return (negated ? "-" : "") + (key.isEmpty() ? quoted : key + ":" + value);
        }
    }

    public EventQuery {
        search = List.copyOf(search);
    }

    public static EventQuery parse(String text) {
        Scanner in = new Scanner(text);
        in.skipSpace();
        int start = in.position();
        if (!in.takeWord("events")) {
            throw in.faultAt(
                    start,
                    "events(\"…\")",
                    "Write events(\"status:error\").rollup(\"count\").last(\"5m\") > 0.",
                    "unexpected");
        }
        in.expect("(", "after events");
        List<Term> search = search(in);
        in.expect(")", "to close events");
        Grouping by = Grouping.NONE;
        Window window = null;
        while (in.take(".")) {
            int at = in.position();
            String step = in.word();
            if (!STEPS.contains(step)) {
                throw in.faultAt(
                        at, "one of " + String.join(", ", STEPS), NearestName.hint(step, STEPS), "unknown-step");
            }
            in.expect("(", "after " + step);
            switch (step) {
                case "rollup" -> rollup(in);
                case "by" -> by = by(in);
                default -> window = window(in);
            }
            in.expect(")", "to close " + step);
        }
        if (window == null) {
            throw in.fault(".last(\"5m\") and a comparison", "", "no-window");
        }
        return compared(in, search, by, window);
    }

    private static EventQuery compared(Scanner in, List<Term> search, Grouping by, Window window) {
        for (Comparison comparison : Comparison.values()) {
            if (in.take(comparison.symbol())) {
                double threshold = in.number("the threshold, a number of events");
                in.skipSpace();
                if (!in.atEnd()) {
                    throw in.fault("the end of the query", "", "unexpected");
                }
                return new EventQuery(search, by, window, comparison, threshold);
            }
        }
        throw in.fault("a comparison: > >= < <=", "", "no-comparison");
    }

    private static void rollup(Scanner in) {
        int at = in.position();
        String how = in.quoted("\"count\"");
        if (!how.equals("count")) {
            throw in.faultAt(at, "\"count\"", "Events have no other number here.", "unknown-rollup");
        }
    }

    private static Grouping by(Scanner in) {
        List<String> keys = new ArrayList<>();
        do {
            int at = in.position();
            for (String key : in.quoted("a key such as \"service\"").split(",")) {
                if (key.isBlank() || !key.strip().chars().allMatch(ScopeParser::isTagPart)) {
                    throw in.faultAt(at, "keys of tags in quotes", "", "bad-tag");
                }
                keys.add(key.strip().toLowerCase(Locale.ROOT));
            }
        } while (in.take(","));
        return keys.contains("*") ? Grouping.NONE : Grouping.by(keys);
    }

    private static Window window(Scanner in) {
        in.skipSpace();
        int at = in.position();
        String text = in.quoted("a window such as \"5m\"");
        Window window;
        try {
            window = Window.read(new Scanner(text), true);
        } catch (QuerySyntaxException inner) {
            throw in.faultAt(at, inner.expected(), inner.hint(), inner.reason());
        }
        if (window.kind() != Window.Kind.LAST || window.seconds() < 60 || window.seconds() > WINDOW_SECONDS_MAX) {
            throw in.faultAt(at, "a window from 1m to 1d", "", "window-out-of-range");
        }
        return window;
    }

    /** The terms inside the quotes; with a text in double quotes among them, the outer ones are single. */
    private static List<Term> search(Scanner in) {
        in.skipSpace();
        int at = in.position();
        String text = in.quoted("a search such as \"status:error\"").toLowerCase(Locale.ROOT);
        List<Term> terms = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            if (text.charAt(i) == ' ') {
                i++;
                continue;
            }
            boolean negated = text.charAt(i) == '-';
            i += negated ? 1 : 0;
            boolean quoted = i < text.length() && text.charAt(i) == '"';
            int end = quoted ? text.indexOf('"', i + 1) : text.indexOf(' ', i);
            end = end < 0 ? text.length() : end;
            String word = text.substring(quoted ? i + 1 : i, end);
            i = quoted ? end + 1 : end;
            int colon = quoted ? -1 : word.indexOf(':');
            if (word.isEmpty() || colon == 0 || word.indexOf('(') >= 0 || word.equals("or") || word.equals("and")) {
                throw in.faultAt(
                        at,
                        "terms side by side, such as \"status:error -source:test deploy\"",
                        "All of them must hold; there is no AND, OR and no parentheses.",
                        "bad-search");
            }
            terms.add(
                    colon < 0 || word.equals("*")
                            ? new Term(negated, "", word)
                            : new Term(negated, word.substring(0, colon), word.substring(colon + 1)));
        }
        terms.removeIf(term -> term.key().isEmpty() && term.value().equals("*"));
        if (terms.size() > TERMS_MAX) {
            throw in.faultAt(at, "at most " + TERMS_MAX + " terms", "", "too-many-terms");
        }
        return terms;
    }

    /**
     * Whether an event counts.
     *
     * @param attributes {@code source:…}, {@code status:…}, {@code priority:…}, {@code host:…} and its tags
     * @param title its title
     * @param text its text
     */
    public boolean matches(List<String> attributes, String title, String text) {
        String words = (title + "\n" + text).toLowerCase(Locale.ROOT);
        return search.stream().allMatch(term -> term.holds(attributes, words));
    }

    /** Canonical text; parsing it gives an equal query. */
    public String text() {
        char quote = search.stream().anyMatch(term -> term.text().indexOf('"') >= 0) ? '\'' : '"';
        StringBuilder out = new StringBuilder("events(").append(quote);
        for (int i = 0; i < search.size(); i++) {
            out.append(i == 0 ? "" : " ").append(search.get(i).text());
        }
        out.append(quote).append(").rollup(\"count\")");
        if (by.kind() == Grouping.Kind.KEYS) {
            out.append(".by(\"").append(String.join("\",\"", by.keys())).append("\")");
        }
        return out.append(".last(\"")
                .append(window.lengthText())
                .append("\") ")
                .append(comparison.symbol())
                .append(' ')
                .append(Query.format(threshold))
                .toString();
    }
}
