package io.tidemark.alerting.channel.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses may be called: asked with the resolved addresses of a host before each try.
 *
 * <p>The addresses of webhooks are configured by whoever runs the service, so loopback and private networks are allowed by default: that is
 * where most of them are. What a cloud's metadata service answers on is never a webhook.
 */
@FunctionalInterface
public interface AddressGuard {

    /** Why a host that resolves to these addresses may not be called; empty where it may. */
    Optional<String> refusal(String host, List<InetAddress> addresses);

    /** Refuses link-local addresses (169.254.0.0/16, fe80::/10), multicast and the unspecified address. */
    AddressGuard NO_METADATA = (host, addresses) -> addresses.stream()
            .filter(address ->
                    address.isLinkLocalAddress() || address.isMulticastAddress() || address.isAnyLocalAddress())
            .findFirst()
            .map(address -> host + " is " + address.getHostAddress()
                    + " (expected no link-local, multicast or unspecified address). Configure another address."
                    + " [address-refused]");
}
