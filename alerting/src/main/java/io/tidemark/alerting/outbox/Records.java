package io.tidemark.alerting.outbox;

import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.alerting.channel.Shown;
import io.tidemark.alerting.template.Handles.Handle;
import io.tidemark.avro.Attempt;
import io.tidemark.avro.Event;
import io.tidemark.avro.EventPriority;
import io.tidemark.avro.EventType;
import io.tidemark.avro.Fact;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the outbox's records: notifications with their tries, and the events that tell of failures. */
final class Records {

    /** Tries kept in a record: the first three and the latest. A server that is down for a day would fill it otherwise. */
    static final int ATTEMPTS_MAX = 20;

    private static final int FIRST_ATTEMPTS_KEPT = 3;
    private static final int TITLE_MAX = 100;

    private Records() {}

    static Notification tried(Notification n, NotificationState state, Delivery delivery, Instant now, Instant next) {
        List<Attempt> attempts = new ArrayList<>(n.getAttempts());
        attempts.add(new Attempt(now, delivery.outcome(), delivery.detail()));
        while (attempts.size() > ATTEMPTS_MAX) {
            attempts.remove(FIRST_ATTEMPTS_KEPT);
        }
        return Notification.newBuilder(n)
                .setState(state)
                .setAttempts(attempts)
                .setNextAttempt(next)
                .build();
    }

    /** The latest message of a thread, with the earlier ones, which nobody has been told, as facts. */
    static Notification together(List<Notification> thread) {
        Notification last = thread.get(thread.size() - 1);
        if (thread.size() == 1) {
            return last;
        }
        List<Fact> facts = new ArrayList<>();
        for (Notification earlier : thread.subList(0, thread.size() - 1)) {
            facts.add(new Fact("Not told before", earlier.getDecidedAt() + " " + earlier.getSubject()));
        }
        facts.addAll(last.getFacts());
        return Notification.newBuilder(last).setFacts(facts).build();
    }

    static Event undelivered(Notification n, String why, Instant now) {
        return event(
                "notification-failed-" + n.getId(),
                now,
                "Could not be delivered: " + n.getSubject(),
                "The notification for " + n.getRecipient() + " (" + n.getChannel() + ") was given up. " + why,
                n.getMonitorId());
    }

    static Event laneDown(String lane, Delivery delivery, Instant now) {
        return event(
                "notification-lane-" + lane + "-" + Math.floorDiv(now.getEpochSecond(), 3_600),
                now,
                "Notifications wait: " + lane + " needs attention",
                delivery.detail() + ". Messages are kept and tried again every few minutes.",
                "");
    }

    /** For whoever is told of failures: what was not delivered, to whom, and why. */
    static Notification undelivered(Handle to, Notification n, Delivery delivery, Instant now) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Meant for", n.getRecipient() + " (" + n.getChannel() + ")"));
        facts.add(new Fact("Decided at", n.getDecidedAt().toString()));
        facts.add(new Fact("Answer", delivery.detail()));
        facts.addAll(n.getFacts());
        return failure(to, "undelivered-" + n.getId(), now)
                .setThread(n.getThread())
                .setAlertId(n.getAlertId())
                .setMonitorId(n.getMonitorId())
                .setMonitorName(n.getMonitorName())
                .setTags(n.getTags())
                .setGroup(n.getGroup())
                .setSubject("[Not delivered] " + n.getSubject())
                .setBody("This could not be delivered to " + n.getRecipient() + " and was given up.\n\n" + n.getBody())
                .setFacts(facts)
                .setGraph(n.getGraph())
                .setZone(n.getZone())
                .build();
    }

    /** For whoever is told of failures: a server that takes nothing until somebody has put something right. */
    static Notification laneDown(Handle to, String lane, Delivery delivery, Instant now) {
        long hour = Math.floorDiv(now.getEpochSecond(), 3_600);
        return failure(to, "undelivered-lane-" + lane + "-" + hour, now)
                .setThread("lane " + lane)
                .setSubject("[Not delivered] Notifications wait: " + lane + " needs attention")
                .setBody("Notifications for " + lane + " are kept and tried again every few minutes.")
                .setFacts(List.of(new Fact("Answer", delivery.detail())))
                .build();
    }

    private static Notification.Builder failure(Handle to, String id, Instant now) {
        return Notification.newBuilder()
                .setId(id)
                .setThread("")
                .setAlertId("")
                .setMonitorId("")
                .setGroup("")
                .setKind(NotificationKind.UNDELIVERED)
                .setChannel(to.channel())
                .setRecipient(to.recipient())
                .setDecidedAt(now)
                .setState(NotificationState.PENDING);
    }

    static Delivery gaveUp(String after) {
        return Delivery.permanent(Reach.MESSAGE, "given up after " + after);
    }

    static Delivery refused(Duration refusedFor) {
        return Delivery.permanent(
                Reach.RECIPIENT,
                "not tried: the server refused this recipient within the last " + refusedFor.toMinutes() + " min");
    }

    static Delivery toldWith(String id) {
        return new Delivery(
                Outcome.DELIVERED, Reach.MESSAGE, "told together with notification " + id, Optional.empty());
    }

    private static Event event(String id, Instant now, String title, String text, String monitorId) {
        String line = Shown.oneLine(title, TITLE_MAX);
        return Event.newBuilder()
                .setId(id)
                .setAt(now)
                .setTitle(line)
                .setText(text)
                .setAlertType(EventType.ERROR)
                .setPriority(EventPriority.NORMAL)
                .setSource("tidemark.alerting")
                .setTags(monitorId.isEmpty() ? List.of() : List.of("monitor:" + monitorId))
                .build();
    }
}
