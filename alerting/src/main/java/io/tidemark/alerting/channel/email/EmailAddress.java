package io.tidemark.alerting.channel.email;

import java.net.IDN;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One mailbox, as SMTP takes it.
 *
 * @param text {@code local@domain}, ASCII, at most 254 characters
 */
public record EmailAddress(String text) {

    private static final Pattern SHAPE =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    public EmailAddress {
        if (text.length() > 254 || !SHAPE.matcher(text).matches() || text.contains("..")) {
            throw new IllegalArgumentException("not one e-mail address: " + text.length() + " characters");
        }
    }

    /** The address, if the text is exactly one; a domain in other letters is taken in its ASCII form. */
    public static Optional<EmailAddress> parse(String text) {
        try {
            int at = text.lastIndexOf('@');
            String ascii = at < 0 ? text : text.substring(0, at + 1) + IDN.toASCII(text.substring(at + 1));
            return Optional.of(new EmailAddress(ascii));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty(); // the caller says where it stood
        }
    }

    String domain() {
        return text.substring(text.lastIndexOf('@') + 1);
    }
}
