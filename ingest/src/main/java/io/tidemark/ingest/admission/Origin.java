package io.tidemark.ingest.admission;

import java.util.Objects;

/**
 * Where something comes from, as far as the protocol says; empty texts where it does not.
 *
 * @param client whose share of the series limit it uses: a fingerprint of the API key, or the address of the sender; never
 *     anything that a payload may choose
 * @param host goes before a tag {@code host}
 * @param device goes before a tag {@code device}
 * @param container id of the sender's container, for the tags that are known of it
 */
public record Origin(String client, String host, String device, String container) {

    /** Nobody in particular. */
    public static final Origin NONE = new Origin("", "", "", "");

    public Origin {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(container, "container");
    }

    public static Origin ofClient(String client) {
        return new Origin(client, "", "", "");
    }

    public Origin at(String newHost, String newDevice) {
        return new Origin(client, newHost, newDevice, container);
    }

    public Origin inContainer(String id) {
        return new Origin(client, host, device, id);
    }
}
