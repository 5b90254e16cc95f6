package io.tidemark.standalone.cli;

import io.tidemark.alerting.channel.Secret;
import io.tidemark.alerting.channel.email.EmailIdentity;
import io.tidemark.alerting.channel.email.SmtpSettings;
import io.tidemark.alerting.channel.email.SmtpSettings.Encryption;
import io.tidemark.standalone.system.MailSettings;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which server takes mails. */
final class MailOptions {
    @Option(
            names = "--smtp-host",
            paramLabel = "HOST",
            defaultValue = "${env:TIDEMARK_SMTP_HOST}",
            description = "Server that takes mails. Default: TIDEMARK_SMTP_HOST.")
    private String host;

    @Option(
            names = "--smtp-port",
            paramLabel = "N",
            defaultValue = "${env:TIDEMARK_SMTP_PORT:-587}",
            description = "Its port. Default: TIDEMARK_SMTP_PORT, else 587.")
    private int port;

    @Option(
            names = "--smtp-encryption",
            paramLabel = "HOW",
            defaultValue = "${env:TIDEMARK_SMTP_ENCRYPTION:-required}",
            description = "required, optional (both STARTTLS), implicit (TLS at once) or off. Default: required")
    private Encryption encryption;

    @Option(
            names = "--smtp-user",
            paramLabel = "NAME",
            defaultValue = "${env:TIDEMARK_SMTP_USER}",
            description = "Who we are to it; the password is in TIDEMARK_SMTP_PASSWORD.")
    private String user;

    @Option(
            names = "--mail-from",
            paramLabel = "ADDRESS",
            defaultValue = "${env:TIDEMARK_MAIL_FROM:-tidemark@localhost.localdomain}",
            description = "Sender of mails. Default: TIDEMARK_MAIL_FROM, else ${DEFAULT-VALUE}")
    private String from;

    @Option(
            names = "--console-url",
            paramLabel = "URL",
            defaultValue = "${env:TIDEMARK_CONSOLE_URL}",
            description = "Address of the console for links in mails. Default: TIDEMARK_CONSOLE_URL, else none.")
    private URI consoleUrl;

    /** Empty where no server was named. */
    Optional<MailSettings> settings() {
        if (host == null || host.isBlank()) {
            return Optional.empty();
        }
        try {
            SmtpSettings smtp = SmtpSettings.of(host, port, encryption);
            if (user != null && !user.isBlank()) {
                String password = System.getenv("TIDEMARK_SMTP_PASSWORD");
                if (password == null) {
                    throw CommandFault.wrongUse("TIDEMARK_SMTP_PASSWORD is unset (expected the password of"
                            + " --smtp-user). Set it in the environment. [no-password]");
                }
                smtp = smtp.withLogin(user, Secret.of(password));
            }
            EmailIdentity identity = EmailIdentity.of(from);
            return Optional.of(
                    new MailSettings(smtp, consoleUrl == null ? identity : identity.withConsole(consoleUrl)));
        } catch (IllegalArgumentException e) {
            throw CommandFault.wrongUse(e.getMessage());
        }
    }
}
