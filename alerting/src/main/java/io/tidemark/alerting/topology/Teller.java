package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.alerting.downtime.Downtime.EndType;
import io.tidemark.alerting.monitor.Decision;
import io.tidemark.alerting.monitor.GroupMemory;
import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.topology.Intentions.Telling;
import io.tidemark.avro.Alert;
import io.tidemark.avro.NotificationKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Writes what follows from a transition: the alert, the event, and the intentions to tell people, held back or not.
 *
 * <p>Downtimes hold back messages, never states. What is held and what is told later:
 *
 * <pre>
 *   worse or another state, downtime in force      held
 *   recovery of something that was told, downtime  told, unless a downtime mutes the first recovery
 *   recovery of something that was held            held: people never knew
 *   downtime over, state bad, not what was told    told, where the downtime says so (default)
 *   downtime over, state as it was told before     nothing: people know
 *   reminder, downtime in force                    nothing; the next is an interval away
 * </pre>
 */
final class Teller {

    private final ConfigurationInForce configuration;
    private final Intentions intentions;
    private final Outputs out;

    Teller(ConfigurationInForce configuration, Intentions intentions, Outputs out) {
        this.configuration = configuration;
        this.intentions = intentions;
        this.out = out;
    }

    /**
     * A transition happened.
     *
     * @param heldBefore ids of the downtimes that held back the message about the state before
     */
    void transition(Incident incident, Decision decision, List<String> heldBefore, long tickMillis) {
        GroupMemory memory = incident.memory();
        List<Downtime> inForce = inForce(incident, decision.atMillis());
        record(incident, decision, inForce);
        Telling telling = new Telling(
                Intentions.kindOf(decision.to()),
                decision.from(),
                decision.atMillis(),
                decision.value(),
                decision.reason(),
                "");
        if (decision.to() == GroupState.OK) {
            recovery(incident, telling, inForce, heldBefore, tickMillis);
        } else if (!Intentions.isTold(incident.monitor(), decision.to())) {
            memory.letGo();
        } else if (inForce.isEmpty()) {
            intentions.tell(incident, telling);
            memory.tell(tickMillis);
        } else {
            intentions.hold(incident, telling, inForce);
            memory.hold(inForce.stream().map(Downtime::id).toList());
        }
    }

    private void recovery(
            Incident incident, Telling telling, List<Downtime> inForce, List<String> heldBefore, long tickMillis) {
        GroupMemory memory = incident.memory();
        boolean muted = inForce.stream().anyMatch(Downtime::muteFirstRecovery);
        if (memory.told() == GroupState.OK) {
            if (!inForce.isEmpty() && !heldBefore.isEmpty()) {
                intentions.hold(incident, telling, inForce);
            }
        } else if (muted) {
            intentions.hold(incident, telling, inForce);
            memory.forgetTold();
        } else {
            intentions.tell(incident, telling);
            memory.tell(tickMillis);
        }
    }

    /** A transition that is recorded, and told to nobody. */
    void quietly(Incident incident, Decision decision) {
        record(incident, decision, inForce(incident, decision.atMillis()));
        incident.memory().forgetTold();
    }

    /** A reminder is due; nobody is reminded during a downtime. */
    void remind(Incident incident, long tickMillis) {
        GroupMemory memory = incident.memory();
        long at = memory.clockMillis(tickMillis);
        if (!inForce(incident, at).isEmpty()) {
            memory.postponeReminder(tickMillis);
            return;
        }
        memory.remind(tickMillis);
        String reason = "Still " + incident.stateName() + ", for the "
                + (memory.reminders() == 1 ? "second" : memory.reminders() + 1 + "th") + " time of telling.";
        intentions.tell(
                incident,
                new Telling(
                        NotificationKind.RENOTIFIED,
                        memory.state(),
                        at,
                        Double.NaN,
                        reason,
                        "reminder-" + memory.reminders()));
    }

    /** Looks whether the downtimes that held back the state of a group are over, and tells it if they are. */
    void release(Incident incident, long atMillis, long tickMillis) {
        GroupMemory memory = incident.memory();
        List<Downtime> inForce = inForce(incident, atMillis);
        if (!inForce.isEmpty()) {
            List<String> ids = inForce.stream().map(Downtime::id).toList();
            if (!ids.equals(memory.heldBy())) {
                memory.hold(ids);
            }
            return;
        }
        List<String> over = memory.heldBy();
        if (over.stream().noneMatch(id -> tellsAfter(id, incident))) {
            memory.letGo();
            return;
        }
        String reason = "Still " + incident.stateName() + " now that downtime " + String.join(", ", over) + " is over.";
        intentions.tell(
                incident,
                new Telling(
                        Intentions.kindOf(memory.state()),
                        memory.told(),
                        atMillis,
                        Double.NaN,
                        reason,
                        "after-downtime"));
        memory.tell(tickMillis);
    }

    /** A deleted downtime is over for everybody; others say in which states, and after which ends, they tell. */
    private boolean tellsAfter(String downtimeId, Incident incident) {
        Optional<Downtime> downtime = configuration.downtimes().get(downtimeId);
        return downtime.isEmpty()
                || downtime.get().endStates().contains(incident.stateName())
                        && downtime.get()
                                .endTypes()
                                .contains(downtime.get().canceled() ? EndType.CANCELED : EndType.EXPIRED);
    }

    private List<Downtime> inForce(Incident incident, long atMillis) {
        return configuration
                .downtimes()
                .inForce(
                        incident.monitor().id(),
                        incident.monitor().tags(),
                        incident.groupTags(),
                        Instant.ofEpochMilli(atMillis));
    }

    private void record(Incident incident, Decision decision, List<Downtime> inForce) {
        String id = Digests.of(
                incident.monitor().id(),
                incident.group(),
                decision.atMillis(),
                decision.from(),
                decision.to(),
                incident.monitor().version());
        incident.memory().recorded(id);
        OptionalInt priority = incident.monitor().priority();
        Alert alert = Alert.newBuilder()
                .setId(id)
                .setMonitorId(incident.monitor().id())
                .setMonitorName(incident.monitor().name())
                .setGroup(incident.group())
                .setAt(Instant.ofEpochMilli(decision.atMillis()))
                .setFrom(Incident.avro(decision.from()))
                .setTo(Incident.avro(decision.to()))
                .setValue(Double.isNaN(decision.value()) ? null : decision.value())
                .setThreshold(Double.isNaN(decision.threshold()) ? null : decision.threshold())
                .setReason(decision.reason())
                .setQuery(incident.monitor().query())
                .setPriority(priority.isPresent() ? priority.getAsInt() : null)
                .setTags(incident.monitor().tags())
                .setConfigVersion(incident.monitor().version())
                .setDowntimes(inForce.stream().map(Downtime::id).toList())
                .build();
        out.alert(alert);
        out.event(Events.ofTransition(alert, incident.groupTags()));
    }
}
