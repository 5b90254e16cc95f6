package io.tidemark.standalone.cli;

import io.tidemark.console.oidc.OidcFile;
import io.tidemark.console.oidc.OidcSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where people sign in to the console. */
final class OidcOptions {
    @Option(
            names = "--oidc",
            paramLabel = "FILE",
            defaultValue = "${env:TIDEMARK_OIDC}",
            description = "OpenID provider for sign-in, YAML. Default: TIDEMARK_OIDC, else none.")
    private Path file;

    Optional<OidcSettings> settings() {
        if (file == null || file.toString().isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OidcFile.read(Files.readString(file), name -> Optional.ofNullable(System.getenv(name))));
        } catch (IllegalArgumentException bad) {
            throw CommandFault.wrongUse("--oidc is \"" + file + "\", in which " + bad.getMessage());
        } catch (IOException unreadable) {
            throw CommandFault.wrongUse("--oidc is \"" + file + "\" (expected a file that can be read): "
                    + unreadable.getMessage() + " [bad-file]");
        }
    }
}
