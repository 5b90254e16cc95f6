package io.tidemark.standalone.cli;

import io.tidemark.document.Document;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Parsed;
import io.tidemark.standalone.documents.DocumentTopics;
import io.tidemark.standalone.documents.DocumentTopics.Stored;
import io.tidemark.standalone.documents.JsonText;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
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
        try (Admin admin = kafka.admin()) {
            TopicAdmin.createMissing(admin, kafka.prefix(), Topics.PARTITIONS, Optional.empty());
        }
        DocumentTopics topics = new DocumentTopics(kafka.clientSettings(), kafka.prefix());
        Map<DocumentKind, Map<String, Stored>> inForce = new EnumMap<>(DocumentKind.class);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            for (Parsed.Accepted accepted : documents.get()) {
                Document document = accepted.document();
                Stored before = inForce.computeIfAbsent(document.kind(), topics::inForce)
                        .get(document.id());
                String name = document.kind().text() + " " + document.id();
                if (before != null && JsonText.same(before.json(), accepted.json())) {
                    out.println("unchanged " + name);
                    continue;
                }
                long version = DocumentTopics.publish(
                        producer, document.kind().topic().name(kafka.prefix()), document.id(), accepted.json());
                out.println((before == null ? "created   " : "changed   ") + name + " version " + version);
            }
        }
        return 0;
    }
}
