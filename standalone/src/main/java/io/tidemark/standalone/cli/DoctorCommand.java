package io.tidemark.standalone.cli;

import io.tidemark.topics.TopicAdmin;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks what Tidemark needs, one line a check: its name, ok or bad, why it matters, how to mend it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Check the Java version, the broker and the topics. Exit code 1 if something is bad.",
        footer = {
            "  tidemark doctor",
            "  tidemark doctor --bootstrap-servers kafka:9092",
        })
final class DoctorCommand implements Callable<Integer> {
    /** Transactions of version 2 close a gap in which a late write could join the next transaction. */
    private static final short TRANSACTION_VERSION = 2;

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    private int bad;

    @Override
    public Integer call() throws InterruptedException {
        check("java", "version " + Runtime.version().feature(), null, null);
        try (Admin admin = kafka.admin()) {
            check("broker", kafka.bootstrapServers() + " answers", null, null);
            checkTransactions(admin);
            List<TopicAdmin.Finding> findings = TopicAdmin.check(admin, kafka.prefix());
            if (findings.isEmpty()) {
                check("topics", "all as the registry says", null, null);
            }
            for (TopicAdmin.Finding finding : findings) {
                check("topic " + finding.topic(), finding.problem(), "services rely on it", finding.fix());
            }
        } catch (CommandFault noBroker) {
            check("broker", noBroker.getMessage(), "everything travels through it", "see --bootstrap-servers");
        }
        spec.commandLine().getOut().println(bad == 0 ? "all well" : bad + " bad");
        return bad == 0 ? 0 : 1;
    }

    private void checkTransactions(Admin admin) throws InterruptedException {
        try {
            FinalizedVersionRange range = admin.describeFeatures()
                    .featureMetadata()
                    .get()
                    .finalizedFeatures()
                    .get("transaction.version");
            short version = range == null ? 0 : range.maxVersionLevel();
            if (version >= TRANSACTION_VERSION) {
                check("transactions", "version " + version, null, null);
            } else {
                check(
                        "transactions",
                        "version " + version + " (expected " + TRANSACTION_VERSION + ")",
                        "exactly once has gaps before version 2",
                        "kafka-features upgrade --feature transaction.version=2");
            }
        } catch (ExecutionException e) {
            check("transactions", "unknown: " + e.getCause().getMessage(), "exactly once relies on them", "ask again");
        }
    }

    private void check(String name, String found, String why, String fix) {
        PrintWriter out = spec.commandLine().getOut();
        if (why == null) {
            out.printf("ok   %s: %s%n", name, found);
        } else {
            bad++;
            out.printf("BAD  %s: %s%n     why: %s%n     fix: %s%n", name, found, why, fix);
        }
    }
}
