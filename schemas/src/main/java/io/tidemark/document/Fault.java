package io.tidemark.document;

/**
 * One thing that is wrong with a document.
 *
 * @param line line in the file, from 1; 0 where the fault has no place
 * @param column column, from 1; 0 where the fault has no place
 * @param path the field, {@code options.thresholds.critical}; "document" for the whole
 * @param value what stands there, quoted, escaped and cut; empty where nothing stands there
 * @param expected what should stand there
 * @param hint how to put it right, a sentence; may be empty
 * @param reason stable id of the kind of fault, {@code unknown-field}
 */
public record Fault(int line, int column, String path, String value, String expected, String hint, String reason)
        implements Comparable<Fault> {

    private static final int VALUE_CHARS_MAX = 64;

    /** {@code options.treshold is 5 (expected a known field). Did you mean thresholds? [unknown-field]}. */
    public String message() {
        return path + (value.isEmpty() ? " is missing" : " is " + value) + " (expected " + expected + ")."
                + (hint.isEmpty() ? "" : " " + hint) + " [" + reason + "]";
    }

    /** The message with its place in front: {@code line 3, column 5: …}. */
    @Override
    public String toString() {
        return line == 0 ? message() : "line " + line + ", column " + column + ": " + message();
    }

    @Override
    public int compareTo(Fault other) {
        int byLine = Integer.compare(line, other.line);
        int byColumn = byLine != 0 ? byLine : Integer.compare(column, other.column);
        return byColumn != 0 ? byColumn : path.compareTo(other.path);
    }

    /** Escaped, and cut at 64 characters. */
    static String cut(String text) {
        StringBuilder out = new StringBuilder();
        int shown = Math.min(text.length(), VALUE_CHARS_MAX);
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || c == 127 ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return out.append(shown < text.length() ? "…" : "").toString();
    }
}
