package io.tidemark.alerting.channel;

import io.tidemark.avro.Notification;

/** One way of telling people. Called from several threads at once. */
public interface Channel extends AutoCloseable {

    /**
     * Tells the notification's recipient, once.
     *
     * @return what the other side made of it; a fault of this side is CONFIGURATION
     */
    Delivery send(Notification notification);

    /** What fails together: notifications with the same lane share a server, and are held back together when it is down. */
    String lane(Notification notification);

    @Override
    default void close() {
        // most channels hold nothing open between messages
    }
}
