package io.tidemark.alerting.channel.alertmanager;

import io.tidemark.alerting.channel.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Objects;

/**
 * One Alertmanager.
 *
 * @param name how messages refer to it: {@code @alertmanager-NAME}
 * @param url its address, {@code http://127.0.0.1:9093}, with its prefix where it has one
 * @param headers headers to send along, such as Authorization
 */
public record AlertmanagerTarget(String name, URI url, Map<String, Secret> headers) {

    public AlertmanagerTarget {
        Objects.requireNonNull(name, "name");
        headers = Map.copyOf(headers);
        if (!name.matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new IllegalArgumentException("Alertmanager name is \"" + name
                    + "\" (expected 1 to 64 letters, digits, _ . -). [bad-alertmanager]");
        }
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException("Alertmanager " + name
                    + " has no usable address (expected http:// or https://, a host, and no user in it)."
                    + " [bad-alertmanager]");
        }
    }

    URI alerts() {
        return URI.create(url.toString().replaceAll("/+$", "") + "/api/v2/alerts");
    }

    /** Name and host only. */
    @Override
    public String toString() {
        return "Alertmanager " + name + " at " + url.getHost();
    }
}
