package io.tidemark.testkit.smtp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What a scripted server answers at each step. Values; each {@code with…} gives a new script.
 *
 * <p>Steps: {@code BANNER}, a command's first word ({@code EHLO}, {@code MAIL}, {@code RCPT}, {@code DATA}, {@code AUTH}, {@code QUIT}, …),
 * {@code AUTH-DATA} for the lines that follow AUTH LOGIN, and {@code DOT} for the end of the text. An answer is written as it stands, with a line
 * end after it. {@link #CUT} closes the connection, {@link #HANG} says nothing and reads on, {@link #TRICKLE} says a byte every
 * 50 ms.
 */
public final class SmtpScript {

    public static final String CUT = "<cut>";
    public static final String HANG = "<hang>";
    public static final String TRICKLE = "<trickle>";

    private final Map<String, String> answers;
    private final Optional<SSLContext> tls;

    private SmtpScript(Map<String, String> answers, Optional<SSLContext> tls) {
        this.answers = Map.copyOf(answers);
        this.tls = tls;
    }

    /** A server that takes everything, with SIZE and without STARTTLS. */
    public static SmtpScript friendly() {
        return new SmtpScript(
                Map.of(
                        "BANNER", "220 scripted ESMTP",
                        "EHLO", "250-scripted\r\n250 SIZE 20000000",
                        "HELO", "250 scripted",
                        "MAIL", "250 2.1.0 sender ok",
                        "RCPT", "250 2.1.5 recipient ok",
                        "DATA", "354 go on",
                        "DOT", "250 2.0.0 queued",
                        "QUIT", "221 bye"),
                Optional.empty());
    }

    /** Another answer at a step. */
    public SmtpScript with(String step, String answer) {
        Map<String, String> changed = new LinkedHashMap<>(answers);
        changed.put(step, answer);
        return new SmtpScript(changed, tls);
    }

    /** Offers STARTTLS and encrypts with this context. */
    public SmtpScript withTls(SSLContext context) {
        SmtpScript offering = with("EHLO", "250-scripted\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS")
                .with("STARTTLS", "220 go");
        return new SmtpScript(offering.answers, Optional.of(context));
    }

    String answer(String step) {
        return answers.getOrDefault(step, "502 5.5.1 not in the script: " + step);
    }

    Optional<SSLContext> tls() {
        return tls;
    }
}
