package io.tidemark.alerting.channel.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;

/**
 * Where a request goes once its host was resolved and allowed: to that very address, so that a name which means another one a
 * moment later (rebinding) leads nowhere else.
 *
 * <p>Over TLS the name stays: who answers has to show a certificate for it, which a rebound address can't.
 *
 * @param url what is connected to
 * @param host the header 'Host', where the URL no longer says it; empty where it does
 */
record Checked(URI url, String host) {

    static Checked of(URI configured, InetAddress allowed) {
        boolean literal =
                configured.getHost().startsWith("[") || configured.getHost().matches("[0-9.]+");
        if (literal || configured.getScheme().equalsIgnoreCase("https")) {
            return new Checked(configured, "");
        }
        String address = allowed instanceof Inet6Address
                ? "[" + allowed.getHostAddress().replaceFirst("%.*", "") + "]"
                : allowed.getHostAddress();
        String port = configured.getPort() < 0 ? "" : ":" + configured.getPort();
        String query = configured.getRawQuery() == null ? "" : "?" + configured.getRawQuery();
        URI url = URI.create(configured.getScheme() + "://" + address + port + configured.getRawPath() + query);
        return new Checked(url, configured.getHost() + port);
    }
}
