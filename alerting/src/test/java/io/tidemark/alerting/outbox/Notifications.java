package io.tidemark.alerting.outbox;

import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.wire.Wire;
import java.time.Instant;

/** Notifications to test with: one address, no graph. */
public final class Notifications {

    static {
        Wire.singleObject(); // makes Avro trust our records, as it does in every service
    }

    private Notifications() {}

    public static Notification.Builder of(String id, String thread, NotificationKind kind, Instant decidedAt) {
        return Notification.newBuilder()
                .setId(id)
                .setThread(thread)
                .setAlertId("alert-" + id)
                .setMonitorId("cpu")
                .setGroup("host:web-01")
                .setKind(kind)
                .setChannel("email")
                .setRecipient("ops@example.org")
                .setSubject("[" + kind + "] CPU is high")
                .setBody("CPU of web-01 is high.")
                .setDecidedAt(decidedAt)
                .setState(NotificationState.PENDING);
    }
}
