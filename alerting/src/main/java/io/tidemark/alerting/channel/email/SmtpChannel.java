package io.tidemark.alerting.channel.email;

import io.tidemark.alerting.channel.Channel;
import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.alerting.channel.email.EmailComposer.Form;
import io.tidemark.avro.Notification;
import java.security.KeyStore;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Sends notifications as e-mail through one SMTP server; a connection a message. */
public final class SmtpChannel implements Channel {

    /** The channel's name in notifications. */
    public static final String NAME = "email";

    private final SmtpSettings settings;
    private final Optional<KeyStore> trusted;
    private final EmailComposer composer;
    private final ScheduledExecutorService timer;

    /** @param trusted certificate authorities to trust; empty for those of the JDK */
    public SmtpChannel(SmtpSettings settings, EmailIdentity identity, Optional<KeyStore> trusted) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.trusted = Objects.requireNonNull(trusted, "trusted");
        this.composer = new EmailComposer(identity);
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "smtp-deadlines");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public Delivery send(Notification notification) {
        Optional<EmailAddress> to = EmailAddress.parse(notification.getRecipient());
        if (to.isEmpty()) {
            return badAddress(notification);
        }
        try {
            return send(notification, to.get(), Form.FULL);
        } catch (SmtpFailure failure) {
            return switch (failure.remedy()) {
                case NONE -> failure.delivery();
                case SHORTER -> again(notification, to.get(), Form.SHORT, failure);
                case PLAINER -> again(notification, to.get(), Form.PLAIN, failure);
            };
        }
    }

    /** All mail goes through one server. */
    @Override
    public String lane(Notification notification) {
        return NAME;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    static Delivery badAddress(Notification notification) {
        return Delivery.permanent(
                Reach.RECIPIENT,
                "recipient is \"" + notification.getRecipient()
                        + "\" (expected one address, name@example.org). Change the monitor's message. [bad-address]");
    }

    /** The one more try that a refused size or content gets, in a simpler form. */
    private Delivery again(Notification notification, EmailAddress to, Form form, SmtpFailure first) {
        try {
            Delivery second = send(notification, to, form);
            return Delivery.delivered(second.detail() + ", as plain text after "
                    + first.delivery().detail());
        } catch (SmtpFailure failure) {
            return failure.delivery();
        }
    }

    private Delivery send(Notification notification, EmailAddress to, Form form) throws SmtpFailure {
        ComposedMail mail = composer.compose(notification, to, form);
        try (SmtpConnection connection = SmtpConnection.open(settings, timer)) {
            return new SmtpDialogue(settings, trusted, connection).deliver(mail);
        }
    }
}
