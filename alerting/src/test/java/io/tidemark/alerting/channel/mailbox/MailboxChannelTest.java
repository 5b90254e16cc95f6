package io.tidemark.alerting.channel.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.alerting.channel.email.EmailAddress;
import io.tidemark.alerting.channel.email.EmailComposer;
import io.tidemark.alerting.channel.email.EmailIdentity;
import io.tidemark.alerting.outbox.Notifications;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.Outcome;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MailboxChannelTest {

    private final EmailIdentity identity = EmailIdentity.of("tidemark@example.org");
    private final MailboxChannel mailbox = new MailboxChannel(identity);

    @Test
    void itKeepsTheBytesThatSmtpWouldCarry() {
        Notification notification = notification("n1");
        assertThat(mailbox.send(notification).outcome()).isEqualTo(Outcome.DELIVERED);
        byte[] wire = new EmailComposer(identity)
                .compose(notification, new EmailAddress("ops@example.org"), EmailComposer.Form.FULL)
                .bytes();
        assertThat(mailbox.get("n1"))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(wire));
        assertThat(mailbox.list()).first().satisfies(mail -> {
            assertThat(mail.to()).isEqualTo("ops@example.org");
            assertThat(mail.kind()).isEqualTo("triggered");
            assertThat(mail.sizeBytes()).isEqualTo(wire.length);
        });
    }

    @Test
    void theNewestIsFirstADuplicateReplacesItselfAndTheOldestGo() {
        for (int i = 0; i < MailboxChannel.MAILS_MAX + 10; i++) {
            mailbox.send(notification("n" + i));
        }
        mailbox.send(notification("n" + (MailboxChannel.MAILS_MAX + 9)));
        assertThat(mailbox.list()).hasSize(MailboxChannel.MAILS_MAX);
        assertThat(mailbox.list().get(0).id()).isEqualTo("n509");
        assertThat(mailbox.get("n9")).isEmpty();
        assertThat(mailbox.get("n10")).isPresent();
    }

    @Test
    void whatIsNoAddressIsRefusedAsSmtpWould() {
        Notification bad = Notification.newBuilder(notification("n1"))
                .setRecipient("nobody")
                .build();
        assertThat(mailbox.send(bad).detail()).contains("[bad-address]");
        assertThat(mailbox.list()).isEmpty();
    }

    private static Notification notification(String id) {
        return Notifications.of(id, "t", NotificationKind.TRIGGERED, Instant.parse("2026-11-22T12:00:00Z"))
                .build();
    }
}
