package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.Change;
import io.tidemark.alerting.configuration.Change.OfDowntime;
import io.tidemark.alerting.configuration.Change.OfMonitor;
import io.tidemark.alerting.configuration.Change.Refused;
import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.alerting.downtime.Occurrence;
import io.tidemark.alerting.monitor.Texts;
import io.tidemark.alerting.template.Handles;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Tells what belongs to no partition: documents that changed or were refused, downtimes that start and end. One task has
 * one.
 *
 * <p>Which downtimes were active at the last tick is kept, so that a restart in between tells each edge once.
 */
final class Bulletin {

    private static final String ACTIVE_KEY = "active-downtimes";
    private static final int OCCURRENCES_SHOWN = 3;

    private final ConfigurationInForce configuration;
    private final Outputs out;
    private final List<Change> waiting = new ArrayList<>();
    private final TreeSet<String> known = new TreeSet<>();
    private TreeSet<String> active = new TreeSet<>();

    Bulletin(ConfigurationInForce configuration, Outputs out) {
        this.configuration = configuration;
        this.out = out;
    }

    void restore(GroupTable table) {
        table.forEach((key, bytes) -> {
            if (key.equals(ACTIVE_KEY) && bytes.length > 0) {
                active = new TreeSet<>(List.of(new String(bytes, StandardCharsets.UTF_8).split("\n")));
            }
        });
    }

    /** Changes that a tick of the other stage made known; told with the next tick of this one. */
    void later(List<Change> changes) {
        waiting.addAll(changes);
    }

    void tick(List<Change> changes, long tickMillis, GroupTable table) {
        waiting.addAll(changes);
        waiting.forEach(change -> changed(change, tickMillis));
        waiting.clear();
        edges(tickMillis, table);
    }

    private void changed(Change change, long tickMillis) {
        if (change.content() instanceof Refused refused) {
            String what = change.origin().topic().replaceAll("s$", "");
            out.event(Events.ofChange(
                    change,
                    "Refused " + what + " " + change.id(),
                    String.join("\n", refused.faults()) + "\nThe version before stays in force."));
        } else if (change.content() instanceof OfMonitor monitor) {
            String verb =
                    monitor.monitor().isEmpty() ? "deleted" : isNew("monitor", change.id()) ? "created" : "changed";
            String name = monitor.monitor().map(m -> " (" + m.name() + ")").orElse("");
            out.event(Events.ofChange(
                    change,
                    "Monitor " + change.id() + " " + verb,
                    "Monitor " + change.id() + name + " was " + verb + "."));
        } else if (change.content() instanceof OfDowntime downtime) {
            String verb = downtime.downtime().isEmpty()
                    ? "deleted"
                    : downtime.downtime().get().canceled()
                            ? "cancelled"
                            : isNew("downtime", change.id()) ? "scheduled" : "changed";
            String title = "Downtime " + change.id() + " " + verb;
            String text = downtime.downtime()
                    .map(d -> preview(d, Instant.ofEpochMilli(tickMillis)))
                    .orElse("It holds back nothing any more.");
            out.event(Events.ofChange(change, title, text));
            downtime.downtime().ifPresent(d -> tell(d, change.origin().eventId(), tickMillis, title, text));
        }
    }

    private boolean isNew(String kind, String id) {
        return known.add(kind + "\n" + id);
    }

    /** Downtimes that started or ended since the tick before. */
    private void edges(long tickMillis, GroupTable table) {
        Instant now = Instant.ofEpochMilli(tickMillis);
        TreeSet<String> activeNow = new TreeSet<>();
        configuration.downtimes().active(now).forEach(downtime -> activeNow.add(downtime.id()));
        if (activeNow.equals(active)) {
            return;
        }
        for (String id : activeNow) {
            if (!active.contains(id)) {
                configuration.downtimes().get(id).ifPresent(d -> started(d, tickMillis));
            }
        }
        for (String id : active) {
            if (!activeNow.contains(id)) {
                ended(id, tickMillis);
            }
        }
        active = activeNow;
        table.put(ACTIVE_KEY, String.join("\n", active).getBytes(StandardCharsets.UTF_8));
    }

    private void started(Downtime downtime, long tickMillis) {
        String title = "Downtime " + downtime.id() + " started";
        String text = preview(downtime, Instant.ofEpochMilli(tickMillis));
        out.event(Events.ofDowntime(downtime.id(), "started", tickMillis, title, text));
        tell(downtime, "started-" + tickMillis, tickMillis, title, text);
    }

    private void ended(String id, long tickMillis) {
        Instant now = Instant.ofEpochMilli(tickMillis);
        String title = "Downtime " + id + " ended";
        String text = configuration
                .downtimes()
                .get(id)
                .map(d -> d.canceled() ? "It was cancelled." : "Its time is up. " + preview(d, now))
                .orElse("It was deleted.");
        out.event(Events.ofDowntime(id, "ended", tickMillis, title, text));
        configuration.downtimes().get(id).ifPresent(d -> tell(d, "ended-" + tickMillis, tickMillis, title, text));
    }

    /** The next windows, in UTC and on the wall, with what changing clocks do to them. */
    static String preview(Downtime downtime, Instant from) {
        List<Occurrence> next = downtime.next(from, OCCURRENCES_SHOWN);
        if (next.isEmpty()) {
            return "No window of it is left.";
        }
        StringBuilder text = new StringBuilder("Next: ");
        for (Occurrence window : next) {
            text.append(text.length() > 6 ? "; " : "")
                    .append(Texts.time(window.start().toEpochMilli()));
            boolean endless = window.end().equals(Instant.MAX);
            text.append(" – ")
                    .append(
                            endless
                                    ? "until it is cancelled"
                                    : Texts.time(window.end().toEpochMilli()));
            text.append(" (")
                    .append(window.localStart())
                    .append(' ')
                    .append(downtime.schedule().zone())
                    .append(')');
            if (!window.clockChanges().isEmpty()) {
                text.append(" clocks change: ").append(window.clockChanges());
            }
        }
        return text.append('.').toString();
    }

    /** Those whom the downtime's own message names. */
    private void tell(Downtime downtime, String occasion, long tickMillis, String subject, String text) {
        for (Handles.Handle to : Handles.in(downtime.message()).known()) {
            out.notification(Notification.newBuilder()
                    .setId(Digests.of("downtime", downtime.id(), occasion, to.channel(), to.recipient()))
                    .setThread(Digests.of("downtime", downtime.id()))
                    .setAlertId("")
                    .setMonitorId("")
                    .setGroup("")
                    .setKind(NotificationKind.DOWNTIME)
                    .setChannel(to.channel())
                    .setRecipient(to.recipient())
                    .setSubject(subject)
                    .setBody(downtime.message() + "\n\n" + text)
                    .setFacts(List.of(new Fact("Scope", downtime.scope().text()), new Fact("Windows", text)))
                    .setGraph(null)
                    .setDecidedAt(Instant.ofEpochMilli(tickMillis))
                    .setState(NotificationState.PENDING)
                    .setHeldBy(List.of())
                    .setAttempts(List.of())
                    .setNextAttempt(null)
                    .build());
        }
    }
}
