package io.tidemark.standalone.cli;

import io.tidemark.topics.Topic;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.TopicReference;
import io.tidemark.topics.Topics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the topics of the registry, or creates those that are missing. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Print the topics: what travels on each, who writes it, how long it is kept.",
        footer = {
            "  tidemark topics",
            "  tidemark topics --create --partitions 16 --bootstrap-servers kafka:9092",
        })
final class TopicsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(names = "--create", description = "Create the missing ones on the broker instead.")
    private boolean create;

    @Option(names = "--markdown", description = "Print them as the page of the reference.")
    private boolean markdown;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "" + Topics.PARTITIONS,
            description = "Partitions of data topics, with --create. Default: ${DEFAULT-VALUE}")
    private int partitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "Copies of each partition, with --create. Default: the broker's.")
    private Short replication;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (!create) {
            print(out);
            return 0;
        }
        if (partitions < 1 || partitions > 10_000) {
            throw CommandFault.wrongUse("--partitions is " + partitions + " (expected 1 to 10000) [bad-partitions]");
        }
        try (Admin admin = kafka.admin()) {
            List<String> created =
                    TopicAdmin.createMissing(admin, kafka.prefix(), partitions, Optional.ofNullable(replication));
            created.forEach(name -> out.println("created " + name));
            out.println(created.isEmpty() ? "all topics are there" : created.size() + " topics created");
        }
        return 0;
    }

    private void print(PrintWriter out) {
        if (markdown) {
            out.print(TopicReference.markdown());
            out.flush();
            return;
        }
        out.printf("%-26s %-16s %-14s %-8s %s%n", "TOPIC", "VALUE", "OWNER", "KEPT", "WHAT");
        for (Topic topic : Topics.all()) {
            String kept = topic.retention().map(r -> r.toDays() + " d").orElse("for ever");
            out.printf(
                    "%-26s %-16s %-14s %-8s %s%n",
                    topic.name(kafka.prefix()), topic.value(), topic.owner(), kept, topic.doc());
        }
    }
}
