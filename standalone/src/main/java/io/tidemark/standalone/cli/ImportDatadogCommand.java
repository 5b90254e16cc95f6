package io.tidemark.standalone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.config.ConfigPublisher;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.Parsed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes monitors and downtimes as Datadog's API gives them out. */
@Command(
        name = "datadog",
        mixinStandardHelpOptions = true,
        description = {
            "Publish monitors and downtimes as Datadog's API gives them out: one, a list, or an answer of the API"
                    + " (data, monitors). Each is kept as it is. What is not judged here is refused by name, and the rest is taken.",
            "Exit code 0: all taken; 1: some refused; 2: wrong use.",
        },
        footer = {
            "  tidemark import datadog monitors.json downtimes.json",
            "  tidemark import datadog monitors.json --dry-run",
        })
final class ImportDatadogCommand implements Callable<Integer> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "JSON files.")
    private List<Path> files;

    @Option(names = "--dry-run", description = "Only say what would be taken and what not; needs no broker.")
    private boolean dryRun;

    @Override
    public Integer call() {
        List<Parsed.Accepted> accepted = new ArrayList<>();
        int refused = 0;
        for (Path file : files) {
            for (JsonNode one : documents(file)) {
                refused += take(file, one, accepted) ? 0 : 1;
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (dryRun) {
            accepted.forEach(one -> out.println("good      " + name(one)));
        } else if (!accepted.isEmpty()) {
            kafka.createMissingTopics();
            try (ConfigPublisher publisher = ConfigPublisher.connect(kafka.connection(), kafka.prefix())) {
                for (Parsed.Accepted one : accepted) {
                    out.println("imported  " + name(one) + " version "
                            + publisher.publish(one, Author.name()).version());
                }
            }
        }
        out.println(accepted.size() + (dryRun ? " good, " : " imported, ") + refused + " refused");
        return refused == 0 ? 0 : 1;
    }

    private static String name(Parsed.Accepted one) {
        return one.document().kind().text() + " " + one.document().id();
    }

    private boolean take(Path file, JsonNode one, List<Parsed.Accepted> accepted) {
        DocumentKind kind = one.has("query") ? DocumentKind.MONITOR : DocumentKind.DOWNTIME;
        Parsed parsed = Documents.parse(kind, one.toString().getBytes(StandardCharsets.UTF_8));
        return parsed.fold(accepted::add, bad -> {
            bad.faults()
                    .forEach(fault -> spec.commandLine()
                            .getErr()
                            .println(file + ": " + kind.text() + " "
                                    + one.path("id").asText("?") + " \""
                                    + one.path("name").asText("") + "\": "
                                    + fault.toString().replaceFirst("^line \\d+, column \\d+: ", "")));
            return false;
        });
    }

    private static List<JsonNode> documents(Path file) {
        JsonNode root;
        try {
            root = MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException bad) {
            throw CommandFault.wrongUse("FILE " + file + " is no JSON: " + bad.getOriginalMessage() + " [not-json]");
        } catch (IOException missing) {
            throw CommandFault.wrongUse("FILE is \"" + file + "\" (expected a file that is there) [no-file]");
        }
        JsonNode list = root.has("monitors") ? root.get("monitors") : root.has("data") ? root.get("data") : root;
        List<JsonNode> found = new ArrayList<>();
        if (list.isArray()) {
            list.forEach(one -> found.add(unwrapped(one)));
        } else {
            found.add(unwrapped(list));
        }
        return found;
    }

    /** An answer of the second version of the API has its fields in 'attributes'. */
    private static JsonNode unwrapped(JsonNode one) {
        if (!one.path("attributes").isObject()) {
            return one;
        }
        ObjectNode plain = MAPPER.createObjectNode();
        plain.set("id", one.path("id"));
        plain.setAll((ObjectNode) one.get("attributes"));
        return plain;
    }
}
