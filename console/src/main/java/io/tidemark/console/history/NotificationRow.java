package io.tidemark.console.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What somebody was told, or would have been.
 *
 * @param facts array of {name, text}
 * @param attempts array of {at, outcome, detail}, oldest first
 */
public record NotificationRow(
        Instant at,
        String id,
        String alert,
        String monitor,
        String group,
        String kind,
        String channel,
        String recipient,
        String subject,
        String body,
        JsonNode facts,
        String state,
        List<String> heldBy,
        JsonNode attempts,
        Optional<Instant> nextAttempt) {}
