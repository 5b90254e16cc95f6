package io.tidemark.query;

import java.util.ArrayList;
import java.util.List;

/**
 * Answers of a check, so many in a row: {@code "http.can_connect".over("env:prod").by("host").last(3).count_by_status()}.
 *
 * @param check its name
 * @param over which answers, by their tags
 * @param by keys that tell groups apart
 * @param last how many answers are looked at, at least the largest threshold
 */
public record ServiceCheckQuery(String check, Scope over, Grouping by, int last) {

    /** Most answers that are looked at. */
    public static final int LAST_MAX = 100;

    private static final List<String> STEPS = List.of("over", "exclude", "by", "last", "count_by_status");

    public static ServiceCheckQuery parse(String text) {
        Scanner in = new Scanner(text);
        in.skipSpace();
        int start = in.position();
        String check = in.quoted("the name of a check");
        if (check.isBlank() || check.length() > 200) {
            throw in.faultAt(start, "the name of a check", "", "bad-check-name");
        }
        List<Scope> scopes = new ArrayList<>();
        Grouping by = Grouping.NONE;
        int last = 1;
        boolean counted = false;
        while (!counted) {
            in.expect(".", "and " + String.join(", ", STEPS));
            int at = in.position();
            String step = in.word();
            if (!STEPS.contains(step)) {
                throw in.faultAt(
                        at, "one of " + String.join(", ", STEPS), NearestName.hint(step, STEPS), "unknown-step");
            }
            in.expect("(", "after " + step);
            switch (step) {
                case "over" -> tags(in).forEach(tag -> scopes.add(Scope.parse(tag)));
                case "exclude" -> tags(in).forEach(tag -> scopes.add(Scope.not(Scope.parse(tag))));
                case "by" -> by = grouping(tags(in));
                case "last" -> last = last(in);
                default -> counted = true;
            }
            in.expect(")", "to close " + step);
        }
        in.skipSpace();
        if (!in.atEnd()) {
            throw in.fault("the end", "", "unexpected");
        }
        return new ServiceCheckQuery(check, Scope.and(scopes), by, last);
    }

    private static List<String> tags(Scanner in) {
        List<String> tags = new ArrayList<>();
        do {
            int at = in.position();
            String tag = in.quoted("a tag");
            if (!tag.chars().allMatch(ScopeParser::isTagPart) || tag.isEmpty()) {
                throw in.faultAt(at, "one tag in quotes", "", "bad-tag");
            }
            tags.add(tag);
        } while (in.take(","));
        return tags;
    }

    private static Grouping grouping(List<String> keys) {
        return keys.contains("*")
                ? Grouping.NONE
                : Grouping.by(keys.stream()
                        .map(k -> k.toLowerCase(java.util.Locale.ROOT))
                        .toList());
    }

    private static int last(Scanner in) {
        int at = in.position();
        double last = in.number("a number of answers");
        if (last < 1 || last > LAST_MAX || last != Math.rint(last)) {
            throw in.faultAt(at, "a whole number from 1 to " + LAST_MAX, "", "bad-last");
        }
        return (int) last;
    }

    /** Canonical text; parsing it gives an equal query. */
    public String text() {
        StringBuilder out = new StringBuilder("\"" + check + "\"");
        List<Scope> parts = over instanceof Scope.And and ? and.parts() : List.of(over);
        for (Scope part : parts) {
            out.append(
                    part instanceof Scope.Not not
                            ? ".exclude(\"" + not.part().text() + "\")"
                            : ".over(\"" + part.text() + "\")");
        }
        if (by.kind() == Grouping.Kind.KEYS) {
            out.append(".by(\"").append(String.join("\",\"", by.keys())).append("\")");
        }
        return out.append(".last(").append(last).append(").count_by_status()").toString();
    }
}
