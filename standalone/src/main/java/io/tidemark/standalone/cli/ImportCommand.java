package io.tidemark.standalone.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Takes over what another system has. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Take over the configuration of another system.",
        subcommands = ImportDatadogCommand.class,
        footer = {
            "  tidemark import datadog monitors.json",
            "  tidemark import datadog --help",
        })
final class ImportCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "the other system is missing (expected datadog)");
    }
}
