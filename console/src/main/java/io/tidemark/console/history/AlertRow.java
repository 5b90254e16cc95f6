package io.tidemark.console.history;

import java.time.Instant;
import java.util.List;

/** A transition of a monitor's group. Value and threshold are NaN, priority 0, where there is none. */
public record AlertRow(
        Instant at,
        String id,
        String monitor,
        String name,
        String group,
        String from,
        String to,
        double value,
        double threshold,
        String reason,
        String query,
        int priority,
        List<String> tags,
        long version,
        List<String> downtimes) {}
