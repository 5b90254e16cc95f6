package io.tidemark.alerting.channel;

/** Makes text from outside safe to look at: what would be invisible or would change the order of reading is shown as a code. */
public final class Shown {

    private Shown() {}

    /** Line breaks and tabs stay; other control characters, direction marks, and zero-width characters become {@code \\u{202E}}. */
    public static String text(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t' || !hidden(c)) {
                out.appendCodePoint(c);
            } else if (c != '\r') {
                out.append("\\u{")
                        .append(Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT))
                        .append('}');
            }
        });
        return out.toString();
    }

    /** As {@link #text}, with line breaks as spaces, cut at so many characters. */
    public static String oneLine(String text, int charactersMax) {
        String line = text(text.replaceAll("[\\s\\u0085\\u2028\\u2029]+", " ")).strip();
        return line.codePointCount(0, line.length()) <= charactersMax
                ? line
                : line.substring(0, line.offsetByCodePoints(0, charactersMax - 1)) + "…";
    }

    /** Joiners (U+200C, U+200D) stay: emoji and Persian need them. */
    private static boolean hidden(int c) {
        return Character.getType(c) == Character.CONTROL
                || Character.getType(c) == Character.SURROGATE
                || c == 0x00AD
                || c == 0x061C
                || c == 0x180E
                || c == 0x200B
                || c == 0x200E
                || c == 0x200F
                || c >= 0x2028 && c <= 0x202E
                || c >= 0x2060 && c <= 0x206F
                || c == 0xFEFF
                || c >= 0xE0000 && c <= 0xE007F;
    }
}
