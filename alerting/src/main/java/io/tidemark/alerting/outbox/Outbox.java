package io.tidemark.alerting.outbox;

import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.alerting.outbox.Settlement.Write;
import io.tidemark.alerting.template.Handles.Handle;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What is still to be told, and what to do next about it. Knows no Kafka, no threads and no clock: one thread calls it and says what time
 * it is.
 *
 * <pre>
 *  take ──▶ WAITING ── due ──▶ IN_FLIGHT ── finished ──▶ WRITING ── written ──▶ forgotten (SENT, FAILED)
 *              ▲                                            └──── written ──▶ WAITING (to be tried again)
 *              └───────────────────────────────────────────────────┘
 * </pre>
 */
final class Outbox {

    /** A message this old that is not the last of its thread is told together with those after it. */
    private static final Duration STALE = Duration.ofSeconds(60);

    private final OutboxSettings settings;
    private final Function<Notification, String> laneOf;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Lane> lanes = new TreeMap<>();
    private final Map<String, Instant> refusedUntil = new HashMap<>();
    /** Offsets of our own records that have not come back yet: what is older there is past. */
    private final Map<String, Written> ownWrites = new HashMap<>();

    private record Written(int partition, long offset) {}

    Outbox(OutboxSettings settings, Function<Notification, String> laneOf) {
        this.settings = settings;
        this.laneOf = laneOf;
    }

    /** A record of the log, in the order of its partition. */
    void take(int partition, long offset, Notification notification, Instant now) {
        String id = notification.getId();
        Written own = ownWrites.get(id);
        if (own != null && offset <= own.offset()) {
            if (offset == own.offset()) {
                ownWrites.remove(id);
            }
            return;
        }
        Entry entry = entries.get(id);
        if (entry != null && entry.status != Entry.Status.WAITING) {
            entry.echoOffset = offset; // a record of our own, faster than its acknowledgement
            return;
        }
        if (notification.getState() == NotificationState.PENDING) {
            entries.put(id, new Entry(partition, offset, notification, now));
        } else {
            entries.remove(id);
        }
    }

    /** The partition belongs to somebody else now. */
    void release(Collection<Integer> partitions) {
        entries.values().removeIf(entry -> partitions.contains(entry.partition));
        ownWrites.values().removeIf(written -> partitions.contains(written.partition()));
    }

    /** Gives up what is too old or refused anyway. Write the settlement down before the next call. */
    Settlement expire(Instant now) {
        refusedUntil.values().removeIf(until -> !now.isBefore(until));
        List<Write> writes = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.status != Entry.Status.WAITING) {
                continue;
            }
            if (!now.isBefore(entry.firstSeen.plus(settings.giveUpAfter()))) {
                fail(entry, Records.gaveUp(settings.giveUpAfter().toHours() + " h"), now, writes, events);
            } else if (refusedUntil.containsKey(entry.recipientKey())) {
                fail(entry, Records.refused(settings.refusedFor()), now, writes, events);
            }
        }
        return new Settlement(writes, events);
    }

    /** The tries to make now. Each is under way until {@link #finished}. */
    List<Sending> due(Instant now) {
        Map<String, List<Entry>> threads = new HashMap<>();
        entries.values()
                .forEach(entry -> threads.computeIfAbsent(entry.threadKey(), key -> new ArrayList<>())
                        .add(entry));
        List<List<Entry>> ready = new ArrayList<>();
        for (List<Entry> thread : threads.values()) {
            thread.sort(Entry.ORDER);
            boolean idle = thread.stream().allMatch(entry -> entry.status == Entry.Status.WAITING);
            boolean rested =
                    thread.stream().allMatch(entry -> entry.notBefore == null || !now.isBefore(entry.notBefore));
            if (idle && rested) {
                ready.add(thread);
            }
        }
        ready.sort((a, b) -> Entry.ORDER.compare(a.get(0), b.get(0)));
        List<Sending> due = new ArrayList<>();
        for (List<Entry> thread : ready) {
            String name = laneOf.apply(thread.get(0).notification);
            Lane lane = lanes.computeIfAbsent(name, Lane::new);
            if (lane.room(now, settings.inFlightMax()) > 0) {
                due.add(start(thread, name, lane, now));
            }
        }
        return due;
    }

    /** What a try came to. Write the settlement down, in order, and report each write with {@link #written}. */
    Settlement finished(Sending sending, Delivery delivery, Instant now) {
        Lane lane = lanes.get(sending.lane());
        lane.ended(delivery, now);
        List<Entry> told = new ArrayList<>();
        for (String id : sending.ids()) {
            Entry entry = entries.get(id);
            if (entry != null) {
                told.add(entry);
            }
        }
        Settlement settlement = told.isEmpty()
                        || !told.get(told.size() - 1).notification.getId().equals(sending.id())
                ? Settlement.NOTHING // its partition was taken away meanwhile; the new owner decides
                : settled(told, delivery, lane, now);
        return lane.tellsNow(delivery, now) ? settlement.and(laneDown(sending.lane(), delivery, now)) : settlement;
    }

    /** A server that needs somebody is told as an event, and by the fallback where that goes another way. */
    private Settlement laneDown(String lane, Delivery delivery, Instant now) {
        List<Write> writes = settings.fallback()
                .map(to -> Records.laneDown(to, lane, delivery, now))
                .filter(told -> !laneOf.apply(told).equals(lane))
                .map(told -> List.of(Write.anew(told)))
                .orElse(List.of());
        return new Settlement(writes, List.of(Records.laneDown(lane, delivery, now)));
    }

    /** The log has it. */
    void written(String id, long offset) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return;
        }
        if (entry.echoOffset < offset) {
            ownWrites.put(id, new Written(entry.partition, offset));
        }
        entry.echoOffset = -1;
        if (entry.notification.getState() == NotificationState.PENDING) {
            entry.status = Entry.Status.WAITING;
        } else {
            entries.remove(id);
        }
    }

    /** Notifications still to be told. */
    int pending() {
        return entries.size();
    }

    /** Tries under way, or not yet written down, in these partitions. */
    boolean busy(Collection<Integer> partitions) {
        return entries.values().stream()
                .anyMatch(entry -> partitions.contains(entry.partition) && entry.status != Entry.Status.WAITING);
    }

    private Sending start(List<Entry> thread, String laneName, Lane lane, Instant now) {
        Entry head = thread.get(0);
        boolean piledUp = lane.failing()
                || thread.stream()
                        .anyMatch(entry -> !entry.notification.getAttempts().isEmpty())
                || head.firstSeen.plus(STALE).isBefore(now);
        boolean incident = thread.stream().allMatch(Outbox::ofAnIncident);
        List<Entry> told = piledUp && incident ? thread : List.of(head);
        told.forEach(entry -> entry.status = Entry.Status.IN_FLIGHT);
        lane.started();
        List<Notification> messages =
                told.stream().map(entry -> entry.notification).toList();
        return new Sending(
                Records.together(messages),
                laneName,
                messages.stream().map(Notification::getId).toList());
    }

    private static boolean ofAnIncident(Entry entry) {
        NotificationKind kind = entry.notification.getKind();
        return !entry.notification.getAlertId().isEmpty()
                && kind != NotificationKind.DOWNTIME
                && kind != NotificationKind.DIGEST
                && kind != NotificationKind.UNDELIVERED;
    }

    private Settlement settled(List<Entry> told, Delivery delivery, Lane lane, Instant now) {
        if (delivery.outcome() == Outcome.DELIVERED) {
            return delivered(told, delivery, now);
        }
        if (delivery.outcome() == Outcome.PERMANENT) {
            if (delivery.reach() == Reach.RECIPIENT) {
                refusedUntil.put(told.get(0).recipientKey(), now.plus(settings.refusedFor()));
            }
            return failed(told, delivery, now);
        }
        Entry last = told.get(told.size() - 1);
        int tries = last.notification.getAttempts().size() + 1;
        boolean laneWaits = delivery.reach() == Reach.SERVER && lane.pausedUntil() != null;
        Instant next = laneWaits
                ? lane.pausedUntil()
                : now.plus(RetrySchedule.message(last.notification.getId(), tries, delivery));
        told.forEach(entry -> entry.status = Entry.Status.WAITING);
        last.notBefore = next;
        return new Settlement(List.of(write(last, NotificationState.PENDING, delivery, now, next)), List.of());
    }

    /** Earlier ones first: if the last one's record is lost in a crash, it alone is told again, and nothing out of order. */
    private Settlement delivered(List<Entry> told, Delivery delivery, Instant now) {
        List<Write> writes = new ArrayList<>();
        Entry last = told.get(told.size() - 1);
        for (Entry entry : told) {
            Delivery own = entry == last ? delivery : Records.toldWith(last.notification.getId());
            writes.add(write(entry, NotificationState.SENT, own, now, null));
        }
        return new Settlement(writes, List.of());
    }

    private Settlement failed(List<Entry> given, Delivery delivery, Instant now) {
        List<Write> writes = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        given.forEach(entry -> fail(entry, delivery, now, writes, events));
        return new Settlement(writes, events);
    }

    private void fail(Entry entry, Delivery delivery, Instant now, List<Write> writes, List<Event> events) {
        writes.add(write(entry, NotificationState.FAILED, delivery, now, null));
        events.add(Records.undelivered(entry.notification, delivery.detail(), now));
        settings.fallback()
                .filter(to -> mayTell(to, entry.notification))
                .ifPresent(to -> writes.add(0, Write.anew(Records.undelivered(to, entry.notification, delivery, now))));
    }

    /** What tells of a failure is not told of when it fails, and nobody is told of a failure on the way that failed. */
    private static boolean mayTell(Handle fallback, Notification failed) {
        boolean same = failed.getChannel().equals(fallback.channel())
                && failed.getRecipient().equals(fallback.recipient());
        return failed.getKind() != NotificationKind.UNDELIVERED && !same;
    }

    private Write write(Entry entry, NotificationState state, Delivery delivery, Instant now, Instant next) {
        entry.notification = Records.tried(entry.notification, state, delivery, now, next);
        entry.status = Entry.Status.WRITING;
        return new Write(entry.partition, entry.notification);
    }
}
