package io.tidemark.standalone.system;

import io.tidemark.console.history.SqlPort;
import io.tidemark.console.oidc.OidcSettings;
import io.tidemark.console.remotewrite.RemoteWriteSettings;
import java.util.Objects;
import java.util.Optional;

/**
 * What a console does beside showing pages, where it is asked to.
 *
 * @param oidc the OpenID provider at which people sign in
 * @param sqlPort where the history answers SQL
 * @param remoteWrite where bands are sent on to
 */
public record ConsoleFeatures(
        Optional<OidcSettings> oidc, Optional<SqlPort> sqlPort, Optional<RemoteWriteSettings> remoteWrite) {

    public static final ConsoleFeatures NONE =
            new ConsoleFeatures(Optional.empty(), Optional.empty(), Optional.empty());

    public ConsoleFeatures {
        Objects.requireNonNull(oidc, "oidc");
        Objects.requireNonNull(sqlPort, "sqlPort");
        Objects.requireNonNull(remoteWrite, "remoteWrite");
    }
}
