package io.tidemark.console.history;

import java.util.Objects;

/** One group of one detector. */
public record BandKey(String detector, String group) {

    public BandKey {
        Objects.requireNonNull(detector, "detector");
        Objects.requireNonNull(group, "group");
    }
}
