package io.tidemark.ingest.refusal;

import java.util.Objects;

/**
 * One thing that was not taken.
 *
 * @param reason why
 * @param where the field: {@code value}, {@code series[3].points[0].value}
 * @param text what stood there, raw, shown only through {@link Quoted}; empty where it is not to be shown
 * @param expected what should have stood there
 * @param fix what the sender can do; empty where there is nothing to do
 */
public record Refusal(Reason reason, String where, String text, String expected, String fix) {

    /** With the fix that the reason has everywhere. */
    public Refusal(Reason reason, String where, String text, String expected) {
        this(reason, where, text, expected, reason.fix());
    }

    public Refusal {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(fix, "fix");
    }

    /** The same refusal seen from further out: {@code points[0]} inside {@code series[3]}. */
    public Refusal inside(String outer) {
        return new Refusal(reason, where.isEmpty() ? outer : outer + "." + where, text, expected, fix);
    }

    /** The same with another fix, where the protocol has words of its own. */
    public Refusal withFix(String other) {
        return new Refusal(reason, where, text, expected, other);
    }

    /** {@code series[3].points[0].value is "x" (expected a finite number). Send digits such as 12.5. [bad_value]}. */
    public String message() {
        StringBuilder message = new StringBuilder(where.isEmpty() ? "input" : where);
        String wanted = expected.isEmpty() ? reason.meaning() : expected;
        if (text.isEmpty()) {
            message.append(": ").append(wanted).append('.');
        } else {
            message.append(" is ")
                    .append(Quoted.of(text))
                    .append(" (")
                    .append(wanted)
                    .append(").");
        }
        if (!fix.isEmpty()) {
            message.append(' ')
                    .append(Character.toUpperCase(fix.charAt(0)))
                    .append(fix, 1, fix.length())
                    .append('.');
        }
        return message.append(" [").append(reason.id()).append(']').toString();
    }
}
