package io.tidemark.message;

import io.tidemark.message.Tag.Argument;
import io.tidemark.message.Tag.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the tags of a template and where they stand, so that a fault can be told by line and column before anything is rendered.
 * Reads the text once; cost O(n).
 */
public final class TagScanner {

    private final String text;
    private final List<TemplateFault> faults;
    private final List<Tag> tags = new ArrayList<>();

    private TagScanner(String text, List<TemplateFault> faults) {
        this.text = text;
        this.faults = faults;
    }

    /** The tags in their order; what cannot be read is added to {@code faults}. */
    public static List<Tag> scan(String text, List<TemplateFault> faults) {
        TagScanner scanner = new TagScanner(text, faults);
        scanner.scan();
        return scanner.tags;
    }

    static TemplateFault fault(String text, int offset, String reason, String message) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new TemplateFault(line, offset - lineStart + 1, reason, message);
    }

    private void scan() {
        int at = text.indexOf("{{");
        while (at >= 0) {
            int end = tagAt(at);
            if (end < 0) {
                faults.add(
                        fault(text, at, "unclosed-tag", "a tag is opened with \"{{\" and never closed. Add \"}}\"."));
                return;
            }
            at = text.indexOf("{{", end);
        }
    }

    /** Reads the tag at {@code at}; the offset after it, or -1 if it has no end. */
    private int tagAt(int at) {
        if (text.startsWith("{{{{", at)) {
            tags.add(new Tag(Kind.FOREIGN, "{{{{", List.of(), at));
            return at + 4;
        }
        if (text.startsWith("{{!--", at) || text.startsWith("{{~!--", at)) {
            int end = text.indexOf("--}}", at);
            int spaced = text.indexOf("--~}}", at);
            end = end < 0 || spaced >= 0 && spaced < end ? spaced : end;
            return end < 0 ? -1 : text.indexOf("}}", end) + 2;
        }
        boolean raw = text.startsWith("{{{", at);
        String close = raw ? "}}}" : "}}";
        int start = at + (raw ? 3 : 2);
        int end = closing(start, close);
        if (end < 0) {
            return -1;
        }
        add(text.substring(start, end), at, raw);
        return end + close.length();
    }

    /** Braces within quotes do not close a tag. */
    private int closing(int from, String close) {
        char quote = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (text.startsWith(close, i)) {
                return i;
            } else if ((c == '"' || c == '\'') && isWordStart(i)) {
                quote = c;
            } else if (c == '{' && text.startsWith("{{", i)) {
                return -1;
            }
        }
        return -1;
    }

    /** An apostrophe inside a comment or a word is no quote. */
    private boolean isWordStart(int i) {
        return Character.isWhitespace(text.charAt(i - 1));
    }

    private void add(String inside, int offset, boolean raw) {
        String content = inside.strip();
        if (content.startsWith("~")) {
            content = content.substring(1).strip();
        }
        if (content.endsWith("~")) {
            content = content.substring(0, content.length() - 1).strip();
        }
        if (content.isEmpty()) {
            faults.add(
                    fault(text, offset, "empty-tag", "a tag is empty. Write the name of a variable, as in {{value}}."));
            return;
        }
        Kind kind = raw ? Kind.VALUE : kind(content.charAt(0));
        if (kind == Kind.COMMENT) {
            return;
        }
        boolean marked = !raw && "#^/>*&@".indexOf(content.charAt(0)) >= 0;
        List<Argument> words = words(marked ? content.substring(1) : content, offset);
        if (words.isEmpty()) {
            faults.add(fault(text, offset, "empty-tag", "a tag has no name. Write one, as in {{#is_alert}}."));
            return;
        }
        Argument first = words.get(0);
        List<Argument> arguments = List.copyOf(words.subList(1, words.size()));
        boolean otherwise = kind == Kind.VALUE && !raw && first.text().equals("else")
                || kind == Kind.OPEN_NEGATED && first.text().isEmpty();
        tags.add(new Tag(otherwise ? Kind.ELSE : kind, first.text(), arguments, offset));
    }

    private static Kind kind(char sign) {
        return switch (sign) {
            case '#' -> Kind.OPEN;
            case '^' -> Kind.OPEN_NEGATED;
            case '/' -> Kind.CLOSE;
            case '!' -> Kind.COMMENT;
            case '>', '*', '@' -> Kind.FOREIGN;
            default -> Kind.VALUE;
        };
    }

    private List<Argument> words(String content, int offset) {
        List<Argument> words = new ArrayList<>();
        int i = 0;
        while (i < content.length()) {
            char c = content.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
                continue;
            }
            int end;
            if (c == '"' || c == '\'') {
                end = content.indexOf(c, i + 1);
                if (end < 0) {
                    faults.add(fault(text, offset, "open-quote", "a quote is not closed in this tag. Add " + c + "."));
                    return words;
                }
                words.add(new Argument(content.substring(i + 1, end), true));
                i = end + 1;
                continue;
            }
            end = i;
            boolean bracket = false;
            while (end < content.length() && (bracket || !Character.isWhitespace(content.charAt(end)))) {
                bracket = content.charAt(end) == '[' || bracket && content.charAt(end) != ']';
                end++;
            }
            words.add(new Argument(content.substring(i, end), false));
            i = end;
        }
        return words;
    }
}
