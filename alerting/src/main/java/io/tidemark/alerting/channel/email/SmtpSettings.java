package io.tidemark.alerting.channel.email;

import io.tidemark.alerting.channel.Secret;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Which server takes our mail, and how to speak to it.
 *
 * @param host name, also what its certificate must say
 * @param port usually 587 (STARTTLS), 465 (TLS) or 25
 * @param encryption how the connection is protected
 * @param login user and password; none where the server asks for none
 * @param heloName what we call ourselves in EHLO
 * @param timeouts limits of each step
 */
public record SmtpSettings(
        String host, int port, Encryption encryption, Optional<Login> login, String heloName, Timeouts timeouts) {

    /** How the connection is protected. A certificate that does not check is refused wherever encryption is used. */
    public enum Encryption {
        /** In clear. For a server on this machine. */
        OFF,
        /** STARTTLS where the server offers it, else in clear. */
        OPTIONAL,
        /** STARTTLS; without it nothing is sent. */
        REQUIRED,
        /** TLS from the first byte. */
        IMPLICIT
    }

    /** Who we are to the server. */
    public record Login(String user, Secret password) {
        public Login {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
        }
    }

    /**
     * Limits of a step as a whole, not of each read.
     *
     * @param connect finding the name and connecting
     * @param command one command and its reply, the banner, the TLS handshake, sending the text
     * @param acceptance from the final dot to the reply
     */
    public record Timeouts(Duration connect, Duration command, Duration acceptance) {
        public static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60));

        public Timeouts {
            for (Duration limit : new Duration[] {connect, command, acceptance}) {
                if (limit.isNegative() || limit.isZero()) {
                    throw new IllegalArgumentException(
                            "SMTP time limit is " + limit + " (expected more than zero). [bad-timeout]");
                }
            }
        }
    }

    public SmtpSettings {
        Objects.requireNonNull(encryption, "encryption");
        Objects.requireNonNull(login, "login");
        Objects.requireNonNull(timeouts, "timeouts");
        if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException(
                    "SMTP host is \"" + host + "\" (expected a name or address). [bad-host]");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("SMTP port is " + port + " (expected 1 to 65535). [bad-port]");
        }
        if (heloName.isBlank() || heloName.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    "SMTP helo name is \"" + heloName + "\" (expected a host name). [bad-host]");
        }
        boolean here = host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
        if (login.isPresent() && !here && (encryption == Encryption.OFF || encryption == Encryption.OPTIONAL)) {
            throw new IllegalArgumentException("SMTP login for host \"" + host + "\" with encryption " + encryption
                    + " (expected REQUIRED or IMPLICIT). A password must not travel in clear. [login-in-clear]");
        }
    }

    /** A server without login, with the default limits. */
    public static SmtpSettings of(String host, int port, Encryption encryption) {
        return new SmtpSettings(host, port, encryption, Optional.empty(), "localhost", Timeouts.DEFAULT);
    }

    public SmtpSettings withLogin(String user, Secret password) {
        return new SmtpSettings(host, port, encryption, Optional.of(new Login(user, password)), heloName, timeouts);
    }

    public SmtpSettings withTimeouts(Timeouts newTimeouts) {
        return new SmtpSettings(host, port, encryption, login, heloName, newTimeouts);
    }
}
