package io.tidemark.console.route;

import com.linecorp.armeria.common.HttpStatus;
import java.util.List;

/** A request that cannot be answered, in words for whoever sent it. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int QUOTE_MAX = 64;

    private final transient HttpStatus status;
    private final transient List<String> messages;
    private final String reason;

    private Problem(HttpStatus status, String reason, List<String> messages) {
        super(String.join(" ", messages), null, false, false);
        this.status = status;
        this.reason = reason;
        this.messages = List.copyOf(messages);
    }

    public static Problem of(HttpStatus status, String reason, String message) {
        return new Problem(status, reason, List.of(message));
    }

    /** Several faults of one request. */
    public static Problem of(HttpStatus status, String reason, List<String> messages) {
        return new Problem(status, reason, messages);
    }

    /** A parameter that does not hold what was expected. */
    public static Problem parameter(String name, String value, String expected, String fix, String reason) {
        return badRequest(reason, name + " is " + quote(value) + " (expected " + expected + "). " + fix);
    }

    public static Problem badRequest(String reason, String message) {
        return of(HttpStatus.BAD_REQUEST, reason, message);
    }

    public static Problem notFound(String message) {
        return of(HttpStatus.NOT_FOUND, "not-found", message);
    }

    public static Problem conflict(String reason, String message) {
        return of(HttpStatus.CONFLICT, reason, message);
    }

    public static Problem busy() {
        return of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "history-busy",
                "The history is answering as many questions as it can. Ask again in a few seconds.");
    }

    public HttpStatus status() {
        return status;
    }

    public String reason() {
        return reason;
    }

    public List<String> messages() {
        return messages;
    }

    /** A value in quotes, cut, with what is not printable written out. */
    public static String quote(String value) {
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
