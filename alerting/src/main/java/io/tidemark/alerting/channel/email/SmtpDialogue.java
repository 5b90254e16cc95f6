package io.tidemark.alerting.channel.email;

import io.tidemark.alerting.channel.Delivery;
import io.tidemark.alerting.channel.Delivery.Reach;
import io.tidemark.alerting.channel.email.SmtpFailure.Remedy;
import io.tidemark.alerting.channel.email.SmtpSettings.Encryption;
import io.tidemark.alerting.channel.email.SmtpSettings.Login;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What is said to an SMTP server to hand over one mail, and what each of its answers means.
 *
 * <p>Trace: banner, EHLO, [STARTTLS, EHLO], [AUTH], MAIL, RCPT, DATA, text and dot, QUIT. The table of answers is in
 * {@code docs/reference/notifications.md}.
 */
final class SmtpDialogue {

    /** A server that refuses to talk at all is asked again after this. */
    static final Duration REFUSED_WAIT = Duration.ofMinutes(15);

    /** A refused login is tried no more often than this: many servers lock accounts. */
    static final Duration LOGIN_WAIT = Duration.ofMinutes(5);

    private static final Duration QUIT_LIMIT = Duration.ofSeconds(2);

    private final SmtpSettings settings;
    private final Optional<KeyStore> trusted;
    private final SmtpConnection connection;
    private SmtpReply hello;

    SmtpDialogue(SmtpSettings settings, Optional<KeyStore> trusted, SmtpConnection connection) {
        this.settings = settings;
        this.trusted = trusted;
        this.connection = connection;
    }

    /** Hands over the mail. @return the server's acceptance */
    Delivery deliver(ComposedMail mail) throws SmtpFailure {
        greet();
        protect();
        if (settings.login().isPresent()) {
            login(settings.login().get());
        }
        sender(mail);
        recipient(mail);
        SmtpReply go = connection.command("DATA", "DATA");
        if (go.code() != 354) {
            throw refusedText("DATA", go);
        }
        SmtpReply end = connection.text(mail.bytes());
        if (!end.positive()) {
            throw refusedText("the message", end);
        }
        quit();
        return Delivery.delivered("the message was accepted: " + end.text());
    }

    private void greet() throws SmtpFailure {
        if (settings.encryption() == Encryption.IMPLICIT) {
            connection.encrypt(trusted);
        }
        SmtpReply banner = connection.banner();
        if (banner.code() != 220) {
            throw refusedServer("the banner", banner);
        }
        sayHello();
    }

    private void sayHello() throws SmtpFailure {
        hello = connection.command("EHLO " + settings.heloName(), "EHLO");
        if (hello.permanent()) {
            SmtpReply old = connection.command("HELO " + settings.heloName(), "HELO");
            // Only the first line of this reply means anything: no extensions.
            hello = new SmtpReply(old.code(), List.of(old.lines().get(0)));
        }
        if (!hello.positive()) {
            throw refusedServer("EHLO", hello);
        }
    }

    private void protect() throws SmtpFailure {
        boolean wanted = settings.encryption() == Encryption.REQUIRED || settings.encryption() == Encryption.OPTIONAL;
        if (!wanted) {
            return;
        }
        boolean required = settings.encryption() == Encryption.REQUIRED;
        if (!hello.offers("STARTTLS")) {
            if (required) {
                throw new SmtpFailure(Delivery.configuration("the server " + settings.host()
                        + " does not offer STARTTLS, which is required; nothing was sent"));
            }
            return;
        }
        SmtpReply go = connection.command("STARTTLS", "STARTTLS");
        if (go.code() == 220) {
            connection.encrypt(trusted);
            sayHello();
        } else if (go.temporary() && required) {
            throw new SmtpFailure(Delivery.temporary(Reach.SERVER, "STARTTLS answered " + go.text()));
        } else if (required) {
            throw new SmtpFailure(Delivery.configuration("STARTTLS answered " + go.text() + "; nothing was sent"));
        }
    }

    private void login(Login login) throws SmtpFailure {
        List<String> ways = hello.parameters("AUTH");
        SmtpReply answer;
        if (ways.contains("PLAIN") || ways.isEmpty() && hello.offers("AUTH")) {
            String token = "\0" + login.user() + "\0" + login.password().reveal();
            answer = connection.command("AUTH PLAIN " + base64(token), "AUTH PLAIN");
        } else if (ways.contains("LOGIN")) {
            answer = connection.command("AUTH LOGIN", "AUTH LOGIN");
            answer = answer.code() == 334 ? connection.command(base64(login.user()), "AUTH LOGIN") : answer;
            answer = answer.code() == 334
                    ? connection.command(base64(login.password().reveal()), "AUTH LOGIN")
                    : answer;
        } else {
            throw new SmtpFailure(Delivery.configuration("the server " + settings.host()
                    + " offers no way to log in that we know (it offers " + ways + "; expected PLAIN or LOGIN)"));
        }
        if (answer.temporary()) {
            throw new SmtpFailure(Delivery.temporary(Reach.SERVER, "login answered " + answer.text()));
        }
        if (!answer.positive()) {
            throw new SmtpFailure(
                    Delivery.configuration("login answered " + answer.text()).after(LOGIN_WAIT));
        }
    }

    private void sender(ComposedMail mail) throws SmtpFailure {
        List<String> limit = hello.parameters("SIZE");
        String size = hello.offers("SIZE") ? " SIZE=" + mail.bytes().length : "";
        if (!limit.isEmpty()
                && limit.get(0).matches("[1-9][0-9]{0,17}")
                && Long.parseLong(limit.get(0)) < mail.bytes().length) {
            throw new SmtpFailure(
                    Delivery.permanent(
                            Reach.MESSAGE,
                            "the mail has " + mail.bytes().length + " bytes, the server takes " + limit.get(0)),
                    Remedy.SHORTER);
        }
        SmtpReply answer = connection.command("MAIL FROM:<" + mail.from().text() + ">" + size, "MAIL FROM");
        String said = "MAIL FROM answered " + answer.text();
        if (answer.code() == 552) {
            throw new SmtpFailure(Delivery.permanent(Reach.MESSAGE, said), Remedy.SHORTER);
        }
        if (answer.permanent()) {
            throw new SmtpFailure(Delivery.configuration(said));
        }
        if (!answer.positive()) {
            throw new SmtpFailure(Delivery.temporary(Reach.SERVER, said));
        }
    }

    private void recipient(ComposedMail mail) throws SmtpFailure {
        SmtpReply answer = connection.command("RCPT TO:<" + mail.to().text() + ">", "RCPT TO");
        if (answer.positive()) {
            return;
        }
        String said = "RCPT TO answered " + answer.text();
        throw new SmtpFailure(
                switch (answer.code()) {
                    case 421 -> Delivery.temporary(Reach.SERVER, said);
                    // too many recipients in this session: ours is the only one, so the next session will do
                    case 452 -> Delivery.temporary(Reach.MESSAGE, said);
                    case 530, 538 -> Delivery.configuration(said);
                    default ->
                        answer.permanent()
                                ? Delivery.permanent(Reach.RECIPIENT, said)
                                : Delivery.temporary(Reach.RECIPIENT, said);
                });
    }

    /** The acceptance stands, whatever becomes of the farewell. */
    private void quit() {
        try {
            connection.command("QUIT", "QUIT", QUIT_LIMIT);
        } catch (SmtpFailure gone) {
            // the message is theirs already
        }
    }

    private static SmtpFailure refusedServer(String step, SmtpReply reply) {
        String said = step + " said " + reply.text();
        return new SmtpFailure(
                reply.permanent()
                        ? Delivery.configuration(said).after(REFUSED_WAIT)
                        : Delivery.temporary(Reach.SERVER, said));
    }

    private static SmtpFailure refusedText(String step, SmtpReply reply) {
        String said = step + " answered " + reply.text();
        if (reply.permanent()) {
            return new SmtpFailure(
                    Delivery.permanent(Reach.MESSAGE, said), reply.code() == 552 ? Remedy.SHORTER : Remedy.PLAINER);
        }
        return new SmtpFailure(Delivery.temporary(reply.code() == 421 ? Reach.SERVER : Reach.MESSAGE, said));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
