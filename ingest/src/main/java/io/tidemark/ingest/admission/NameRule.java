package io.tidemark.ingest.admission;

import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;

/**
 * Makes metric names as Datadog does: they start at the first ASCII letter; ASCII letters, digits, {@code _} and {@code .}
 * stay, everything else becomes {@code _}; no run of {@code _}, none beside a point or at the end. Case stays.
 * Example: {@code 1-web  page.__views!} becomes {@code web_page.views}.
 */
final class NameRule {

    static final int LENGTH_MAX = 200;

    Verdict<String> admit(String raw) {
        if (raw.length() > LENGTH_MAX) {
            return refused(Reason.LONG_NAME, raw, "expected at most 200 characters, found " + raw.length());
        }
        if (isNormal(raw)) {
            return Verdict.admitted(raw);
        }
        for (int i = 0; i < raw.length(); i++) {
            if (Character.isISOControl(raw.charAt(i))) {
                return refused(Reason.BAD_NAME, raw, "expected no control characters, found one at " + (i + 1));
            }
        }
        StringBuilder name = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            append(name, raw.charAt(i));
        }
        if (name.length() > 0 && name.charAt(name.length() - 1) == '_') {
            name.setLength(name.length() - 1);
        }
        return name.length() == 0
                ? refused(Reason.MISSING_NAME, raw, "expected a name with an ASCII letter")
                : Verdict.admitted(name.toString());
    }

    /** True for what nearly every sender sends: nothing would be changed. Errs towards false only. */
    private static boolean isNormal(String raw) {
        char before = '_';
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (!isLetter(c)) {
                boolean digit = c >= '0' && c <= '9';
                boolean pointAfterLetters = c == '.' && before != '_';
                boolean alone = c == '_' && before != '_' && before != '.';
                if (i == 0 || !digit && !pointAfterLetters && !alone) {
                    return false;
                }
            }
            before = c;
        }
        return before != '_';
    }

    private static void append(StringBuilder name, char c) {
        int length = name.length();
        if (isLetter(c)) {
            name.append(c);
        } else if (length == 0) {
            return;
        } else if (c >= '0' && c <= '9') {
            name.append(c);
        } else if (c == '.') {
            if (name.charAt(length - 1) == '_') {
                name.setCharAt(length - 1, '.');
            } else {
                name.append('.');
            }
        } else if (name.charAt(length - 1) != '_' && name.charAt(length - 1) != '.') {
            name.append('_');
        }
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static Verdict<String> refused(Reason reason, String raw, String expected) {
        return Verdict.refused(new Refusal(reason, "name", raw, expected));
    }
}
