package io.tidemark.alerting.topology;

import io.tidemark.alerting.configuration.ConfigurationInForce;
import io.tidemark.alerting.downtime.Downtime;
import io.tidemark.alerting.downtime.Downtime.EndType;
import io.tidemark.alerting.monitor.Decision;
import io.tidemark.alerting.monitor.GroupMemory;
import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.monitor.Judge;
import io.tidemark.alerting.monitor.Texts;
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
        intentions.forgetTold();
        List<Downtime> inForce = inForce(incident, decision.atMillis());
        memory.recorded(alertId(incident, decision));
        Telling telling = new Telling(
                Intentions.kindOf(decision.to()),
                decision.from(),
                decision.atMillis(),
                decision.value(),
                decision.reason(),
                "");
        if (incident.isPartOfFamily()) {
            memory.letGo(); // people are told of the family
        } else if (memory.isFlapping()) {
            if (memory.flappingSinceMillis() >= decision.atMillis()) {
                flap(incident, decision, tickMillis);
            } else {
                intentions.holdBy(incident, telling, List.of("limit:flapping"));
            }
        } else if (decision.to() == GroupState.OK) {
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
        record(incident, decision, inForce, intentions.lastTold());
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

    /** A group begins to flap, or has settled: told once each. */
    void flap(Incident incident, Decision decision, long tickMillis) {
        GroupMemory memory = incident.memory();
        if (incident.isPartOfFamily()) {
            return;
        }
        String reason = memory.isFlapping()
                ? "Flapping: " + memory.flaps() + ". Nothing more is told until it settles."
                : "Settled in state " + incident.stateName() + " after flapping since "
                        + Texts.time(memory.flappingSinceMillis()) + ".";
        Telling telling = new Telling(
                Intentions.kindOf(decision.to()),
                memory.told(),
                decision.atMillis(),
                decision.value(),
                reason,
                (memory.isFlapping() ? "flapping-" : "settled-") + decision.atMillis());
        List<Downtime> inForce = inForce(incident, decision.atMillis());
        if (inForce.isEmpty()) {
            intentions.tell(incident, telling);
            memory.tell(tickMillis);
        } else {
            intentions.hold(incident, telling, inForce);
            if (memory.state().isBad()) {
                // As with any message that is held: it is told at the end of the downtime if it is bad then.
                memory.hold(inForce.stream().map(Downtime::id).toList());
            }
        }
    }

    /** A transition that is recorded, and told to nobody. */
    void quietly(Incident incident, Decision decision) {
        incident.memory().recorded(alertId(incident, decision));
        record(incident, decision, inForce(incident, decision.atMillis()), List.of());
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
                        measured(incident),
                        reason,
                        "reminder-" + memory.reminders()));
    }

    /** What is measured by now: whoever is told again wants to know how it stands. */
    private static double measured(Incident incident) {
        return Judge.measured(incident.memory(), incident.monitor().ruleFor(incident.group()));
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
                        measured(incident),
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

    private static String alertId(Incident incident, Decision decision) {
        return Digests.of(
                incident.monitor().id(),
                incident.group(),
                decision.atMillis(),
                decision.from(),
                decision.to(),
                incident.monitor().version());
    }

    private void record(Incident incident, Decision decision, List<Downtime> inForce, List<String> told) {
        OptionalInt priority = incident.monitor().priority();
        Alert.Builder record = Alert.newBuilder()
                .setId(incident.memory().alertId())
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
                .setTold(told);
        Findings.fill(record, incident, decision);
        Alert alert = record.build();
        out.alert(alert);
        out.event(Events.ofTransition(alert, incident.groupTags()));
    }
}
