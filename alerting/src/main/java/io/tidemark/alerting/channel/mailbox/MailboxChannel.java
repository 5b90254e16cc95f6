package io.tidemark.alerting.channel.mailbox;

import io.tidemark.alerting.channel.Channel;
import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.alerting.channel.email.ComposedMail;
import io.tidemark.alerting.channel.email.EmailAddress;
import io.tidemark.alerting.channel.email.EmailComposer;
import io.tidemark.alerting.channel.email.EmailIdentity;
import io.tidemark.avro.Notification;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Takes the place of SMTP: composes the same mail and keeps it. A mail that comes again under its id replaces itself. */
public final class MailboxChannel implements Channel, Mailbox {

    /** Mails kept. */
    public static final int MAILS_MAX = 500;

    /** Bytes kept: 64 MiB. */
    public static final long BYTES_MAX = 64L << 20;

    private record Kept(Mail mail, byte[] bytes) {}

    private final EmailComposer composer;
    private final Map<String, Kept> mails = new LinkedHashMap<>();
    private long bytes;

    public MailboxChannel(EmailIdentity identity) {
        this.composer = new EmailComposer(identity);
    }

    @Override
    public Delivery send(Notification notification) {
        Optional<EmailAddress> to = EmailAddress.parse(notification.getRecipient());
        if (to.isEmpty()) {
            return Delivery.permanent(
                    Reach.RECIPIENT,
                    "recipient is \"" + notification.getRecipient()
                            + "\" (expected one address, name@example.org). Change the monitor's message. [bad-address]");
        }
        ComposedMail mail = composer.compose(notification, to.get(), EmailComposer.Form.FULL);
        keep(new Kept(described(notification, mail), mail.bytes()));
        return Delivery.delivered("kept in the built-in mailbox");
    }

    @Override
    public String lane(Notification notification) {
        return "mailbox";
    }

    @Override
    public synchronized List<Mail> list() {
        List<Mail> newestFirst =
                new ArrayList<>(mails.values().stream().map(Kept::mail).toList());
        Collections.reverse(newestFirst);
        return List.copyOf(newestFirst);
    }

    @Override
    public synchronized Optional<byte[]> get(String id) {
        return Optional.ofNullable(mails.get(id)).map(kept -> kept.bytes().clone());
    }

    private synchronized void keep(Kept kept) {
        Kept before = mails.remove(kept.mail().id());
        bytes -= before == null ? 0 : before.bytes().length;
        mails.put(kept.mail().id(), kept);
        bytes += kept.bytes().length;
        var oldest = mails.values().iterator();
        while ((mails.size() > MAILS_MAX || bytes > BYTES_MAX) && mails.size() > 1) {
            bytes -= oldest.next().bytes().length;
            oldest.remove();
        }
    }

    private static Mail described(Notification n, ComposedMail mail) {
        return new Mail(
                n.getId(),
                mail.messageId(),
                mail.from().text(),
                mail.to().text(),
                mail.subject(),
                n.getDecidedAt(),
                n.getKind().name().toLowerCase(Locale.ROOT),
                n.getAlertId(),
                mail.pictured(),
                mail.bytes().length);
    }
}
