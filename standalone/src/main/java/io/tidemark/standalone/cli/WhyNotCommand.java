package io.tidemark.standalone.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.standalone.decisions.Decisions;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says why nobody was told. */
@Command(
        name = "why-not",
        mixinStandardHelpOptions = true,
        description = {
            "Say why a series did not alert at a time: for each monitor that reads it the chain of decisions, and the"
                    + " smallest change that would have fired. The rows are judged again by the code that judged them.",
            "Exit code 0: answered; 1: no monitor reads the series; 2: wrong use.",
        },
        footer = {
            "  tidemark why-not 'system.cpu.user{host:a}' 2026-06-01T10:15:00Z",
            "  tidemark why-not 'checkout.duration{env:prod,region:eu}' 2026-06-01T12:15:00+02:00 --json",
        })
final class WhyNotCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Parameters(index = "0", paramLabel = "SERIES", description = "The series: metric{tag,tag}.")
    private String series;

    @Parameters(index = "1", paramLabel = "TIME", description = "When, with an offset: 2026-06-01T10:15:00Z.")
    private String time;

    @Option(names = "--json", description = "Print the answers as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Instant at;
        try {
            at = OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException bad) {
            throw CommandFault.wrongUse(
                    "TIME is \"" + time + "\" (expected a time with an offset, 2026-06-01T10:15:00Z) [bad-instant]");
        }
        List<Decisions.Found> found;
        try {
            found = Decisions.of(
                    series, at, kafka.clientSettings(), kafka.prefix(), kafka.wire(), kafka.inForce(Decisions.KINDS));
        } catch (IllegalArgumentException bad) {
            throw CommandFault.wrongUse("SERIES is \"" + series + "\": " + bad.getMessage() + " [bad-series]");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(asJson(found));
        } else {
            print(found, out);
        }
        return found.isEmpty() ? 1 : 0;
    }

    private void print(List<Decisions.Found> found, PrintWriter out) {
        if (found.isEmpty()) {
            out.println("NO_MONITOR: no monitor reads " + series
                    + ". A monitor whose query has this metric, and a scope that its tags match, would.");
        }
        for (Decisions.Found one : found) {
            out.println(one.monitor() + "  " + one.group() + "  " + one.answer().reason());
            one.answer().chain().forEach(line -> out.println("  - " + line));
            one.notes().forEach(line -> out.println("  - " + line));
            if (!one.answer().change().isEmpty()) {
                out.println("  would have fired: " + one.answer().change());
            }
        }
    }

    private static String asJson(List<Decisions.Found> found) {
        ArrayNode list = new ObjectMapper().createArrayNode();
        for (Decisions.Found one : found) {
            ObjectNode node = list.addObject();
            node.put("monitor", one.monitor())
                    .put("group", one.group())
                    .put("reason", one.answer().reason().name())
                    .put("state", one.answer().state().name())
                    .put("would_have_fired", one.answer().change());
            ArrayNode chain = node.putArray("chain");
            one.answer().chain().forEach(chain::add);
            one.notes().forEach(chain::add);
        }
        return list.toString();
    }
}
