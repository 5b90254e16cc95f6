package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.Change;
import io.tidemark.alerting.configuration.Change.OfDowntime;
import io.tidemark.alerting.configuration.Change.OfMonitor;
import io.tidemark.alerting.configuration.Change.Refused;
import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.alerting.downtime.WindowText;
import io.tidemark.alerting.template.Handles;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tells what belongs to no partition: documents that changed or were refused, downtimes that start and end. One task has
 * one.
 *
 * <p>Events tell each thing apart. Of mails there is one a downtime and tick: a downtime that is created for at once, or
 * cancelled in the middle, is told in one.
 *
 * <p>Which downtimes were active at the last tick is kept, so that a restart in between tells each edge once.
 */
final class Bulletin {

    private static final String ACTIVE_KEY = "active-downtimes";

    private final ConfigurationInForce configuration;
    private final Outputs out;
    private final List<Change> waiting = new ArrayList<>();
    private final TreeMap<String, WatchedMonitor> knownMonitors = new TreeMap<>();
    private final TreeMap<String, Downtime> knownDowntimes = new TreeMap<>();
    private final Map<String, Mail> mails = new LinkedHashMap<>();
    private TreeSet<String> active = new TreeSet<>();

    /** What a tick has to tell of one downtime. */
    private record Mail(DowntimeNotice notice, String occasion, Set<Handles.Handle> recipients) {}

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
        configuration.monitors().forEach(monitor -> knownMonitors.put(monitor.id(), monitor));
        configuration.downtimes().all().forEach(downtime -> knownDowntimes.put(downtime.id(), downtime));
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
        mails.values()
                .forEach(mail -> mail.notice()
                        .notifications(mail.occasion(), mail.recipients(), configuration.monitors())
                        .forEach(out::notification));
        mails.clear();
    }

    private void changed(Change change, long tickMillis) {
        if (change.content() instanceof Refused refused) {
            String what = change.origin().topic().replaceAll("s$", "");
            out.event(Events.ofChange(
                    change,
                    "Refused " + what + " " + change.id(),
                    String.join("\n", refused.faults()) + "\nThe version before stays in force."));
        } else if (change.content() instanceof OfMonitor monitor) {
            monitorChanged(change, monitor.monitor(), tickMillis);
        } else if (change.content() instanceof OfDowntime downtime) {
            downtimeChanged(change, downtime.downtime(), tickMillis);
        }
    }

    private void monitorChanged(Change change, Optional<WatchedMonitor> now, long tickMillis) {
        Optional<WatchedMonitor> before = Optional.ofNullable(
                now.isPresent() ? knownMonitors.put(change.id(), now.get()) : knownMonitors.remove(change.id()));
        String verb = now.isEmpty() ? "deleted" : before.isPresent() ? "changed" : "created";
        String name = now.map(monitor -> " (" + monitor.name() + ")").orElse("");
        out.event(Events.ofChange(
                change,
                "Monitor " + change.id() + " " + verb,
                "Monitor " + change.id() + name + " was " + verb + by(change) + "."));
        if (now.isPresent() || before.isPresent()) {
            new MonitorNotice(change, verb, before, now, tickMillis)
                    .notifications()
                    .forEach(out::notification);
        }
    }

    private void downtimeChanged(Change change, Optional<Downtime> now, long tickMillis) {
        Optional<Downtime> before = Optional.ofNullable(
                now.isPresent() ? knownDowntimes.put(change.id(), now.get()) : knownDowntimes.remove(change.id()));
        boolean wasOver = before.map(Downtime::canceled).orElse(false);
        boolean isOver = now.map(Downtime::canceled).orElse(true);
        String verb = isOver && !wasOver
                ? "cancelled"
                : now.isEmpty() ? "deleted" : before.isEmpty() ? "scheduled" : "changed";
        String sentence = sentence(verb, now)
                + (by(change).isEmpty() ? "" : " (" + by(change).strip() + ")");
        out.event(Events.ofChange(
                change,
                "Downtime " + change.id() + " " + verb,
                now.map(d -> sentence + " " + preview(d, Instant.ofEpochMilli(tickMillis)))
                        .orElse(sentence)));
        if (verb.equals("deleted") || before.isEmpty() && isOver) {
            return; // it held back nothing any more, or never did: not worth a mail
        }
        Set<Handles.Handle> recipients = new LinkedHashSet<>();
        before.ifPresent(d -> recipients.addAll(Handles.in(d.message()).known()));
        now.ifPresent(d -> recipients.addAll(Handles.in(d.message()).known()));
        DowntimeNotice notice = new DowntimeNotice(
                now.or(() -> before).orElseThrow(),
                verb,
                sentence(verb, now),
                change.origin().author(),
                tickMillis);
        mails.put(change.id(), new Mail(notice, change.origin().eventId(), recipients));
    }

    private static String sentence(String verb, Optional<Downtime> now) {
        return switch (verb) {
            case "cancelled" -> "It holds back nothing any more.";
            case "deleted" -> "It was over, and is forgotten now.";
            case "changed" -> "From now on it holds back notifications as told here, and not as before.";
            default ->
                now.map(Downtime::canceled).orElse(false)
                        ? "It is cancelled already and holds back nothing."
                        : "Notifications of its scope will be held back in its windows.";
        };
    }

    private static String by(Change change) {
        return change.origin().author().isEmpty()
                ? ""
                : " by " + change.origin().author();
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
        out.event(Events.ofDowntime(
                downtime.id(),
                "started",
                tickMillis,
                "Downtime " + downtime.id() + " started",
                preview(downtime, Instant.ofEpochMilli(tickMillis))));
        edge(downtime, "started", "From now on notifications of its scope are held back.", tickMillis);
    }

    private void ended(String id, long tickMillis) {
        Optional<Downtime> downtime = configuration.downtimes().get(id);
        String text = downtime.map(d -> d.canceled()
                        ? "It was cancelled."
                        : "Its time is up. " + preview(d, Instant.ofEpochMilli(tickMillis)))
                .orElse("It was deleted.");
        out.event(Events.ofDowntime(id, "ended", tickMillis, "Downtime " + id + " ended", text));
        downtime.ifPresent(d -> edge(d, "ended", "Its time is up; notifications are sent again.", tickMillis));
    }

    /** Told by a mail of its own, or by the one that tells of the change that caused it. */
    private void edge(Downtime downtime, String verb, String sentence, long tickMillis) {
        Mail told = mails.get(downtime.id());
        if (told == null) {
            DowntimeNotice notice = new DowntimeNotice(downtime, verb, sentence, "", tickMillis);
            Set<Handles.Handle> recipients =
                    new LinkedHashSet<>(Handles.in(downtime.message()).known());
            mails.put(downtime.id(), new Mail(notice, verb + "-" + tickMillis, recipients));
        } else if (!told.notice().verb().equals("cancelled")) {
            DowntimeNotice notice = told.notice();
            DowntimeNotice both =
                    new DowntimeNotice(downtime, notice.verb() + " and " + verb, sentence, notice.author(), tickMillis);
            mails.put(downtime.id(), new Mail(both, told.occasion(), told.recipients()));
        }
    }

    /** The next windows on the wall, with what changing clocks do to them, for the event stream. */
    static String preview(Downtime downtime, Instant from) {
        List<String> next = WindowText.next(downtime, from, DowntimeNotice.OCCURRENCES_SHOWN);
        return next.isEmpty() ? "No window of it is left." : "Next: " + String.join("; ", next) + ".";
    }
}
