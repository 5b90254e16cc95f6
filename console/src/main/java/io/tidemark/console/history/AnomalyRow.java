package io.tidemark.console.history;

import java.time.Instant;

/** A bucket out of its band, explained. */
public record AnomalyRow(
        Instant at,
        String detector,
        String group,
        int stepSeconds,
        String query,
        double value,
        double expected,
        double lower,
        double upper,
        double score,
        String channel,
        String explanation,
        String model) {}
