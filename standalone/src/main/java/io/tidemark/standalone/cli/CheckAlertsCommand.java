package io.tidemark.standalone.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.standalone.trial.AlertTrial;
import io.tidemark.standalone.trial.Comparison;
import io.tidemark.standalone.trial.Told;
import io.tidemark.standalone.trial.TrialRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries monitors on series that are written down. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        description = {
            "Try monitors on series that you write down, in virtual time and without a broker, and compare what would be"
                    + " told with what you expect. A message that is missing fails, and so does one that is not expected.",
            "Exit code 0: as expected; 1: not, or the file is bad; 2: wrong use. See docs/recipes/test-your-alerts.md.",
        },
        footer = {
            "  tidemark check alerts examples/alerts/cpu.yaml",
            "  tidemark check alerts my-alerts.yaml --json",
        })
final class CheckAlertsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Files of monitors, series and expectations; YAML or JSON.")
    private List<Path> files;

    @Option(names = "--show", description = "Print every message with its text, also where all is as expected.")
    private boolean show;

    @Option(names = "--json", description = "Print the result as JSON, one line a file.")
    private boolean json;

    @Override
    public Integer call() {
        int bad = 0;
        for (Path file : files) {
            bad += check(file) ? 0 : 1;
        }
        return bad == 0 ? 0 : 1;
    }

    private boolean check(Path file) {
        PrintWriter out = spec.commandLine().getOut();
        AlertTrial trial;
        try {
            trial = AlertTrial.parse(Files.readAllBytes(file));
        } catch (NoSuchFileException missing) {
            throw CommandFault.wrongUse("FILE is \"" + file + "\" (expected a file that is there) [no-file]");
        } catch (IOException unreadable) {
            throw CommandFault.failed(
                    "cannot read " + file + ": " + unreadable.getMessage() + " [bad-file]", unreadable);
        } catch (AlertTrial.BadTrialException bad) {
            bad.getMessage()
                    .lines()
                    .forEach(fault -> spec.commandLine().getErr().println(file + ": " + fault));
            return false;
        }
        List<Told> told = TrialRun.of(trial);
        Comparison comparison = Comparison.of(trial.expected(), told);
        if (json) {
            out.println(json(file, comparison, told));
        } else {
            print(file, comparison, told, out);
        }
        return comparison.isGood();
    }

    private void print(Path file, Comparison comparison, List<Told> told, PrintWriter out) {
        if (show) {
            for (Told one : told) {
                out.println(one.line());
                one.text().lines().forEach(line -> out.println("    " + line));
            }
        }
        comparison.lines().forEach(out::println);
        out.println(file + ": "
                + (comparison.isGood()
                        ? "ok, " + comparison.agreed() + " messages as expected"
                        : comparison.missing().size() + " missing, "
                                + comparison.unexpected().size() + " unexpected, "
                                + comparison.otherText().size() + " with another text"));
    }

    private static String json(Path file, Comparison comparison, List<Told> told) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("file", file.toString()).put("ok", comparison.isGood()).put("agreed", comparison.agreed());
        comparison.missing().forEach(root.putArray("missing")::add);
        comparison.unexpected().forEach(root.putArray("unexpected")::add);
        comparison.otherText().forEach(root.putArray("other_text")::add);
        ArrayNode messages = root.putArray("messages");
        told.forEach(one -> messages.addObject().put("line", one.line()).put("text", one.text()));
        return root.toString();
    }
}
