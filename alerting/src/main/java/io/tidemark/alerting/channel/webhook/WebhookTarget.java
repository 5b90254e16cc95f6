package io.tidemark.alerting.channel.webhook;

import io.tidemark.alerting.channel.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Objects;

/**
 * Where a webhook goes.
 *
 * @param name how messages refer to it: {@code @webhook-NAME}
 * @param url http or https; often holds a token, so it is not printed
 * @param headers headers to send along, such as Authorization
 * @param body what is sent
 */
public record WebhookTarget(String name, URI url, Map<String, Secret> headers, WebhookBody body) {

    public WebhookTarget {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(body, "body");
        headers = Map.copyOf(headers);
        if (name.isBlank() || !name.matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new IllegalArgumentException(
                    "webhook name is \"" + name + "\" (expected 1 to 64 letters, digits, _ . -). [bad-webhook]");
        }
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "webhook " + name
                            + " has no usable address (expected http:// or https://, a host, and no user in it). [bad-webhook]");
        }
        if (isDisguised(url.getHost())) {
            throw new IllegalArgumentException("webhook " + name + " has the host \"" + url.getHost()
                    + "\" (expected a name, or an address in four decimal numbers such as 192.0.2.1). [bad-webhook]");
        }
        for (String header : headers.keySet()) {
            if (!header.matches("[A-Za-z0-9-]{1,64}")) {
                throw new IllegalArgumentException("webhook " + name + " has header \"" + header
                        + "\" (expected letters, digits, -). [bad-webhook]");
            }
        }
    }

    /**
     * Whether a host ends in a number and is not plainly an IPv4 address: 2130706433, 0x7f000001 and 127.1 are other names of
     * 127.0.0.1 to many a resolver (WHATWG URL, "ends in a number"), and a reader does not see it.
     */
    private static boolean isDisguised(String host) {
        return host.matches("(?i)(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?")
                && !host.matches("((0|[1-9]\\d{0,2})\\.){3}(0|[1-9]\\d{0,2})");
    }

    public static WebhookTarget of(String name, String url) {
        return new WebhookTarget(name, URI.create(url), Map.of(), WebhookBody.FULL);
    }

    /** Name and host only. */
    @Override
    public String toString() {
        return "webhook " + name + " at " + url.getHost();
    }
}
