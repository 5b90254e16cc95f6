package io.tidemark.standalone.cli;

import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code tidemark} and what all its commands share. */
@Command(
        name = "tidemark",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Watches metrics on Apache Kafka, learns what is normal, and tells people when it is not.",
        subcommands = {
            DemoCommand.class,
            StandaloneCommand.class,
            IngestCommand.class,
            DetectorsCommand.class,
            AlertingCommand.class,
            ConsoleCommand.class,
            AccessCommand.class,
            AgentCommand.class,
            ApplyCommand.class,
            GetCommand.class,
            DeleteCommand.class,
            DiffCommand.class,
            PreviewCommand.class,
            ImportCommand.class,
            CheckCommand.class,
            ExplainCommand.class,
            WhyNotCommand.class,
            TopicsCommand.class,
            DoctorCommand.class,
            DeadLettersCommand.class,
            ReplayCommand.class,
            EvaluateCommand.class,
            PlanCapacityCommand.class,
            WarmUpCommand.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidemark demo                      see it work on this machine",
            "  tidemark replay --help             how to use one command",
        })
public final class Tidemark implements Runnable {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show stack traces and the libraries' own log lines.")
    private boolean debug;

    private Tidemark() {}

    /** The whole command line, ready to execute. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Tidemark());
        line.setExecutionStrategy(parsed -> {
            Logs.quiet(isDebug(parsed.commandSpec().root().commandLine()));
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler(explain());
        line.setParameterExceptionHandler(Tidemark::wrongUse);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Duration.class, DurationText::parse);
        line.setUsageHelpWidth(110);
        line.setUsageHelpAutoWidth(false);
        for (CommandLine sub : line.getSubcommands().values()) {
            prepare(sub);
        }
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing (expected one of "
                        + String.join(", ", spec.subcommands().keySet()) + ")");
    }

    private static void prepare(CommandLine sub) {
        sub.getCommandSpec().usageMessage().footerHeading("%nExamples:%n");
        sub.getSubcommands().values().forEach(Tidemark::prepare);
    }

    private static IExecutionExceptionHandler explain() {
        return (e, line, parsed) -> {
            PrintWriter err = line.getErr();
            if (isDebug(parsed.commandSpec().root().commandLine())) {
                e.printStackTrace(err);
            }
            if (e instanceof CommandFault fault) {
                err.println(line.getCommandName() + ": " + fault.getMessage());
                return fault.exitCode();
            }
            err.println(line.getCommandName() + ": " + sentence(e));
            return CommandLine.ExitCode.SOFTWARE;
        };
    }

    private static String sentence(Throwable e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return text + (text.endsWith("]") ? "" : " (--debug shows where)");
    }

    private static int wrongUse(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(line.getCommandName() + ": " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    /** Whether {@code --debug} was given, to this command or one above it. */
    static boolean isDebug(CommandLine.Model.CommandSpec spec) {
        return isDebug(spec.root().commandLine());
    }

    private static boolean isDebug(CommandLine root) {
        return ((Tidemark) root.getCommandSpec().userObject()).debug;
    }
}
