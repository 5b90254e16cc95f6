package io.tidemark.alerting.topology;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.alerting.configuration.Change;
import io.tidemark.alerting.configuration.ChangeLog;
import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.monitor.Levels;
import io.tidemark.alerting.monitor.Row;
import io.tidemark.alerting.template.Handles;
import io.tidemark.alerting.template.MessageContext;
import io.tidemark.alerting.template.MessageRenderer;
import io.tidemark.alerting.template.MessageTemplates;
import io.tidemark.alerting.template.RenderedMessage;
import io.tidemark.avro.Alert;
import io.tidemark.avro.AlertState;
import io.tidemark.avro.DeadLetter;
import io.tidemark.avro.Event;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.MetricQuery;
import io.tidemark.query.MonitorQuery;
import io.tidemark.query.Query;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;

/**
 * What a monitor's messages look like, for every state that it can tell of: records of {@code bands} are judged as the topology
 * does, and of each state the latest message is kept. What did not happen in them is made up from the last that did, and says so.
 *
 * <pre>
 *   MonitorPreview preview = new MonitorPreview(monitor, wire, now);
 *   records.forEach(preview::take);
 *   preview.shown()   triggered (happened), warned (made up), recovered (happened), …
 * </pre>
 */
public final class MonitorPreview {

    /** Stands for everybody, so that a message that names nobody is shown as well. */
    private static final String SOMEBODY = "preview@example.org";

    private final WatchedMonitor monitor;
    private final Instant now;
    private final BandBatchReader batch;
    private final Map<Integer, TaskJudge> tasks = new HashMap<>();
    private final ChangeLog changes = new ChangeLog();
    private final MessageTemplates templates = new MessageTemplates();
    private final Map<NotificationKind, Notification> latest = new EnumMap<>(NotificationKind.class);
    private Optional<MessageContext> last = Optional.empty();

    /**
     * One message.
     *
     * @param happened whether the records hold it; otherwise it is made up
     * @param recipients whom it names
     * @param notification the message as it would be handed to a channel, to {@code preview@example.org}
     */
    public record Shown(boolean happened, List<Handles.Handle> recipients, Notification notification) {
        public Shown {
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * @param monitor as read from its document
     * @param now when what is made up happens
     */
    public MonitorPreview(WatchedMonitor monitor, Wire wire, Instant now) {
        this.monitor = monitor;
        this.now = now;
        this.batch = new BandBatchReader(wire);
        changes.append(new Change(
                new Change.Origin("monitors", 0, 0, 0, ""), monitor.id(), new Change.OfMonitor(Optional.of(monitor))));
    }

    /** Judges a record of {@code bands}, in the order of its partition. */
    public void take(int partition, byte[] record) {
        TaskJudge task = tasks.computeIfAbsent(partition, any -> task());
        task.record(batch.read(record));
    }

    private TaskJudge task() {
        ConfigurationInForce configuration = new ConfigurationInForce(changes, Duration.ZERO);
        Kept kept = new Kept();
        Teller teller = new Teller(configuration, new Intentions(renderer(), kept), kept);
        return new TaskJudge(configuration, kept, teller, kept, Optional.empty(), new Tally(new SimpleMeterRegistry()));
    }

    private MessageRenderer renderer() {
        return context -> {
            last = Optional.of(context);
            RenderedMessage message = templates.render(context);
            return new RenderedMessage(message.name(), message.subject(), message.body() + "\n@" + SOMEBODY);
        };
    }

    /** A message of each state, in the order in which an incident goes through them. */
    public List<Shown> shown() {
        List<Shown> shown = new ArrayList<>();
        Levels levels = monitor.rule().levels();
        if (levels.warning().isPresent()) {
            shown.add(shown(NotificationKind.WARNED, AlertState.OK, AlertState.WARN, levels.warning()));
        }
        OptionalDouble alert = OptionalDouble.of(levels.alert());
        shown.add(shown(NotificationKind.TRIGGERED, AlertState.OK, AlertState.ALERT, alert));
        if (monitor.rule().timing().renotify() > 0) {
            shown.add(shown(NotificationKind.RENOTIFIED, AlertState.ALERT, AlertState.ALERT, alert));
        }
        shown.add(shown(NotificationKind.RECOVERED, AlertState.ALERT, AlertState.OK, alert));
        if (Intentions.isTold(monitor, GroupState.NO_DATA)) {
            shown.add(shown(NotificationKind.NO_DATA, AlertState.OK, AlertState.NO_DATA, OptionalDouble.empty()));
        }
        return shown;
    }

    private Shown shown(NotificationKind kind, AlertState from, AlertState to, OptionalDouble value) {
        Notification happened = latest.get(kind);
        if (happened != null) {
            String body = happened.getBody().replace("\n@" + SOMEBODY, "");
            return new Shown(
                    true,
                    Handles.in(body).known(),
                    Notification.newBuilder(happened).setBody(body).build());
        }
        MessageContext context = madeUp(kind, from, to, value);
        RenderedMessage message = templates.render(context);
        Optional<Notification> donor = latest.values().stream().findFirst();
        Notification made = Notification.newBuilder()
                .setId("preview-" + kind)
                .setThread("preview")
                .setAlertId("preview")
                .setMonitorId(monitor.id())
                .setMonitorName(message.name())
                .setGroup(context.group())
                .setKind(kind)
                .setChannel("email")
                .setRecipient(SOMEBODY)
                .setSubject(message.subject())
                .setBody(message.body())
                .setFacts(List.of(new Fact("Preview", context.reason()), new Fact("Query", monitor.query())))
                .setGraph(donor.map(Notification::getGraph).orElse(null))
                .setDecidedAt(context.at())
                .setState(NotificationState.PENDING)
                .setTags(monitor.tags())
                .setZone(monitor.zone().getId())
                .build();
        return new Shown(false, Handles.in(message.body()).known(), made);
    }

    private MessageContext madeUp(NotificationKind kind, AlertState from, AlertState to, OptionalDouble value) {
        Levels levels = monitor.rule().levels();
        Instant at = last.map(MessageContext::at).orElse(now);
        List<String> tags = last.map(MessageContext::groupTags).orElseGet(this::exampleTags);
        String group = last.map(MessageContext::group).orElse(tags.isEmpty() ? "*" : String.join(",", tags));
        Instant since = at.minus(Duration.ofHours(1));
        return new MessageContext(
                monitor.id(),
                monitor.name(),
                monitor.message(),
                monitor.escalationMessage(),
                monitor.query(),
                monitor.tags(),
                monitor.priority(),
                kind,
                from,
                to,
                group,
                tags,
                value,
                levels.comparison().symbol(),
                OptionalDouble.of(levels.alert()),
                levels.warning(),
                levels.alertRecovery(),
                at,
                Optional.of(to == AlertState.OK || kind == NotificationKind.RENOTIFIED ? since : at),
                Optional.of(to == AlertState.OK || kind == NotificationKind.RENOTIFIED ? since : at),
                "Made up: this did not happen in the span that was looked at.",
                monitor.zone(),
                monitor.notice().tagsInTitle());
    }

    /** One group of the query, made up: 'host:example'. */
    private List<String> exampleTags() {
        Query query = MonitorQuery.parse(monitor.query()).query();
        Query inner = query instanceof AnomaliesQuery anomalies ? anomalies.of() : query;
        return inner instanceof MetricQuery metric
                ? metric.grouping().keys().stream().map(key -> key + ":example").toList()
                : List.of();
    }

    /** Takes what the judge gives, and keeps nothing but the latest message of each kind. */
    private final class Kept implements Outputs, GroupTable {
        private final Map<String, byte[]> table = new HashMap<>();

        @Override
        public void alert(Alert alert) {
            // shown by its message
        }

        @Override
        public void notification(Notification notification) {
            if (notification.getRecipient().equals(SOMEBODY)) {
                latest.put(notification.getKind(), notification);
            }
        }

        @Override
        public void event(Event event) {
            // shown by its message
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            // those whom it concerns have put it aside
        }

        @Override
        public void row(String watched, String group, Row row) {
            // what holds groups against each other is shown made up
        }

        @Override
        public void state(String monitorId, String group, Optional<GroupState> state, long atMillis) {
            // nobody else is here to rely on it
        }

        @Override
        public void tick(long tickMillis) {
            // time passes in the records
        }

        @Override
        public void forEach(BiConsumer<String, byte[]> entry) {
            table.forEach(entry);
        }

        @Override
        public void put(String key, byte[] value) {
            table.put(key, value);
        }

        @Override
        public void delete(String key) {
            table.remove(key);
        }
    }
}
