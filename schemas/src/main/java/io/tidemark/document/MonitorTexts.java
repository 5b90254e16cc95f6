package io.tidemark.document;

import io.tidemark.message.Template;
import io.tidemark.message.TemplateFault;
import java.util.List;
import java.util.Set;

/**
 * Checks the texts of a monitor that are templates: its name, its message and its escalation message. A text that cannot be
 * rendered refuses the document; a tag that the groups lack is a warning, because it reads as nothing and people bring such
 * monitors along.
 */
final class MonitorTexts {

    private static final String UNKNOWN_TAG = "unknown-tag";

    private MonitorTexts() {}

    /** @param tagKeys keys of the groups; empty where they are not known */
    static void check(Fields monitor, Fields options, Set<String> tagKeys) {
        check(monitor, "name", tagKeys);
        check(monitor, "message", tagKeys);
        check(options, "escalation_message", tagKeys);
    }

    private static void check(Fields in, String field, Set<String> tagKeys) {
        List<TemplateFault> faults = Template.check(in.text(field, ""), tagKeys);
        faults.stream()
                .filter(fault -> !fault.reason().equals(UNKNOWN_TAG))
                .findFirst()
                .ifPresent(fault -> in.faults()
                        .said(
                                in.path(field),
                                "a template with a fault at line " + fault.line() + ", column " + fault.column(),
                                "a message that can be rendered",
                                capital(fault.message()),
                                fault.reason()));
        faults.stream()
                .filter(fault -> fault.reason().equals(UNKNOWN_TAG))
                .forEach(fault -> in.faults()
                        .warn(
                                in.path(field),
                                "tags that the groups have",
                                "Line " + fault.line() + ", column " + fault.column() + ": " + fault.message(),
                                UNKNOWN_TAG));
    }

    private static String capital(String sentence) {
        return sentence.isEmpty() ? sentence : Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
