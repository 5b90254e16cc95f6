package io.tidemark.standalone.cli;

import io.tidemark.console.remotewrite.RemoteWriteSettings;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether bands are sent on. */
final class RemoteWriteOptions {
    private static final String ENVIRONMENT = "TIDEMARK_REMOTE_WRITE_AUTHORIZATION";

    @Option(
            names = "--remote-write",
            paramLabel = "URL",
            description = {
                "Send bands and scores on to a store that takes Prometheus' remote write.",
                "TIDEMARK_REMOTE_WRITE_AUTHORIZATION holds the header Authorization, if one is needed.",
            })
    private URI address;

    Optional<RemoteWriteSettings> settings() {
        try {
            return Optional.ofNullable(address)
                    .map(url -> RemoteWriteSettings.to(url)
                            .withAuthorization(Optional.ofNullable(System.getenv(ENVIRONMENT))));
        } catch (IllegalArgumentException bad) {
            throw CommandFault.wrongUse(bad.getMessage());
        }
    }
}
