package io.tidemark.ingest.refusal;

import java.util.Objects;

/**
 * One thing that was not taken.
 *
 * @param reason why
 * @param where the field: {@code value}, {@code series[3].points[0].value}
 * @param text what stood there, raw, shown only through {@link Quoted}; empty where it is not to be shown
 * @param expected what should have stood there
 */
public record Refusal(Reason reason, String where, String text, String expected) {

    public Refusal {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(expected, "expected");
    }

    /** The same refusal seen from further out: {@code points[0]} inside {@code series[3]}. */
    public Refusal inside(String outer) {
        return new Refusal(reason, where.isEmpty() ? outer : outer + "." + where, text, expected);
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
        if (!reason.fix().isEmpty()) {
            message.append(' ')
                    .append(Character.toUpperCase(reason.fix().charAt(0)))
                    .append(reason.fix(), 1, reason.fix().length())
                    .append('.');
        }
        return message.append(" [").append(reason.id()).append(']').toString();
    }
}
