package io.tidemark.console.query;

/** A question that can be read but not answered, in a sentence for whoever asked. */
public final class QueryRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param reason stable id, {@code too-many-points} */
    public QueryRefusedException(String message, String reason) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
