package io.tidemark.alerting.outbox;

import io.tidemark.avro.Attempt;
import io.tidemark.avro.Notification;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** One notification that is still to be told. */
final class Entry {

    enum Status {
        WAITING,
        /** With a channel now. */
        IN_FLIGHT,
        /** Tried; the record that says so is not acknowledged yet. */
        WRITING
    }

    /** Decision order; where two were decided at one instant, the order of the log. */
    static final Comparator<Entry> ORDER = Comparator.comparing((Entry entry) -> entry.notification.getDecidedAt())
            .thenComparingInt(entry -> entry.partition)
            .thenComparingLong(entry -> entry.firstOffset);

    final int partition;
    final long firstOffset;
    final Instant firstSeen;
    Notification notification;
    Status status = Status.WAITING;
    /** Not before this; null for at once. */
    Instant notBefore;
    /** Offset at which our own record came back before its acknowledgement; -1 if it did not. */
    long echoOffset = -1;

    Entry(int partition, long offset, Notification notification, Instant now) {
        this.partition = partition;
        this.firstOffset = offset;
        this.notification = notification;
        List<Attempt> attempts = notification.getAttempts();
        Instant firstTry = attempts.isEmpty() ? now : attempts.get(0).getAt();
        this.firstSeen = firstTry.isBefore(now) ? firstTry : now;
        this.notBefore = notification.getNextAttempt();
    }

    /** Which messages must keep their order among each other. */
    String threadKey() {
        return notification.getChannel()
                + '\n'
                + notification.getRecipient()
                + '\n'
                + (notification.getThread().isEmpty() ? notification.getId() : notification.getThread());
    }

    String recipientKey() {
        return notification.getChannel() + '\n' + notification.getRecipient();
    }
}
