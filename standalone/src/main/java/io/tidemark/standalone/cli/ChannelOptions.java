package io.tidemark.standalone.cli;

import io.tidemark.alerting.channel.settings.ChannelFile;
import io.tidemark.alerting.channel.settings.ChannelFile.ChannelFileException;
import io.tidemark.alerting.channel.settings.ChannelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which channels there are beside e-mail. */
final class ChannelOptions {
    @Option(
            names = "--channels",
            paramLabel = "FILE",
            defaultValue = "${env:TIDEMARK_CHANNELS}",
            description = "Webhooks, Alertmanagers and the fallback, YAML. Default: TIDEMARK_CHANNELS, else none.")
    private Path file;

    ChannelSettings settings() {
        if (file == null || file.toString().isBlank()) {
            return ChannelSettings.NONE;
        }
        try {
            return ChannelFile.read(
                    Files.readString(file),
                    name -> Optional.ofNullable(System.getenv(name)),
                    warning -> System.err.println("--channels: " + warning));
        } catch (ChannelFileException bad) {
            throw CommandFault.wrongUse(
                    "--channels is \"" + file + "\", in which:" + System.lineSeparator() + bad.getMessage());
        } catch (IOException unreadable) {
            throw CommandFault.wrongUse("--channels is \"" + file + "\" (expected a file that can be read): "
                    + unreadable.getMessage() + " [bad-file]");
        }
    }
}
