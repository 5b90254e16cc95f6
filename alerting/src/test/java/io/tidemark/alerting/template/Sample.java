package io.tidemark.alerting.template;

import io.tidemark.avro.AlertState;
import io.tidemark.avro.NotificationKind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A decision to render: CPU of host web-01 at 93.4567, alert above 90, warning above 75. */
final class Sample {

    static final Instant AT = Instant.parse("2026-11-22T14:43:27Z");

    private String message = "";
    private String name = "CPU is high";
    private NotificationKind kind = NotificationKind.TRIGGERED;
    private AlertState from = AlertState.OK;
    private AlertState to = AlertState.ALERT;
    private List<String> tags = List.of("env:prod", "host:web-01", "tag.with.dot:x");
    private OptionalInt priority = OptionalInt.empty();
    private String escalation = "";

    static Sample message(String message) {
        Sample sample = new Sample();
        sample.message = message;
        return sample;
    }

    Sample named(String newName) {
        name = newName;
        return this;
    }

    Sample becoming(AlertState newFrom, AlertState newTo) {
        from = newFrom;
        to = newTo;
        kind = switch (newTo) {
            case OK -> NotificationKind.RECOVERED;
            case WARN -> NotificationKind.WARNED;
            case ALERT -> NotificationKind.TRIGGERED;
            case NO_DATA -> NotificationKind.NO_DATA;
        };
        return this;
    }

    Sample renotified(String newEscalation) {
        kind = NotificationKind.RENOTIFIED;
        from = to;
        escalation = newEscalation;
        return this;
    }

    Sample tags(String... newTags) {
        tags = List.of(newTags);
        return this;
    }

    Sample priority(int newPriority) {
        priority = OptionalInt.of(newPriority);
        return this;
    }

    String body() {
        return new MessageTemplates().render(context()).body();
    }

    String subject() {
        return new MessageTemplates().render(context()).subject();
    }

    MessageContext context() {
        return new MessageContext(
                "cpu",
                name,
                message,
                escalation,
                "avg(last_5m):avg:system.cpu.user{env:prod} by {host} > 90",
                List.of("team:web"),
                priority,
                kind,
                from,
                to,
                String.join(",", tags),
                tags,
                OptionalDouble.of(93.45678),
                ">",
                OptionalDouble.of(90),
                OptionalDouble.of(75),
                OptionalDouble.empty(),
                AT,
                Optional.of(AT.minusSeconds(600)),
                Optional.of(AT),
                "avg of the last 5 minutes was 93.46 > 90",
                ZoneId.of("Europe/Paris"),
                true);
    }
}
