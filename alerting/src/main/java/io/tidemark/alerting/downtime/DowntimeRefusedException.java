package io.tidemark.alerting.downtime;

/** A downtime that can't be: says what is wrong, what was expected, and which rule (by a stable id) says so. */
public final class DowntimeRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    DowntimeRefusedException(String reason, String message) {
        super(message + " [" + reason + "]");
        this.reason = reason;
    }

    /** Stable id of the reason, 'bad-zone'. */
    public String reason() {
        return reason;
    }

    /** A user's value for a message: quoted, control characters escaped, cut at 64 characters. */
    static String quoted(Object value) {
        String text = String.valueOf(value);
        StringBuilder out = new StringBuilder("\"");
        int end = Math.min(text.length(), 64);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == 0x7f || Character.isSurrogate(c) || Character.getType(c) == Character.FORMAT) {
                out.append(String.format("\\u%04x", (int) c));
            } else if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
        return out.append(end < text.length() ? "\"…" : "\"").toString();
    }
}
