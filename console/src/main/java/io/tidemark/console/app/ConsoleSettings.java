package io.tidemark.console.app;

import io.tidemark.console.access.SignIn;
import io.tidemark.console.history.HistorySettings;
import io.tidemark.console.oidc.OidcSettings;
import io.tidemark.console.remotewrite.RemoteWriteSettings;
import io.tidemark.topics.Topics;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of the console.
 *
 * @param bootstrapServers brokers
 * @param prefix of topic names
 * @param schemaRegistry where records are framed for a registry; empty for single-object encoding
 * @param kafka further settings of the Kafka clients, as they are
 * @param history where and how long history is kept
 * @param address address to listen on; other than loopback only with a sign-in
 * @param port port to listen on; 0 for any free one
 * @param hostNames further names under which browsers may address the console
 * @param signIn a name and password of an admin
 * @param accessFile users and keys; made when the first is added
 * @param oidc the OpenID provider at which people sign in
 * @param remoteWrite where bands are sent on to
 */
public record ConsoleSettings(
        String bootstrapServers,
        String prefix,
        Optional<URI> schemaRegistry,
        Map<String, String> kafka,
        HistorySettings history,
        String address,
        int port,
        Set<String> hostNames,
        Optional<SignIn> signIn,
        Optional<Path> accessFile,
        Optional<OidcSettings> oidc,
        Optional<RemoteWriteSettings> remoteWrite) {

    public static final int PORT = 8080;

    public ConsoleSettings {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(schemaRegistry, "schemaRegistry");
        Objects.requireNonNull(history, "history");
        kafka = Map.copyOf(kafka);
        Set<String> lower = new HashSet<>();
        hostNames.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        hostNames = Set.copyOf(lower);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "console.port is " + port + " (expected 0 to 65535). Change it. [bad-port]");
        }
        if (!isLoopback(address) && signIn.isEmpty() && accessFile.isEmpty() && oidc.isEmpty()) {
            throw new IllegalArgumentException(
                    "console.address is \"" + address
                            + "\" (expected a loopback address such as 127.0.0.1, because no sign-in is set). Set console.user and"
                            + " console.password, an access file with users or an OpenID provider, or listen on 127.0.0.1. [listen-without-sign-in]");
        }
    }

    /** The console on 127.0.0.1:8080 with the usual settings. */
    public static ConsoleSettings of(String bootstrapServers, HistorySettings history) {
        return new ConsoleSettings(
                bootstrapServers,
                Topics.PREFIX,
                Optional.empty(),
                Map.of(),
                history,
                "127.0.0.1",
                PORT,
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public ConsoleSettings withPort(int newPort) {
        return new ConsoleSettings(
                bootstrapServers,
                prefix,
                schemaRegistry,
                kafka,
                history,
                address,
                newPort,
                hostNames,
                signIn,
                accessFile,
                oidc,
                remoteWrite);
    }

    public ConsoleSettings withPrefix(String newPrefix) {
        return new ConsoleSettings(
                bootstrapServers,
                newPrefix,
                schemaRegistry,
                kafka,
                history,
                address,
                port,
                hostNames,
                signIn,
                accessFile,
                oidc,
                remoteWrite);
    }

    /** The same, with a history that is dropped and filled again from the topics. */
    public ConsoleSettings rebuilt() {
        return new ConsoleSettings(
                bootstrapServers,
                prefix,
                schemaRegistry,
                kafka,
                history.rebuilt(),
                address,
                port,
                hostNames,
                signIn,
                accessFile,
                oidc,
                remoteWrite);
    }

    /** Listening on another address, open to those who sign in. */
    public ConsoleSettings listeningOn(String newAddress, Set<String> newHostNames, Optional<SignIn> newSignIn) {
        return new ConsoleSettings(
                bootstrapServers,
                prefix,
                schemaRegistry,
                kafka,
                history,
                newAddress,
                port,
                newHostNames,
                newSignIn,
                accessFile,
                oidc,
                remoteWrite);
    }

    /** With users and keys of a file. */
    public ConsoleSettings withAccess(Path file) {
        return new ConsoleSettings(
                bootstrapServers,
                prefix,
                schemaRegistry,
                kafka,
                history,
                address,
                port,
                hostNames,
                signIn,
                Optional.of(file),
                oidc,
                remoteWrite);
    }

    /** With an OpenID provider at which people sign in. */
    public ConsoleSettings withOidc(Optional<OidcSettings> provider) {
        return new ConsoleSettings(
                bootstrapServers,
                prefix,
                schemaRegistry,
                kafka,
                history,
                address,
                port,
                hostNames,
                signIn,
                accessFile,
                provider,
                remoteWrite);
    }

    /** Sending bands on to a store of Prometheus' kind. */
    public ConsoleSettings withRemoteWrite(Optional<RemoteWriteSettings> target) {
        return new ConsoleSettings(
                bootstrapServers,
                prefix,
                schemaRegistry,
                kafka,
                history,
                address,
                port,
                hostNames,
                signIn,
                accessFile,
                oidc,
                target);
    }

    /** Whether nobody but this machine can reach it. */
    boolean loopbackOnly() {
        return isLoopback(address);
    }

    /** All names under which browsers may address the console. */
    Set<String> allHostNames() {
        Set<String> names = new HashSet<>(hostNames);
        oidc.ifPresent(provider -> names.add(provider.address().getHost().toLowerCase(Locale.ROOT)));
        names.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
        names.add(
                address.contains(":")
                        ? "[" + address.toLowerCase(Locale.ROOT) + "]"
                        : address.toLowerCase(Locale.ROOT));
        return names;
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "console.address is \"" + address
                            + "\" (expected an address of this machine such as 127.0.0.1). Correct it. [bad-address]",
                    e);
        }
    }
}
