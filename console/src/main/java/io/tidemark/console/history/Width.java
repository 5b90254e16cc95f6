package io.tidemark.console.history;

import java.util.Optional;

/** Widths of the buckets that are kept, finest first. */
public enum Width {
    TEN_SECONDS(10, "10s"),
    MINUTE(60, "1m"),
    TEN_MINUTES(600, "10m"),
    HOUR(3600, "1h");

    private final int seconds;
    private final String label;

    Width(int seconds, String label) {
        this.seconds = seconds;
        this.label = label;
    }

    public int seconds() {
        return seconds;
    }

    /** Short name: 10s, 1m, 10m, 1h. */
    public String label() {
        return label;
    }

    static Optional<Width> of(int seconds) {
        for (Width width : values()) {
            if (width.seconds == seconds) {
                return Optional.of(width);
            }
        }
        return Optional.empty();
    }
}
