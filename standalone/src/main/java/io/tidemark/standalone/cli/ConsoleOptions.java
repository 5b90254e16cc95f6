package io.tidemark.standalone.cli;

import io.tidemark.standalone.system.ConsoleFeatures;
import picocli.CommandLine.Mixin;

/** What a console does beside showing pages. */
final class ConsoleOptions {
    @Mixin
    private OidcOptions oidc;

    @Mixin
    private SqlOptions sql;

    @Mixin
    private RemoteWriteOptions remoteWrite;

    ConsoleFeatures settings() {
        return new ConsoleFeatures(oidc.settings(), sql.settings(), remoteWrite.settings());
    }
}
