package io.tidemark.console.api;

import com.linecorp.armeria.common.HttpStatus;

/** A request that cannot be answered, in words for whoever sent it. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int QUOTE_MAX = 64;

    private final transient HttpStatus status;
    private final String reason;

    private Problem(HttpStatus status, String reason, String message) {
        super(message, null, false, false);
        this.status = status;
        this.reason = reason;
    }

    /** A parameter that does not hold what was expected. */
    static Problem parameter(String name, String value, String expected, String fix, String reason) {
        return new Problem(
                HttpStatus.BAD_REQUEST, reason, name + " is " + quote(value) + " (expected " + expected + "). " + fix);
    }

    static Problem badRequest(String reason, String message) {
        return new Problem(HttpStatus.BAD_REQUEST, reason, message);
    }

    static Problem notFound(String message) {
        return new Problem(HttpStatus.NOT_FOUND, "not-found", message);
    }

    static Problem busy() {
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "history-busy",
                "The history is answering as many questions as it can. Ask again in a few seconds.");
    }

    HttpStatus status() {
        return status;
    }

    String reason() {
        return reason;
    }

    /** A value in quotes, cut, with what is not printable written out. */
    static String quote(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        int shown = Math.min(value.length(), QUOTE_MAX);
        for (int i = 0; i < shown; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || (c >= 0x7f && c < 0xa0) || Character.isSurrogate(c)) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append(value.length() > shown ? "…\"" : "\"").toString();
    }
}
