package io.tidemark.alerting.channel.email;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * Who our mails are from.
 *
 * @param from address of the sender, also the envelope's; its domain is the right side of every Message-ID
 * @param fromName name shown beside it
 * @param console address of the console for links, without a slash at the end; none where people cannot reach it
 */
public record EmailIdentity(EmailAddress from, String fromName, Optional<URI> console) {

    public EmailIdentity {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(fromName, "fromName");
        console.ifPresent(url -> {
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (!web) {
                throw new IllegalArgumentException(
                        "console address is \"" + url + "\" (expected http:// or https://). [bad-console-url]");
            }
        });
    }

    public static EmailIdentity of(String from) {
        return new EmailIdentity(
                EmailAddress.parse(from)
                        .orElseThrow(() -> new IllegalArgumentException("sender address is \"" + from
                                + "\" (expected one address, name@example.org). [bad-address]")),
                "Tidemark",
                Optional.empty());
    }

    public EmailIdentity withConsole(URI url) {
        return new EmailIdentity(from, fromName, Optional.of(url));
    }
}
