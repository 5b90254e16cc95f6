package io.tidemark.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a scope: or, then and, then not, then a term. */
final class ScopeParser {

    private static final String TERM = "a tag such as env:prod, host:web-* or *";

    private final Scanner in;

    /** What ends the scope: '}' inside a query, 0 where the scope is the whole text. */
    private final char end;

    ScopeParser(Scanner in, char end) {
        this.in = in;
        this.end = end;
    }

    static Scope parseAll(String text) {
        Scanner in = new Scanner(text);
        Scope scope = new ScopeParser(in, (char) 0).parse();
        in.skipSpace();
        if (!in.atEnd()) {
            throw in.fault("a comma, AND, OR, or the end", "", "unexpected");
        }
        return scope;
    }

    /** Reads up to, not including, the end character. */
    Scope parse() {
        in.skipSpace();
        if (in.peek() == end) {
            throw in.fault(TERM, "Write * for every series.", "empty-scope");
        }
        return any();
    }

    private Scope any() {
        in.descend();
        List<Scope> parts = new ArrayList<>();
        boolean commas = false;
        boolean ors = false;
        List<Scope> all = new ArrayList<>();
        all.add(not());
        while (true) {
            int before = in.position();
            if (in.take(",")) {
                commas = true;
                all.add(not());
            } else if (in.takeWord("AND")) {
                all.add(not());
            } else if (in.takeWord("OR")) {
                ors = true;
                parts.add(Scope.and(all));
                all = new ArrayList<>();
                all.add(not());
            } else {
                break;
            }
            if (commas && ors) {
                throw in.faultAt(
                        before,
                        "either commas or AND/OR, not both",
                        "Write AND instead of the comma, with parentheses around the OR.",
                        "mixed-scope");
            }
        }
        parts.add(Scope.and(all));
        in.ascend();
        return Scope.or(parts);
    }

    private Scope not() {
        in.skipSpace();
        if (in.take("!") || in.take("-")) {
            return negated();
        }
        return in.takeWord("NOT") ? negated() : term();
    }

    private Scope negated() {
        in.descend();
        Scope part = Scope.not(not());
        in.ascend();
        return part;
    }

    private Scope term() {
        in.skipSpace();
        if (in.take("(")) {
            Scope inside = any();
            in.expect(")", "to close the parenthesis");
            return inside;
        }
        int start = in.position();
        String tag = tagText();
        if (tag.isEmpty()) {
            throw in.fault(TERM, "", "unexpected");
        }
        if (tag.equals("*")) {
            return Scope.EVERYTHING;
        }
        if (tag.startsWith("$")) {
            throw in.faultAt(
                    start,
                    TERM,
                    "Template variables exist on dashboards only; write the tag out.",
                    "template-variable");
        }
        if (tag.endsWith(":") && in.peek() == '(') {
            return values(tag, true);
        }
        if (tag.endsWith(":")) {
            throw in.fault("a value after " + tag, "Write " + tag + "* for any value.", "empty-value");
        }
        if (tag.indexOf(':') < 0 && in.looksAtWord("IN")) {
            in.takeWord("IN");
            return values(tag + ":", false);
        }
        if (tag.indexOf(':') < 0 && in.looksAtWord("NOT")) {
            in.takeWord("NOT");
            if (!in.takeWord("IN")) {
                throw in.fault("IN", "Write key NOT IN (a,b), or put AND before NOT.", "unexpected");
            }
            return Scope.not(values(tag + ":", false));
        }
        return new Scope.Tag(tag);
    }

    /** (a OR b) after "key:", or (a,b) after "key IN". */
    private Scope values(String keyAndColon, boolean ors) {
        in.expect("(", "before the values");
        List<Scope> tags = new ArrayList<>();
        do {
            in.skipSpace();
            String value = tagText();
            if (value.isEmpty()) {
                throw in.fault("a value of " + keyAndColon, "", "empty-value");
            }
            tags.add(new Scope.Tag(keyAndColon + value));
        } while (in.take(",") || ors && in.takeWord("OR"));
        in.expect(")", "after the values");
        return Scope.or(tags);
    }

    private String tagText() {
        return in.run(ScopeParser::isTagPart).toLowerCase(Locale.ROOT);
    }

    static boolean isTagPart(int c) {
        return !Character.isWhitespace(c) && !Character.isISOControl(c) && ",(){}!\"'".indexOf(c) < 0;
    }
}
