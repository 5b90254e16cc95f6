package io.tidemark.message;

import io.tidemark.message.Tag.Argument;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The check of a message template before it is accepted: all of its faults, by line and column.
 *
 * <p>Limits: {@value #BYTES_MAX} bytes of UTF-8, blocks nested {@value #DEPTH_MAX} deep, {@value #FAULTS_MAX} faults told. There
 * are no loops and no templates within templates, so the time to render is bounded by the size.
 */
public final class Template {

    /** Largest template, and largest text made of one: 100 KiB. */
    public static final int BYTES_MAX = 100 * 1024;

    static final int DEPTH_MAX = 32;
    static final int FAULTS_MAX = 50;
    private static final int QUOTED_MAX = 64;

    private final String text;
    private final Set<String> tagKeys;
    private final List<TemplateFault> faults = new ArrayList<>();

    private Template(String text, Set<String> tagKeys) {
        this.text = text;
        this.tagKeys = tagKeys;
    }

    /** All faults of {@code text}, in their order; empty if it can be used. */
    public static List<TemplateFault> check(String text) {
        return check(text, Set.of());
    }

    /**
     * As {@link #check(String)}, and also refuses a tag that the monitor's groups do not have.
     *
     * @param tagKeys keys of the monitor's groups; empty where they are not known
     */
    public static List<TemplateFault> check(String text, Set<String> tagKeys) {
        Template template = new Template(text, tagKeys);
        template.check();
        template.faults.sort(Comparator.comparingInt(TemplateFault::line).thenComparingInt(TemplateFault::column));
        return List.copyOf(template.faults.subList(0, Math.min(FAULTS_MAX, template.faults.size())));
    }

    private void check() {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > BYTES_MAX) {
            faults.add(new TemplateFault(
                    1,
                    1,
                    "template-too-long",
                    "the message is " + bytes + " bytes long (expected at most " + BYTES_MAX + "). Shorten it."));
            return;
        }
        Deque<Tag> open = new ArrayDeque<>();
        for (Tag tag : TagScanner.scan(text, faults)) {
            if (faults.size() > FAULTS_MAX) {
                return;
            }
            checkTag(tag, open);
        }
        for (Tag tag : open) {
            fault(
                    tag,
                    "unclosed-block",
                    "the block \"" + cut(tag.name()) + "\" is not closed. Add {{/" + cut(tag.name()) + "}}.");
        }
    }

    private void checkTag(Tag tag, Deque<Tag> open) {
        switch (tag.kind()) {
            case OPEN, OPEN_NEGATED -> {
                checkBlock(tag, tag.name(), tag.arguments());
                open.push(tag);
                if (open.size() == DEPTH_MAX + 1) {
                    fault(tag, "too-deep", "blocks are nested more than " + DEPTH_MAX + " deep. Use fewer.");
                }
            }
            case CLOSE -> checkClose(tag, open);
            case ELSE -> {
                if (open.isEmpty()) {
                    fault(tag, "else-outside", "{{else}} stands outside of any block. Remove it.");
                } else if (!tag.arguments().isEmpty()) {
                    List<Argument> rest = tag.arguments();
                    checkBlock(tag, rest.get(0).text(), rest.subList(1, rest.size()));
                }
            }
            case VALUE -> checkValue(tag);
            case FOREIGN ->
                fault(
                        tag,
                        "not-in-messages",
                        "\"" + cut(tag.name())
                                + "\" includes or defines another template, which messages cannot do. Write its text here.");
            case COMMENT -> {
                // comments are free
            }
        }
    }

    private void checkClose(Tag tag, Deque<Tag> open) {
        if (open.isEmpty()) {
            fault(
                    tag,
                    "close-without-open",
                    "{{/" + cut(tag.name()) + "}} closes nothing. Remove it or open the block.");
        } else if (open.peek().name().equals(tag.name())) {
            open.pop();
        } else {
            Tag expected = open.pop();
            fault(
                    tag,
                    "wrong-close",
                    "{{/" + cut(tag.name()) + "}} does not close the block that is open. Write {{/"
                            + cut(expected.name()) + "}} first.");
        }
    }

    private void checkBlock(Tag tag, String name, List<Argument> arguments) {
        if (Vocabulary.STATES.contains(name)) {
            if (!arguments.isEmpty()) {
                fault(tag, "too-many-arguments", "\"" + name + "\" takes no argument. Remove what follows it.");
            }
        } else if (name.equals("is_priority")) {
            boolean fits = arguments.size() == 1 && arguments.get(0).text().matches("[Pp]?[1-5]");
            if (!fits) {
                fault(tag, "bad-priority", "\"is_priority\" expects one of 'P1' to 'P5'.");
            }
        } else if (Vocabulary.MATCHES.contains(name)) {
            if (arguments.size() < 2) {
                fault(
                        tag,
                        "too-few-arguments",
                        "\"" + name + "\" expects a variable and at least one text, as in {{#" + name
                                + " \"host.name\" \"web\"}}.");
            } else {
                checkVariable(tag, arguments.get(0).text());
            }
        } else if (Vocabulary.isVariable(name) && arguments.isEmpty()) {
            checkVariable(tag, name);
        } else {
            Set<String> known = new TreeSet<>(Vocabulary.STATES);
            known.addAll(Vocabulary.MATCHES);
            fault(
                    tag,
                    "unknown-block",
                    "\"" + cut(name) + "\" is not a block (expected one of " + String.join(", ", known) + ")."
                            + Vocabulary.suggestion(name, known));
        }
    }

    private void checkValue(Tag tag) {
        List<Argument> arguments = tag.arguments();
        switch (tag.name()) {
            case "eval" -> {
                if (arguments.isEmpty()) {
                    fault(tag, "too-few-arguments", "\"eval\" expects a sum in quotes, as in {{eval \"value*100\"}}.");
                } else {
                    Arithmetic.check(expression(arguments)).ifPresent(wrong -> fault(tag, "bad-arithmetic", wrong));
                }
            }
            case "local_time" -> checkLocalTime(tag, arguments);
            case "override_priority" -> {
                boolean fits = arguments.size() == 1 && arguments.get(0).text().matches("[Pp][1-5]");
                if (!fits) {
                    fault(tag, "bad-priority", "\"override_priority\" expects one of 'P1' to 'P5'.");
                }
            }
            default -> {
                if (!arguments.isEmpty()) {
                    fault(
                            tag,
                            "unknown-function",
                            "\"" + cut(tag.name()) + "\" is not a function (expected one of "
                                    + String.join(", ", Vocabulary.FUNCTIONS) + ").");
                } else {
                    checkVariable(tag, tag.name());
                }
            }
        }
    }

    private void checkLocalTime(Tag tag, List<Argument> arguments) {
        if (arguments.size() != 2) {
            fault(
                    tag,
                    "bad-local-time",
                    "\"local_time\" expects a time and a zone, as in {{local_time 'last_triggered_at' 'Asia/Tokyo'}}.");
            return;
        }
        String variable = arguments.get(0).text();
        if (!variable.equals("first_triggered_at") && !variable.equals("last_triggered_at")) {
            fault(
                    tag,
                    "bad-local-time",
                    "\"" + cut(variable) + "\" is not a time (expected first_triggered_at or last_triggered_at).");
        }
        try {
            ZoneId.of(arguments.get(1).text());
        } catch (DateTimeException unknown) {
            fault(
                    tag,
                    "unknown-zone",
                    "\"" + cut(arguments.get(1).text())
                            + "\" is not a time zone (expected a name such as Europe/Paris).");
        }
    }

    private void checkVariable(Tag tag, String name) {
        String key = Vocabulary.tagKey(name);
        if (!Vocabulary.isVariable(name)) {
            fault(
                    tag,
                    "unknown-name",
                    "\"" + cut(name) + "\" is not a variable (expected one of "
                            + String.join(", ", Vocabulary.VARIABLES)
                            + ", or a tag of the group as in host.name)."
                            + Vocabulary.suggestion(name, Vocabulary.VARIABLES));
        } else if (!key.isEmpty() && !tagKeys.isEmpty() && !tagKeys.contains(key)) {
            fault(
                    tag,
                    "unknown-tag",
                    "the groups of this monitor have no tag \"" + cut(key) + "\" (they have "
                            + String.join(", ", new TreeSet<>(tagKeys)) + "). Add it to the query's \"by\"."
                            + Vocabulary.suggestion(key, tagKeys));
        }
    }

    static String expression(List<Argument> arguments) {
        List<String> parts = new ArrayList<>();
        arguments.forEach(argument -> parts.add(argument.text()));
        return String.join(" ", parts);
    }

    private void fault(Tag tag, String reason, String message) {
        faults.add(TagScanner.fault(text, tag.offset(), reason, message));
    }

    private static String cut(String value) {
        String shown = value.length() > QUOTED_MAX ? value.substring(0, QUOTED_MAX) + "…" : value;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
