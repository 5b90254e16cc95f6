package io.tidemark.standalone.cli;

import io.tidemark.config.ConfigPublisher;
import io.tidemark.document.DocumentKind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a document away. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Take one document away. What was judged and told by it stays.",
        footer = {
            "  tidemark delete downtime database-maintenance",
            "  tidemark delete monitor cpu-high --bootstrap-servers kafka:9092",
        })
final class DeleteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Parameters(index = "0", paramLabel = "KIND", description = "As for get.")
    private String kind;

    @Parameters(index = "1", paramLabel = "ID", description = "Which one.")
    private String id;

    @Override
    public Integer call() {
        DocumentKind wanted = DocumentFiles.kind(kind);
        kafka.inForce(List.of(wanted)).one(wanted, id).orElseThrow(() -> CommandFault.notFound(wanted.text(), id));
        try (ConfigPublisher publisher = ConfigPublisher.connect(kafka.connection(), kafka.prefix())) {
            publisher.delete(wanted, id, Author.name());
        }
        spec.commandLine().getOut().println("deleted   " + wanted.text() + " " + id);
        return 0;
    }
}
