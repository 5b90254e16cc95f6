package io.tidemark.ingest.refusal;

/** Text from outside made safe to show: in quotes, control and invisible characters escaped, cut at 120 characters. */
public final class Quoted {

    private static final int SHOWN_MAX = 120;

    private Quoted() {}

    public static String of(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), SHOWN_MAX) + 8).append('"');
        int length = Math.min(text.length(), SHOWN_MAX);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                shown.append('\\').append(c);
            } else if (isHidden(c)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        if (text.length() > SHOWN_MAX) {
            shown.append('…');
        }
        return shown.append('"').toString();
    }

    private static boolean isHidden(char c) {
        // Cf holds the zero-width characters and the overrides of writing direction that forge log lines.
        return Character.isISOControl(c)
                || Character.isSurrogate(c)
                || Character.getType(c) == Character.FORMAT
                || c == '\u2028'
                || c == '\u2029';
    }
}
