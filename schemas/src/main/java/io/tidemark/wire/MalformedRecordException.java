package io.tidemark.wire;

/** Bytes that are no record of the expected kind. The reason is a stable id for counters and dead letters. */
public final class MalformedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    MalformedRecordException(String reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    MalformedRecordException(String reason, String detail, Throwable cause) {
        super(detail, cause);
        this.reason = reason;
    }

    /** {@code malformed} or {@code unknown_schema}. */
    public String reason() {
        return reason;
    }

    static MalformedRecordException malformed(String detail) {
        return new MalformedRecordException("malformed", detail);
    }
}
