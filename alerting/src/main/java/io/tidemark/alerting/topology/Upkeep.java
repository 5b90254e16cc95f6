package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.Change;
import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.configuration.WatchedMonitor;
import io.tidemark.alerting.monitor.Decision;
import io.tidemark.alerting.monitor.GroupMemory;
import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.monitor.Judge;
import io.tidemark.alerting.monitor.Life;
import io.tidemark.alerting.monitor.Row;
import io.tidemark.avro.BandStage;
import io.tidemark.document.AcknowledgementDocument;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is done to groups besides reading where their values come from: judging a row, deadlines, downtimes that are over,
 * monitors that changed, acknowledgements, and the life of each group.
 */
final class Upkeep {

    private final ConfigurationInForce configuration;
    private final Groups groups;
    private final Teller teller;
    private final Outputs out;
    private final Tally tally;
    private TreeSet<String> reliedOn = new TreeSet<>();

    Upkeep(ConfigurationInForce configuration, Groups groups, Teller teller, Outputs out, Tally tally) {
        this.configuration = configuration;
        this.groups = groups;
        this.teller = teller;
        this.out = out;
        this.tally = tally;
    }

    /** After a restart: what was relied on at the last tick has been told already. */
    void restored(long tickMillis) {
        reliedOn = new TreeSet<>(configuration.reliedOn());
        groups.forEach(group -> schedule(group, tickMillis));
    }

    Groups.Group group(BandStage stage, WatchedMonitor monitor, String text, long tickMillis) {
        Groups.Group group = groups.find(stage, monitor.id(), text).orElse(null);
        if (group == null) {
            group = groups.create(stage, monitor.id(), text, monitor.watched());
            group.judgedBy(monitor);
            out.event(Events.ofLife(monitor.id(), monitor.name(), text, Life.LIVE, tickMillis));
            told(monitor.id(), group, tickMillis);
        }
        group.judgedBy(monitor);
        return group;
    }

    /** Judges a row, and tells what follows. */
    void row(WatchedMonitor monitor, Groups.Group group, Row row, Evidence evidence, long tickMillis) {
        GroupMemory memory = group.memory();
        Incident incident = new Incident(monitor, group.text(), memory, evidence);
        memory.judgedBy(monitor.version());
        List<String> heldBefore = memory.heldBy();
        Life before = memory.life();
        List<Decision> decisions = Judge.row(memory, monitor.ruleFor(group.text()), row, tickMillis);
        if (memory.life() != before) {
            lived(monitor, group, tickMillis);
        }
        decided(incident, group, decisions, heldBefore, tickMillis);
        if (memory.isUntold() && !row.correction()) {
            teller.release(incident, (row.startSeconds() + row.intervalSeconds()) * 1_000L, tickMillis);
        }
        groups.touched(group, Judge.wakeMillis(memory, monitor.ruleFor(group.text())));
    }

    /** Takes a group to the state that follows from others. */
    void follow(
            WatchedMonitor monitor, Groups.Group group, GroupState to, long atMillis, String reason, long tickMillis) {
        GroupMemory memory = group.memory();
        memory.judgedBy(monitor.version());
        List<String> heldBefore = memory.heldBy();
        Decision decision = Judge.follow(memory, to, atMillis, reason, tickMillis);
        decided(
                new Incident(monitor, group.text(), memory, Evidence.NONE),
                group,
                List.of(decision),
                heldBefore,
                tickMillis);
        groups.touched(group, Judge.wakeMillis(memory, monitor.ruleFor(group.text())));
    }

    private void decided(
            Incident incident, Groups.Group group, List<Decision> decisions, List<String> heldBefore, long tickMillis) {
        for (Decision decision : decisions) {
            tally.judged(decision.outcome());
            if (decision.isChange()) {
                teller.transition(incident, decision, heldBefore, tickMillis);
                told(incident.monitor().id(), group, decision.atMillis());
            } else if (decision.outcome() == Decision.Outcome.FLAPPING
                    || decision.outcome() == Decision.Outcome.SETTLED) {
                teller.flap(incident, decision, tickMillis);
            }
        }
    }

    private void lived(WatchedMonitor monitor, Groups.Group group, long tickMillis) {
        out.event(Events.ofLife(
                monitor.id(), monitor.name(), group.text(), group.memory().life(), tickMillis));
    }

    /** Those who rely on this monitor hear of the state of its group. */
    private void told(String monitorId, Groups.Group group, long atMillis) {
        if (configuration.isReliedOn(monitorId) && !isFamily(group)) {
            out.state(monitorId, group.text(), Optional.of(group.memory().state()), atMillis);
        }
    }

    /** A family is no member of itself. */
    private static boolean isFamily(Groups.Group group) {
        return group.memory().watched().startsWith(Families.WATCHED);
    }

    /** The configuration changed: groups that nothing judges are closed, acknowledgements taken, states announced. */
    void changed(List<Change> changes, long tickMillis) {
        for (Change change : changes) {
            if (change.content() instanceof Change.OfMonitor) {
                reconcile(change.id(), tickMillis);
            } else if (change.content() instanceof Change.OfAcknowledgement of) {
                of.acknowledgement().ifPresent(document -> acknowledge(document, change, tickMillis));
            }
        }
        TreeSet<String> now = new TreeSet<>(configuration.reliedOn());
        for (String monitorId : now) {
            if (!reliedOn.contains(monitorId)) {
                groups.of(monitorId).forEach(group -> told(monitorId, group, tickMillis));
            }
        }
        reliedOn = now;
    }

    private void acknowledge(AcknowledgementDocument document, Change change, long tickMillis) {
        for (Groups.Group group : groups.of(document.monitor())) {
            if (group.text().equals(document.group()) && group.memory().state().isBad()) {
                group.memory().acknowledge(document.by());
                groups.touched(group, wake(group));
                out.event(Events.ofAcknowledgement(
                        document, change, group.lastMonitor().name()));
            }
        }
    }

    /** A monitor was changed or deleted: groups that nothing judges any more are closed, and that is told once. */
    void reconcile(String monitorId, long tickMillis) {
        for (Groups.Group group : groups.of(monitorId)) {
            boolean family = isFamily(group);
            String watched = family
                    ? group.memory().watched().substring(Families.WATCHED.length())
                    : group.memory().watched();
            boolean noFamily = family
                    && configuration
                            .newest(monitorId)
                            .map(m -> !m.tellsFamilies())
                            .orElse(false);
            boolean unknownYet = configuration.has(monitorId) && !configuration.isKnown(monitorId);
            if (!unknownYet && (noFamily || !configuration.watches(monitorId, watched))) {
                String reason = configuration.isKnown(monitorId)
                        ? "Closed: the monitor's query was changed."
                        : "Closed: monitor deleted.";
                close(group, reason, tickMillis);
            }
        }
    }

    /** Ends a group that nothing judges any more; an incident of it is closed, and that is told. */
    void close(Groups.Group group, String reason, long tickMillis) {
        Incident incident = new Incident(group.lastMonitor(), group.text(), group.memory(), Evidence.NONE);
        List<String> heldBefore = group.memory().heldBy();
        decided(incident, group, Judge.close(group.memory(), tickMillis, reason), heldBefore, tickMillis);
        end(group, Life.Step.CLOSED, tickMillis);
    }

    private void end(Groups.Group group, Life.Step step, long tickMillis) {
        Judge.end(group.memory(), step);
        lived(group.lastMonitor(), group, tickMillis);
        if (configuration.isReliedOn(group.monitorId()) && !isFamily(group)) {
            out.state(group.monitorId(), group.text(), Optional.empty(), tickMillis);
        }
        groups.forget(group);
    }

    /** The groups of a stage whose deadline has passed, and those whose message a downtime held back. */
    void tick(BandStage stage, long tickMillis) {
        groups.due(stage, tickMillis).forEach(group -> deadline(group, tickMillis));
        groups.untold(stage).forEach(group -> release(group, tickMillis));
    }

    private void deadline(Groups.Group group, long tickMillis) {
        Optional<WatchedMonitor> version = versionAt(group, tickMillis);
        if (version.isEmpty()) {
            return;
        }
        WatchedMonitor monitor = version.get();
        GroupMemory memory = group.memory();
        Incident incident = new Incident(monitor, group.text(), memory, Evidence.NONE);
        if (Judge.isGone(memory, monitor.ruleFor(group.text()), tickMillis)) {
            Judge.close(memory, tickMillis, "Closed: nothing has arrived for so long that the group is gone.")
                    .forEach(decision -> teller.quietly(incident, decision));
            end(group, Life.Step.FORGOTTEN, tickMillis);
            return;
        }
        List<String> heldBefore = memory.heldBy();
        decided(incident, group, Judge.tick(memory, monitor.ruleFor(group.text()), tickMillis), heldBefore, tickMillis);
        if (Judge.fellSilent(memory, monitor.ruleFor(group.text()), tickMillis)) {
            lived(monitor, group, tickMillis);
        }
        if (Judge.isReminderDue(memory, monitor.ruleFor(group.text()), tickMillis)) {
            teller.remind(incident, tickMillis);
        }
        groups.touched(group, Judge.wakeMillis(memory, monitor.ruleFor(group.text())));
    }

    private void release(Groups.Group group, long tickMillis) {
        versionAt(group, tickMillis).ifPresent(monitor -> {
            GroupMemory memory = group.memory();
            List<String> heldBefore = memory.heldBy();
            Incident incident = new Incident(monitor, group.text(), memory, Evidence.NONE);
            teller.release(incident, memory.clockMillis(tickMillis), tickMillis);
            if (memory.heldBy() != heldBefore) {
                groups.touched(group, Judge.wakeMillis(memory, monitor.ruleFor(group.text())));
            }
        });
    }

    private void schedule(Groups.Group group, long tickMillis) {
        versionAt(group, tickMillis).ifPresent(monitor -> groups.scheduled(group, wake(group)));
    }

    private static long wake(Groups.Group group) {
        return Judge.wakeMillis(group.memory(), group.lastMonitor().ruleFor(group.text()));
    }

    private Optional<WatchedMonitor> versionAt(Groups.Group group, long tickMillis) {
        Optional<WatchedMonitor> version = configuration
                .version(group.monitorId(), tickMillis / 1_000)
                .map(monitor -> isFamily(group) ? Families.asFamily(monitor) : monitor)
                .filter(monitor -> monitor.watched().equals(group.memory().watched()));
        version.ifPresent(group::judgedBy);
        return version;
    }
}
