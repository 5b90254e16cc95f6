package io.tidemark.console.history;

import java.time.Instant;
import java.util.List;

/** Something that happened. */
public record EventRow(
        Instant at,
        String id,
        String title,
        String text,
        String type,
        String priority,
        String host,
        String source,
        List<String> tags) {}
