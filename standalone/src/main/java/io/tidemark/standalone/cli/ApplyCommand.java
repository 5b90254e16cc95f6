package io.tidemark.standalone.cli;

import io.tidemark.config.ConfigPublisher;
import io.tidemark.config.ConfigVersion;
import io.tidemark.document.Document;
import io.tidemark.document.Parsed;
import io.tidemark.standalone.documents.InForce;
import io.tidemark.standalone.documents.JsonText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Publishes documents. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = {
            "Publish detectors, monitors, downtimes and other documents from YAML or JSON files.",
            "All files are checked first; if one document is bad, nothing is changed and the exit code is 1.",
        },
        footer = {
            "  tidemark apply -f detectors.yaml -f monitors.yaml",
            "  tidemark get monitor cpu-high --yaml | sed 's/> 90/> 95/' | tidemark apply -f -",
        })
final class ApplyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = {"-f", "--file"},
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files of documents; - for the input.")
    private List<Path> files;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Optional<List<Parsed.Accepted>> documents =
                DocumentFiles.read(files, spec.commandLine().getErr());
        if (documents.isEmpty()) {
            return 1;
        }
        InForce inForce = kafka.inForce(DocumentFiles.kinds(documents.get()));
        String author = Author.name();
        try (ConfigPublisher publisher = ConfigPublisher.connect(kafka.connection(), kafka.prefix())) {
            for (Parsed.Accepted accepted : documents.get()) {
                Document document = accepted.document();
                Optional<ConfigVersion> before = inForce.one(document.kind(), document.id());
                String name = document.kind().text() + " " + document.id();
                if (before.isPresent() && JsonText.same(before.get().json(), accepted.json())) {
                    out.println("unchanged " + name);
                    continue;
                }
                long version = publisher.publish(accepted, author).version();
                out.println((before.isEmpty() ? "created   " : "changed   ") + name + " version " + version);
            }
        }
        return 0;
    }
}
