package io.tidemark.standalone.cli;

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

/** Shows what apply would change. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Show what apply would change. Exit code 0: nothing; 1: something, or a document is bad.",
        footer = {
            "  tidemark diff -f monitors.yaml",
            "  tidemark diff -f detectors.yaml -f monitors.yaml --bootstrap-servers kafka:9092",
        })
final class DiffCommand implements Callable<Integer> {
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
        Optional<List<Parsed.Accepted>> documents =
                DocumentFiles.read(files, spec.commandLine().getErr());
        if (documents.isEmpty()) {
            return 1;
        }
        InForce inForce = kafka.inForce(DocumentFiles.kinds(documents.get()));
        int changed = 0;
        for (Parsed.Accepted accepted : documents.get()) {
            Document document = accepted.document();
            changed += show(document, inForce.one(document.kind(), document.id()), accepted.json()) ? 1 : 0;
        }
        spec.commandLine().getOut().println(changed == 0 ? "no differences" : changed + " would change");
        return changed == 0 ? 0 : 1;
    }

    private boolean show(Document document, Optional<ConfigVersion> before, String json) {
        String old = before.map(ConfigVersion::json).orElse("");
        if (before.isPresent() && JsonText.same(old, json)) {
            return false;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(document.kind().text() + " " + document.id()
                + before.map(version -> " version " + version.offset()).orElse(" (new)"));
        JsonText.difference(old, json).forEach(line -> out.println("  " + line));
        return true;
    }
}
