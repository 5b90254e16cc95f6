package io.tidemark.standalone.system;

import io.tidemark.alerting.channel.email.EmailIdentity;
import io.tidemark.alerting.channel.email.SmtpSettings;
import java.util.Objects;

/**
 * How mails leave this machine.
 *
 * @param smtp the server that takes them
 * @param identity who they are from
 */
public record MailSettings(SmtpSettings smtp, EmailIdentity identity) {
    public MailSettings {
        Objects.requireNonNull(smtp, "smtp");
        Objects.requireNonNull(identity, "identity");
    }
}
