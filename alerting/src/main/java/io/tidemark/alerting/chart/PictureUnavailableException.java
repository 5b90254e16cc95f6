package io.tidemark.alerting.chart;

/** This machine cannot draw pictures; the message goes out without one. */
public final class PictureUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PictureUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
