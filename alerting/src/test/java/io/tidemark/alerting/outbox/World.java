package io.tidemark.alerting.outbox;

import io.tidemark.alerting.channel.Delivery;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * An outbox in virtual time: a log of one partition, a server that answers as told, and a crash at any step. Each step of a
 * crash is where power could go between deciding, sending, and writing down.
 */
final class World {

    /** Where the sender is killed next. */
    enum Crash {
        NEVER,
        /** After the server took the message, before anything is written. */
        AFTER_SENDING,
        /** After the first record of the outcome, before the rest. */
        AFTER_FIRST_WRITE,
        /** After all records are in the log, before the outbox hears of it. */
        BEFORE_ACKNOWLEDGEMENT
    }

    record Told(Instant at, Notification message) {}

    final List<Notification> log = new ArrayList<>();
    final List<Told> told = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final Map<String, Integer> tries = new TreeMap<>();
    Crash crash = Crash.NEVER;
    Instant now = Instant.parse("2026-11-22T12:00:00Z");

    private final OutboxSettings settings;
    private final BiFunction<Notification, Instant, Delivery> server;
    private Outbox outbox;
    private int read;

    World(OutboxSettings settings, BiFunction<Notification, Instant, Delivery> server) {
        this.settings = settings;
        this.server = server;
        restart();
    }

    void decide(Notification.Builder notification) {
        log.add(notification.build());
    }

    /** Kills the sender: what it knew is gone, the log remains. */
    void restart() {
        outbox = new Outbox(settings, n -> n.getChannel());
        read = 0;
    }

    /** Lets time pass in steps of 100 ms. */
    void run(Duration time) {
        run(time, Duration.ofMillis(100));
    }

    void run(Duration time, Duration step) {
        Instant end = now.plus(time);
        for (; now.isBefore(end); now = now.plus(step)) {
            turn();
        }
    }

    Notification latest(String id) {
        Notification found = null;
        for (Notification record : log) {
            found = record.getId().equals(id) ? record : found;
        }
        return found;
    }

    Map<NotificationState, Integer> states() {
        Map<String, Notification> latest = new HashMap<>();
        log.forEach(record -> latest.put(record.getId(), record));
        Map<NotificationState, Integer> states = new TreeMap<>();
        latest.values().forEach(record -> states.merge(record.getState(), 1, Integer::sum));
        return states;
    }

    int pending() {
        return outbox.pending();
    }

    private void turn() {
        while (read < log.size()) {
            outbox.take(0, read, log.get(read), now);
            read++;
        }
        if (!write(outbox.expire(now))) {
            return;
        }
        for (Sending sending : outbox.due(now)) {
            Delivery delivery = server.apply(sending.message(), now);
            tries.merge(sending.id(), 1, Integer::sum);
            if (delivery.outcome() == io.tidemark.avro.Outcome.DELIVERED) {
                told.add(new Told(now, sending.message()));
            }
            if (strikes(Crash.AFTER_SENDING) || !write(outbox.finished(sending, delivery, now))) {
                return;
            }
        }
    }

    /** Writes to the log and tells the outbox; false if the sender was killed meanwhile. */
    private boolean write(Settlement settlement) {
        events.addAll(settlement.events());
        Map<String, Long> offsets = new java.util.LinkedHashMap<>();
        for (Settlement.Write write : settlement.writes()) {
            if (write.partition() != Settlement.Write.BY_THREAD) {
                offsets.put(write.notification().getId(), (long) log.size());
            }
            log.add(write.notification());
            if (strikes(Crash.AFTER_FIRST_WRITE)) {
                return false;
            }
        }
        if (!offsets.isEmpty() && strikes(Crash.BEFORE_ACKNOWLEDGEMENT)) {
            return false;
        }
        offsets.forEach(outbox::written);
        return true;
    }

    private boolean strikes(Crash point) {
        if (crash != point) {
            return false;
        }
        crash = Crash.NEVER;
        restart();
        return true;
    }
}
