package io.tidemark.detectors.evaluate;

/** The corpus or the request cannot be used; the message says what, where, and how to put it right. */
public final class EvaluationException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    EvaluationException(String reason, String message) {
        super(message + " [" + reason + "]");
        this.reason = reason;
    }

    EvaluationException(String reason, String message, Throwable cause) {
        super(message + " [" + reason + "]", cause);
        this.reason = reason;
    }

    /** A stable id of the kind of fault, such as {@code bad-corpus-row}. */
    public String reason() {
        return reason;
    }
}
