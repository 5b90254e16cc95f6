package io.tidemark.alerting.template;

import io.tidemark.message.Tag;
import io.tidemark.message.Tag.Kind;
import io.tidemark.message.TagScanner;
import io.tidemark.message.Vocabulary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Writes <code>{{^is_alert}}…{{/is_alert}}</code> as a block of its own name, because Handlebars calls a function of ours in the same way
 * for a block and for its negation.
 */
final class Negation {

    /** Authors cannot use names that begin so: the check knows none. */
    static final String PREFIX = "not_";

    private Negation() {}

    /** The template with its negated blocks renamed; it has passed the check. */
    static String spelledOut(String text) {
        List<Tag> renamed = new ArrayList<>();
        Deque<Tag> open = new ArrayDeque<>();
        for (Tag tag : TagScanner.scan(text, new ArrayList<>())) {
            boolean negated = tag.kind() == Kind.OPEN_NEGATED && Vocabulary.isBlock(tag.name());
            if (tag.kind() == Kind.OPEN || tag.kind() == Kind.OPEN_NEGATED) {
                open.push(tag);
            } else if (tag.kind() == Kind.CLOSE) {
                Tag opened = open.pop();
                negated = opened.kind() == Kind.OPEN_NEGATED && Vocabulary.isBlock(opened.name());
            }
            if (negated) {
                renamed.add(tag);
            }
        }
        StringBuilder out = new StringBuilder(text.length() + 16 * renamed.size());
        int copied = 0;
        for (Tag tag : renamed) {
            int name = text.indexOf(tag.name(), tag.offset());
            out.append(text, copied, name);
            int sign = out.lastIndexOf("^");
            if (tag.kind() == Kind.OPEN_NEGATED) {
                out.setCharAt(sign, '#');
            }
            out.append(PREFIX).append(tag.name());
            copied = name + tag.name().length();
        }
        return out.append(text, copied, text.length()).toString();
    }
}
