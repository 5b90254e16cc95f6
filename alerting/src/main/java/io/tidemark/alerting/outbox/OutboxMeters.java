package io.tidemark.alerting.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.alerting.channel.Delivery;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationState;
import io.tidemark.avro.Outcome;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** The sender's own numbers. */
final class OutboxMeters {

    private final MeterRegistry registry;
    private final AtomicLong pending = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    OutboxMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("tidemark.outbox.pending", pending, AtomicLong::get)
                .description("Notifications that are still to be told")
                .register(registry);
    }

    void pending(int count) {
        pending.set(count);
    }

    void tried(Notification message, Delivery delivery) {
        count("tidemark.outbox.attempts", "Tries to send", message, delivery.outcome());
        if (delivery.outcome() == Outcome.UNKNOWN) {
            count(
                    "tidemark.outbox.possible.duplicates",
                    "Tries whose answer got lost: the next one may be a duplicate",
                    message,
                    delivery.outcome());
        }
    }

    /** Counts a record that is in the log now, by what it says. */
    void settled(Notification record) {
        Outcome last = record.getAttempts().get(record.getAttempts().size() - 1).getOutcome();
        if (record.getState() == NotificationState.SENT) {
            sent.incrementAndGet();
            count("tidemark.outbox.sent", "Notifications told", record, last);
        } else if (record.getState() == NotificationState.FAILED) {
            failed.incrementAndGet();
            count("tidemark.outbox.failed", "Notifications given up", record, last);
        }
    }

    void malformed() {
        Counter.builder("tidemark.outbox.malformed")
                .description("Records of the topic that could not be read")
                .register(registry)
                .increment();
    }

    void writeFailed() {
        Counter.builder("tidemark.outbox.write.failures")
                .description("Outcomes that could not be written down at once; each is tried again")
                .register(registry)
                .increment();
    }

    long sent() {
        return sent.get();
    }

    long failed() {
        return failed.get();
    }

    long pending() {
        return pending.get();
    }

    private void count(String name, String description, Notification n, Outcome outcome) {
        Counter.builder(name)
                .description(description)
                .tag("channel", n.getChannel())
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }
}
