package io.tidemark.alerting.channel.mailbox;

import java.time.Instant;
import java.util.Objects;

/**
 * One mail of the mailbox, without its bytes.
 *
 * @param id id of the notification
 * @param messageId the mail's Message-ID
 * @param from address of the sender
 * @param to address of the recipient
 * @param subject as people read it
 * @param date when the decision was made, as the mail's Date says
 * @param kind what is told: 'triggered', 'recovered'
 * @param alertId id of the alert, or empty
 * @param pictured whether the graph is in it
 * @param sizeBytes length of the mail
 */
public record Mail(
        String id,
        String messageId,
        String from,
        String to,
        String subject,
        Instant date,
        String kind,
        String alertId,
        boolean pictured,
        int sizeBytes) {

    public Mail {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(date, "date");
    }
}
