package io.tidemark.message;

import java.util.List;

/**
 * One <code>{{…}}</code> of a template.
 *
 * @param kind what it does
 * @param name first word: the variable, block or function
 * @param arguments the words after it, quotes taken off
 * @param offset where it begins in the text
 */
public record Tag(Kind kind, String name, List<Argument> arguments, int offset) {

    /** What a tag does. */
    public enum Kind {
        VALUE,
        OPEN,
        OPEN_NEGATED,
        ELSE,
        CLOSE,
        COMMENT,
        /** Syntax of Handlebars that messages do not have: partials, decorators, raw blocks. */
        FOREIGN
    }

    /** A word after the name. */
    public record Argument(String text, boolean quoted) {}
}
