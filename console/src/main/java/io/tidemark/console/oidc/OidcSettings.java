package io.tidemark.console.oidc;

import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Role;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An OpenID provider, and who may do what.
 *
 * @param issuer of the provider; its discovery document stands under it
 * @param clientId as which this console is registered there
 * @param clientSecret empty for a public client, which PKCE alone protects
 * @param address where browsers reach this console; the provider sends them back to its {@code /api/console/oidc/return}
 * @param scopes that are asked for
 * @param userClaim of the ID token: the user's name here
 * @param roleClaim of the ID token, with dots into objects: a text or a list of texts
 * @param roles which texts of that claim give a role; {@code *} for whoever the provider knows
 */
public record OidcSettings(
        URI issuer,
        String clientId,
        Optional<String> clientSecret,
        URI address,
        List<String> scopes,
        String userClaim,
        String roleClaim,
        Map<Role, Set<String>> roles) {

    /** Who the provider knows, whatever the claim says. */
    static final String ANYBODY = "*";

    /** Where the provider sends browsers back to. */
    static final String RETURN_PATH = "/api/console/oidc/return";

    public OidcSettings {
        secure("issuer", issuer);
        secure("address", address);
        Objects.requireNonNull(clientSecret, "clientSecret");
        if (clientId.isBlank()) {
            throw new IllegalArgumentException(
                    "client_id is empty (expected the name under which the console is registered). Add it. [bad-oidc]");
        }
        if (!scopes.contains("openid")) {
            throw new IllegalArgumentException(
                    "scopes is " + scopes + " (expected openid among them). Add it. [bad-oidc]");
        }
        scopes = List.copyOf(scopes);
        Map<Role, Set<String>> copy = new EnumMap<>(Role.class);
        roles.forEach((role, values) -> copy.put(role, Set.copyOf(values)));
        if (copy.values().stream().allMatch(Set::isEmpty)) {
            throw new IllegalArgumentException("roles is empty (expected texts of " + roleClaim
                    + " for viewer, editor or admin), so nobody could come in. Fill it. [bad-oidc]");
        }
        roles = copy;
    }

    URI returnAddress() {
        return URI.create(withoutSlash(address) + RETURN_PATH);
    }

    URI discovery() {
        return URI.create(withoutSlash(issuer) + "/.well-known/openid-configuration");
    }

    /** Whether cookies may go over encrypted connections only. */
    boolean overTls() {
        return address.getScheme().equals("https");
    }

    /** The highest role that the texts of the claim give. */
    Optional<Role> role(Set<String> texts) {
        Role highest = null;
        for (Map.Entry<Role, Set<String>> rule : roles.entrySet()) {
            if (rule.getValue().contains(ANYBODY) || rule.getValue().stream().anyMatch(texts::contains)) {
                highest = rule.getKey();
            }
        }
        return Optional.ofNullable(highest);
    }

    /** What the provider tells passes through these: nothing but this machine may speak in the clear. */
    static void secure(String name, URI uri) {
        boolean loopback = uri.getHost() != null && "http".equals(uri.getScheme()) && isLoopback(uri.getHost());
        if (uri.getHost() == null || (!"https".equals(uri.getScheme()) && !loopback) || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(name + " is " + Problem.quote(uri.toString())
                    + " (expected https://…, or http:// on the loopback address). Correct it. [bad-oidc]");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost")
                    || (host.matches("[0-9.]+|\\[.*]")
                            && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException notOne) {
            return false;
        }
    }

    private static String withoutSlash(URI uri) {
        return uri.toString().replaceAll("/+$", "");
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "OidcSettings[issuer=" + issuer + ", clientId=" + clientId + ", clientSecret=***, address=" + address
                + ", roleClaim=" + roleClaim + ", roles=" + roles + "]";
    }
}
