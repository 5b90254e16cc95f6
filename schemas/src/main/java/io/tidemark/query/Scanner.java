package io.tidemark.query;

import java.util.function.IntPredicate;

/** A cursor over a query text that knows where it is and can say what it found there. */
final class Scanner {

    /** Longest query text, characters. */
    static final int TEXT_CHARS_MAX = 8_000;

    /** Deepest nesting of parentheses and calls. */
    static final int DEPTH_MAX = 32;

    private final String text;
    private int at;
    private int depth;

    Scanner(String text) {
        this.text = text;
        if (text.length() > TEXT_CHARS_MAX) {
            throw new QuerySyntaxException(
                    1,
                    text,
                    "at most " + TEXT_CHARS_MAX + " characters, not " + text.length(),
                    "Split it into several queries.",
                    "query-too-long");
        }
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The character under the cursor, or 0 at the end. */
    char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** Skips space and takes the literal if it stands there. */
    boolean take(String literal) {
        skipSpace();
        if (text.startsWith(literal, at)) {
            at += literal.length();
            return true;
        }
        return false;
    }

    /** Skips space and takes the word, ignoring case, if it stands there and ends there. */
    boolean takeWord(String word) {
        skipSpace();
        int end = at + word.length();
        if (!text.regionMatches(true, at, word, 0, word.length())) {
            return false;
        }
        if (end < text.length() && isWordPart(text.charAt(end))) {
            return false;
        }
        at = end;
        return true;
    }

    boolean looksAtWord(String word) {
        int before = at;
        boolean there = takeWord(word);
        at = before;
        return there;
    }

    void expect(String literal, String what) {
        if (!take(literal)) {
            throw fault("\"" + literal + "\" " + what, "", "unexpected");
        }
    }

    /** Takes the longest run of such characters; empty where there is none. */
    String run(IntPredicate part) {
        int start = at;
        while (at < text.length() && part.test(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    String word() {
        skipSpace();
        return run(c -> isWordPart((char) c));
    }

    static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    /** A text in single or double quotes. */
    String quoted(String what) {
        skipSpace();
        char quote = peek();
        if (quote != '\'' && quote != '"') {
            throw fault(what + " in quotes", "", "unexpected");
        }
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw fault("a closing " + quote, "", "unclosed-quote");
        }
        String inside = text.substring(at + 1, end);
        at = end + 1;
        return inside;
    }

    boolean looksAtNumber() {
        skipSpace();
        int digit = peek() == '-' || peek() == '+' ? at + 1 : at;
        return digit < text.length()
                && (Character.isDigit(text.charAt(digit))
                        || text.charAt(digit) == '.'
                                && digit + 1 < text.length()
                                && Character.isDigit(text.charAt(digit + 1)));
    }

    double number(String what) {
        skipSpace();
        int start = at;
        if (!looksAtNumber()) {
            throw fault(what, "", "bad-number");
        }
        if (peek() == '-' || peek() == '+') {
            at++;
        }
        run(Character::isDigit);
        if (peek() == '.') {
            at++;
            run(Character::isDigit);
        }
        if (peek() == 'e' || peek() == 'E') {
            int mark = at;
            at++;
            if (peek() == '-' || peek() == '+') {
                at++;
            }
            if (run(Character::isDigit).isEmpty()) {
                at = mark;
            }
        }
        double value;
        try {
            value = Double.parseDouble(text.substring(start, at));
        } catch (NumberFormatException notAscii) {
            // Digits of other scripts pass Character.isDigit.
            value = Double.NaN;
        }
        if (!Double.isFinite(value) || isWordPart(peek())) {
            at = start;
            throw fault(what, "Use digits, a point, and no unit.", "bad-number");
        }
        return value == 0 ? 0 : value;
    }

    void descend() {
        if (++depth > DEPTH_MAX) {
            throw fault("at most " + DEPTH_MAX + " levels of nesting", "", "query-too-deep");
        }
    }

    void ascend() {
        depth--;
    }

    QuerySyntaxException fault(String expected, String hint, String reason) {
        return faultAt(at, expected, hint, reason);
    }

    QuerySyntaxException faultAt(int position, String expected, String hint, String reason) {
        return new QuerySyntaxException(position + 1, found(position), expected, hint, reason);
    }

    /** What stands at the position: a word, a text in quotes, one character, or the empty text at the end. */
    private String found(int position) {
        int start = position;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        int end = start;
        if (end < text.length() && (text.charAt(end) == '\'' || text.charAt(end) == '"')) {
            int close = text.indexOf(text.charAt(end), end + 1);
            return text.substring(start, close < 0 ? text.length() : close + 1);
        }
        while (end < text.length() && (isWordPart(text.charAt(end)) || ".:*-".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        if (end == start && end < text.length()) {
            end++;
        }
        return text.substring(start, end);
    }
}
