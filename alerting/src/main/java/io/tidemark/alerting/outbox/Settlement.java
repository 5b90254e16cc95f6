package io.tidemark.alerting.outbox;

import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import java.util.ArrayList;
import java.util.List;

/**
 * What must be written down, in this order, before the outbox may go on.
 *
 * @param writes records of the topic {@code notifications}
 * @param events records of the topic {@code events}
 */
record Settlement(List<Write> writes, List<Event> events) {

    /** One record and the partition it was read from. */
    record Write(int partition, Notification notification) {

        /** Where its thread says: it is new. */
        static final int BY_THREAD = -1;

        static Write anew(Notification notification) {
            return new Write(BY_THREAD, notification);
        }
    }

    static final Settlement NOTHING = new Settlement(List.of(), List.of());

    Settlement {
        writes = List.copyOf(writes);
        events = List.copyOf(events);
    }

    Settlement and(Settlement more) {
        List<Write> allWrites = new ArrayList<>(writes);
        allWrites.addAll(more.writes);
        List<Event> allEvents = new ArrayList<>(events);
        allEvents.addAll(more.events);
        return new Settlement(allWrites, allEvents);
    }
}
