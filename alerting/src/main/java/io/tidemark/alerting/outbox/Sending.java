package io.tidemark.alerting.outbox;

import io.tidemark.avro.Notification;
import java.util.List;

/**
 * One try that the outbox wants made.
 *
 * @param message what to send; where several are told in one, the latest with the earlier ones as facts
 * @param lane the lane it goes through
 * @param ids all notifications that this tells of, in their order; the last is the message's own
 */
record Sending(Notification message, String lane, List<String> ids) {

    Sending {
        ids = List.copyOf(ids);
    }

    String id() {
        return ids.get(ids.size() - 1);
    }
}
