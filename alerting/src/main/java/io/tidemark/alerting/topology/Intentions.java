package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.monitor.Levels;
import io.tidemark.alerting.monitor.Timing;
import io.tidemark.alerting.template.Handles;
import io.tidemark.alerting.template.MessageContext;
import io.tidemark.alerting.template.MessageRenderer;
import io.tidemark.alerting.template.RenderedMessage;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Writes intentions: one for each recipient of a rendered message, PENDING to be sent or HELD by downtimes.
 *
 * <p>Their ids follow from the alert, the kind, the occasion and the recipient, so that the same decision taken again
 * writes the same records over each other.
 */
final class Intentions {

    /** Channel of what was meant for somebody whom no channel knows. */
    static final String UNKNOWN_CHANNEL = "unknown";

    /** Why such a message is held. */
    static final String HELD_BY_UNKNOWN = "limit:unknown-recipient";

    private final MessageRenderer renderer;
    private final Outputs out;
    private final List<String> lastTold = new ArrayList<>();

    Intentions(MessageRenderer renderer, Outputs out) {
        this.renderer = renderer;
        this.out = out;
    }

    /**
     * What is told.
     *
     * @param occasion tells apart messages of one alert and kind: '' for the transition, 'reminder-1', 'after-downtime'
     * @param value what was compared; NaN where nothing was
     */
    record Telling(
            NotificationKind kind, GroupState from, long atMillis, double value, String reason, String occasion) {}

    /** Whom the messages since {@link #forgetTold} name, channel and address. */
    List<String> lastTold() {
        return List.copyOf(lastTold);
    }

    void forgetTold() {
        lastTold.clear();
    }

    /** Nobody holds it back. */
    void tell(Incident incident, Telling telling) {
        write(incident, telling, NotificationState.PENDING, List.of());
    }

    /** Downtimes hold it back; it is never sent, and says why. */
    void hold(Incident incident, Telling telling, List<Downtime> downtimes) {
        write(incident, telling, NotificationState.HELD, downtimes);
    }

    /** A rule that is no downtime holds it back, 'limit:flapping'. */
    void holdBy(Incident incident, Telling telling, List<String> by) {
        write(incident, telling, NotificationState.HELD, List.of(), by);
    }

    static NotificationKind kindOf(GroupState to) {
        return switch (to) {
            case OK -> NotificationKind.RECOVERED;
            case WARN -> NotificationKind.WARNED;
            case ALERT -> NotificationKind.TRIGGERED;
            case NO_DATA -> NotificationKind.NO_DATA;
        };
    }

    /** Whether a monitor tells of a state at all. */
    static boolean isTold(WatchedMonitor monitor, GroupState state) {
        return state != GroupState.NO_DATA || monitor.rule().timing().onMissing() == Timing.OnMissing.SHOW_AND_NOTIFY;
    }

    private void write(Incident incident, Telling telling, NotificationState state, List<Downtime> downtimes) {
        write(
                incident,
                telling,
                state,
                downtimes,
                downtimes.stream().map(Downtime::id).toList());
    }

    private void write(
            Incident incident,
            Telling telling,
            NotificationState state,
            List<Downtime> downtimes,
            List<String> heldBy) {
        RenderedMessage message = renderer.render(context(incident, telling));
        Handles handles = Handles.in(message.body());
        for (Handles.Handle to : handles.known()) {
            lastTold.add(to.channel() + ":" + to.recipient());
            out.notification(intention(incident, telling, message, to)
                    .setFacts(Explanation.facts(incident, telling.value(), telling.reason(), downtimes))
                    .setGraph(Explanation.graph(incident))
                    .setState(state)
                    .setHeldBy(heldBy)
                    .build());
        }
        for (String name : handles.unknown()) {
            // Nobody is reached by that name: the record says so, that it be seen.
            out.notification(intention(incident, telling, message, new Handles.Handle(UNKNOWN_CHANNEL, name))
                    .setState(NotificationState.HELD)
                    .setHeldBy(List.of(HELD_BY_UNKNOWN))
                    .build());
        }
    }

    private static Notification.Builder intention(
            Incident incident, Telling telling, RenderedMessage message, Handles.Handle to) {
        return Notification.newBuilder()
                .setId(Digests.of(
                        incident.memory().alertId(), telling.kind(), telling.occasion(), to.channel(), to.recipient()))
                .setThread(incident.thread())
                .setAlertId(incident.memory().alertId())
                .setMonitorId(incident.monitor().id())
                .setGroup(incident.group())
                .setKind(telling.kind())
                .setChannel(to.channel())
                .setRecipient(to.recipient())
                .setSubject(message.subject())
                .setBody(incident.monitor().notice().handles() ? message.body() : Handles.leftOut(message.body()))
                .setDecidedAt(Instant.ofEpochMilli(telling.atMillis()))
                .setMonitorName(message.name())
                .setTags(incident.monitor().tags())
                .setZone(incident.monitor().zone().getId());
    }

    private static MessageContext context(Incident incident, Telling telling) {
        WatchedMonitor monitor = incident.monitor();
        Levels levels = monitor.rule().levels();
        return new MessageContext(
                monitor.id(),
                monitor.name(),
                monitor.message(),
                monitor.escalationMessage(),
                monitor.query(),
                monitor.tags(),
                monitor.priority(),
                telling.kind(),
                Incident.avro(telling.from()),
                incident.state(),
                incident.group(),
                incident.groupTags(),
                Double.isNaN(telling.value()) ? OptionalDouble.empty() : OptionalDouble.of(telling.value()),
                levels.comparison().symbol(),
                OptionalDouble.of(levels.alert()),
                levels.warning(),
                levels.alertRecovery(),
                Instant.ofEpochMilli(telling.atMillis()),
                instant(incident.memory().openedMillis()),
                instant(incident.memory().lastTriggeredMillis()),
                telling.reason(),
                monitor.zone(),
                monitor.notice().tagsInTitle());
    }

    private static Optional<Instant> instant(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
