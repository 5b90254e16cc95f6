package io.tidemark.standalone.cli;

import io.tidemark.config.ConfigVersion;
import io.tidemark.document.DocumentKind;
import io.tidemark.standalone.documents.InForce;
import io.tidemark.standalone.documents.JsonText;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows documents in force. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        description = "List the documents of a kind, or show one.",
        footer = {
            "  tidemark get monitors",
            "  tidemark get detector cpu --yaml",
        })
final class GetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description = "detector, monitor, downtime, exclusion, dashboard, annotation or host-tags.")
    private String kind;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "Which one; without it all are listed.")
    private String id;

    @Option(names = "--yaml", description = "Print in the form that apply reads, all of them where no ID is given.")
    private boolean yaml;

    @Override
    public Integer call() {
        DocumentKind wanted = DocumentFiles.kind(kind);
        InForce inForce = kafka.inForce(List.of(wanted));
        PrintWriter out = spec.commandLine().getOut();
        if (id == null) {
            inForce.all(wanted).forEach(version -> list(out, wanted, version));
            if (inForce.all(wanted).isEmpty()) {
                spec.commandLine().getErr().println("there is no " + wanted.text());
            }
            return 0;
        }
        ConfigVersion version = inForce.one(wanted, id).orElseThrow(() -> CommandFault.notFound(wanted.text(), id));
        out.print(yaml ? JsonText.yaml(wanted.text(), id, version.json()) : JsonText.pretty(version.json()) + "\n");
        out.flush();
        return 0;
    }

    private void list(PrintWriter out, DocumentKind wanted, ConfigVersion version) {
        if (yaml) {
            out.println("---");
            out.print(JsonText.yaml(wanted.text(), version.id(), version.json()));
        } else {
            out.printf("%-40s version %-6d since %s%n", version.id(), version.offset(), version.timestamp());
        }
    }
}
