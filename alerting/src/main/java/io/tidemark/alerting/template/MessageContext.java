package io.tidemark.alerting.template;

import io.tidemark.avro.AlertState;
import io.tidemark.avro.NotificationKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Everything that a monitor's message may speak of, for one decision.
 *
 * @param monitorId id of the monitor
 * @param monitorName its name, itself a template
 * @param message the message template
 * @param escalationMessage template that is used instead of {@code message} in a renotification; empty where none
 * @param query the monitor's query, as configured
 * @param monitorTags the monitor's own tags
 * @param priority 1 (highest) to 5
 * @param kind what is told
 * @param from state before
 * @param to state now; equal to {@code from} in a renotification or at the end of a downtime
 * @param group canonical text of the group, '*' for a simple alert
 * @param groupTags tags of the group, 'host:a'; empty for a simple alert
 * @param value what was compared with the threshold
 * @param comparator '>', '>=', '<' or '<='
 * @param threshold the alert threshold
 * @param warnThreshold the warning threshold
 * @param okThreshold the threshold that must be passed to recover from Alert, where it is set apart
 * @param at event time of the decision
 * @param firstTriggeredAt when the incident began; equal to {@code at} for its first message
 * @param lastTriggeredAt when the group entered its latest state that is not OK
 * @param reason one sentence: what was measured, over which window, against what
 * @param zone zone for times in the text
 * @param tagsInTitle whether the subject names the group
 */
public record MessageContext(
        String monitorId,
        String monitorName,
        String message,
        String escalationMessage,
        String query,
        List<String> monitorTags,
        OptionalInt priority,
        NotificationKind kind,
        AlertState from,
        AlertState to,
        String group,
        List<String> groupTags,
        OptionalDouble value,
        String comparator,
        OptionalDouble threshold,
        OptionalDouble warnThreshold,
        OptionalDouble okThreshold,
        Instant at,
        Optional<Instant> firstTriggeredAt,
        Optional<Instant> lastTriggeredAt,
        String reason,
        ZoneId zone,
        boolean tagsInTitle) {

    public MessageContext {
        Objects.requireNonNull(monitorId, "monitorId");
        Objects.requireNonNull(monitorName, "monitorName");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(escalationMessage, "escalationMessage");
        Objects.requireNonNull(query, "query");
        monitorTags = List.copyOf(monitorTags);
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(group, "group");
        groupTags = List.copyOf(groupTags);
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(comparator, "comparator");
        Objects.requireNonNull(threshold, "threshold");
        Objects.requireNonNull(warnThreshold, "warnThreshold");
        Objects.requireNonNull(okThreshold, "okThreshold");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(firstTriggeredAt, "firstTriggeredAt");
        Objects.requireNonNull(lastTriggeredAt, "lastTriggeredAt");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(zone, "zone");
    }

    /** How long the incident had lasted at the time of the decision. */
    public Duration triggeredFor() {
        return firstTriggeredAt
                .filter(first -> first.isBefore(at))
                .map(first -> Duration.between(first, at))
                .orElse(Duration.ZERO);
    }
}
