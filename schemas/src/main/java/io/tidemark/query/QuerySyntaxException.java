package io.tidemark.query;

/** A query text that cannot be read: where, what stood there, what was expected, and how to put it right. */
public final class QuerySyntaxException extends IllegalArgumentException {

    private static final int QUOTED_CHARS_MAX = 64;

    private final int position;
    private final String found;
    private final String expected;
    private final String hint;
    private final String reason;

    QuerySyntaxException(int position, String found, String expected, String hint, String reason) {
        super("at character " + position + " is " + quote(found) + " (expected " + expected + ")."
                + (hint.isEmpty() ? "" : " " + hint) + " [" + reason + "]");
        this.position = position;
        this.found = found;
        this.expected = expected;
        this.hint = hint;
        this.reason = reason;
    }

    /** Where in the text, in characters; the first is 1. */
    public int position() {
        return position;
    }

    /** What stands there; empty at the end of the text. */
    public String found() {
        return found;
    }

    public String expected() {
        return expected;
    }

    /** How to put it right, a sentence; empty where nothing helpful can be said. */
    public String hint() {
        return hint;
    }

    /** Stable id of the kind of fault, such as {@code unknown-aggregator}. */
    public String reason() {
        return reason;
    }

    /** Quoted, escaped, and cut at 64 characters; "nothing" for the end of the text. */
    static String quote(String text) {
        if (text.isEmpty()) {
            return "the end of the text";
        }
        StringBuilder out = new StringBuilder("\"");
        int shown = Math.min(text.length(), QUOTED_CHARS_MAX);
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 127) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append(shown < text.length() ? "…\"" : "\"").toString();
    }
}
