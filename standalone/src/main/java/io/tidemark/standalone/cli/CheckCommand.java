package io.tidemark.standalone.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks what people wrote, without a broker. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Check what you wrote before it is in force. Needs no broker.",
        subcommands = CheckAlertsCommand.class,
        footer = {
            "  tidemark check alerts my-alerts.yaml",
            "  tidemark check alerts --help",
        })
final class CheckCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine line = spec.commandLine();
        throw new ParameterException(line, "what to check is missing (expected alerts)");
    }
}
