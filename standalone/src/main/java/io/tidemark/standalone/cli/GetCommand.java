package io.tidemark.standalone.cli;

import io.tidemark.document.DocumentKind;
import io.tidemark.standalone.documents.DocumentTopics;
import io.tidemark.standalone.documents.DocumentTopics.Stored;
import io.tidemark.standalone.documents.JsonText;
import java.io.PrintWriter;
import java.util.Map;
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
        kafka.admin().close();
        Map<String, Stored> all = new DocumentTopics(kafka.clientSettings(), kafka.prefix()).inForce(wanted);
        PrintWriter out = spec.commandLine().getOut();
        if (id == null) {
            all.values().forEach(stored -> list(out, wanted, stored));
            if (all.isEmpty()) {
                spec.commandLine().getErr().println("there is no " + wanted.text());
            }
            return 0;
        }
        Stored stored = all.get(id);
        if (stored == null) {
            throw CommandFault.failed("there is no " + wanted.text() + " \"" + id + "\". See get. [not-found]", null);
        }
        out.print(yaml ? JsonText.yaml(wanted.text(), id, stored.json()) : JsonText.pretty(stored.json()) + "\n");
        out.flush();
        return 0;
    }

    private void list(PrintWriter out, DocumentKind wanted, Stored stored) {
        if (yaml) {
            out.println("---");
            out.print(JsonText.yaml(wanted.text(), stored.id(), stored.json()));
        } else {
            out.printf("%-40s version %-6d since %s%n", stored.id(), stored.version(), stored.since());
        }
    }
}
