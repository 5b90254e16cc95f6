package io.tidemark.standalone.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** The page {@code docs/reference/commands.md}, made from the commands' own help. */
public final class CommandReference {
    private CommandReference() {}

    /** Writes the page to the given file. */
    public static void main(String[] args) throws IOException {
        Path page = Path.of(args[0]);
        Files.createDirectories(page.toAbsolutePath().getParent());
        Files.writeString(page, markdown(), StandardCharsets.UTF_8);
    }

    static String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("# Commands\n\n")
                .append("Made from the commands' own `--help`; do not edit. To renew it, run the test")
                .append(" `CommandReferenceTest` with `-Drenew=true`.\n\n")
                .append("Exit codes: 0 ok, 1 found faults or failed, 2 wrong use.\n");
        CommandLine root = Tidemark.commandLine();
        append(page, root, 2);
        return page.toString();
    }

    private static void append(StringBuilder page, CommandLine line, int level) {
        if (line.getCommandSpec().usageMessage().hidden()) {
            return;
        }
        page.append('\n')
                .append("#".repeat(level))
                .append(" `")
                .append(line.getCommandSpec().qualifiedName())
                .append("`\n\n```text\n")
                .append(line.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing())
                .append("\n```\n");
        line.getSubcommands().values().forEach(sub -> append(page, sub, Math.min(4, level + 1)));
    }
}
