package io.tidemark.message;

import java.util.Objects;

/**
 * One thing that is wrong with a template, and where.
 *
 * @param line 1 for the first line
 * @param column 1 for the first character of a line
 * @param reason stable id, for example {@code unknown-name}
 * @param message what is wrong, what was expected, and how to fix it; a sentence without the place
 */
public record TemplateFault(int line, int column, String reason, String message) {

    public TemplateFault {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("line " + line + ", column " + column + " (both start at 1)");
        }
    }

    /** {@code line 3, column 12: "valeu" is not a variable … [unknown-name]}. */
    @Override
    public String toString() {
        return "line " + line + ", column " + column + ": " + message + " [" + reason + "]";
    }
}
