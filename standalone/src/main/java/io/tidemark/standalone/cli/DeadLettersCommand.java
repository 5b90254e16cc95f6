package io.tidemark.standalone.cli;

import io.tidemark.standalone.deadletter.DeadLetterReader;
import io.tidemark.standalone.deadletter.DeadLetterReader.Found;
import io.tidemark.topics.Topics;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the records that were put aside. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Show records that could not be used: what was wrong with each, and its bytes.",
        subcommands = {DeadLettersCommand.ListThem.class, DeadLettersCommand.Show.class},
        footer = {
            "  tidemark dead-letters list --limit 5",
            "  tidemark dead-letters show 3-1207",
        })
final class DeadLettersCommand implements Runnable {
    private static final int LIMIT_MAX = 1_000;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing (expected list or show)");
    }

    private static DeadLetterReader reader(KafkaOptions kafka) {
        String topic = Topics.DEAD_LETTERS.name(kafka.prefix());
        try (Admin admin = kafka.admin()) {
            if (!admin.listTopics().names().get().contains(topic)) {
                throw CommandFault.failed("there is no topic \"" + topic + "\". See tidemark doctor. [no-topic]", null);
            }
        } catch (ExecutionException e) {
            throw CommandFault.failed("cannot list the topics: " + e.getCause().getMessage() + " [no-broker]", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFault.failed("interrupted", e);
        }
        return new DeadLetterReader(kafka.clientSettings(), topic, kafka.wire());
    }

    /** A page of them, newest first. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List them, newest first.",
            footer = {
                "  tidemark dead-letters list",
                "  tidemark dead-letters list --skip 20 --limit 20",
            })
    static final class ListThem implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private KafkaOptions kafka;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "20",
                description = "How many at most, 1 to " + LIMIT_MAX + ". Default: ${DEFAULT-VALUE}")
        private int limit;

        @Option(
                names = "--skip",
                paramLabel = "N",
                defaultValue = "0",
                description = "Leave out the N newest. Default: ${DEFAULT-VALUE}")
        private int skip;

        @Override
        public Integer call() {
            if (limit < 1 || limit > LIMIT_MAX) {
                throw CommandFault.wrongUse("--limit is " + limit + " (expected 1 to " + LIMIT_MAX + ") [bad-limit]");
            }
            if (skip < 0 || skip > 100_000) {
                throw CommandFault.wrongUse("--skip is " + skip + " (expected 0 to 100000) [bad-skip]");
            }
            PrintWriter out = spec.commandLine().getOut();
            try (DeadLetterReader reader = reader(kafka)) {
                List<Found> page = reader.latest(skip, limit);
                for (Found found : page) {
                    out.printf(
                            "%-10s %s  %-16s %-10s %s%n",
                            found.id(),
                            found.letter().getAt(),
                            printable(found.letter().getReason()),
                            printable(found.letter().getBy()),
                            printable(found.letter().getDetail()));
                }
                out.println(page.isEmpty() ? "none" : page.size() + " shown, about " + reader.size() + " kept");
            }
            return 0;
        }
    }

    /** One in full. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Show one in full, with its bytes.",
            footer = {
                "  tidemark dead-letters show 3-1207",
                "  tidemark dead-letters show 0-0 --bootstrap-servers kafka:9092",
            })
    static final class Show implements Callable<Integer> {
        private static final Pattern ID = Pattern.compile("([0-9]{1,6})-([0-9]{1,18})");
        private static final int BYTES_SHOWN_MAX = 4_096;

        @Spec
        private CommandSpec spec;

        @Mixin
        private KafkaOptions kafka;

        @Parameters(paramLabel = "ID", description = "As list prints it: partition-offset.")
        private String id;

        @Override
        public Integer call() {
            Matcher m = ID.matcher(id);
            if (!m.matches()) {
                throw CommandFault.wrongUse(
                        "ID is \"" + printable(id) + "\" (expected partition-offset, such as 3-1207) [bad-id]");
            }
            try (DeadLetterReader reader = reader(kafka)) {
                Found found = reader.one(Integer.parseInt(m.group(1)), Long.parseLong(m.group(2)))
                        .orElseThrow(() ->
                                CommandFault.failed("there is no record " + id + ". See list. [not-found]", null));
                print(found);
            }
            return CommandLine.ExitCode.OK;
        }

        private void print(Found found) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("reason   " + printable(found.letter().getReason()));
            out.println("detail   " + printable(found.letter().getDetail()));
            out.println("at       " + found.letter().getAt());
            out.println("by       " + printable(found.letter().getBy()));
            out.println("from     " + printable(found.letter().getTopic()) + " partition "
                    + found.letter().getPartition() + " offset "
                    + found.letter().getOffset());
            dump(out, "key", found.letter().getKey());
            dump(out, "value", found.letter().getValue());
        }

        private static void dump(PrintWriter out, String name, ByteBuffer bytes) {
            if (bytes == null) {
                out.println(name + ": none");
                return;
            }
            ByteBuffer left = bytes.duplicate();
            out.println(name + ": " + left.remaining() + " bytes");
            for (int at = 0; left.hasRemaining() && at < BYTES_SHOWN_MAX; at += 16) {
                byte[] row = new byte[Math.min(16, left.remaining())];
                left.get(row);
                StringBuilder hex = new StringBuilder();
                for (byte b : row) {
                    hex.append(String.format("%02x ", b));
                }
                String text = new String(row, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
                out.printf("  %06x  %-48s %s%n", at, hex, text);
            }
            if (left.hasRemaining()) {
                out.println("  … " + left.remaining() + " more");
            }
        }
    }

    private static String printable(String text) {
        String cut = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
