package io.tidemark.standalone.cli;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.agent.DryRuns;
import io.tidemark.ingest.collector.CheckPlan;
import io.tidemark.ingest.collector.DryRun;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a check once and shows what it would send. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Run a check here and now and print every metric, tag, service check and event that it would send.",
            "Nothing is sent. Rates need two runs. Exit code 0: no run failed; 1: one did; 2: no such check.",
        },
        footer = {
            "  tidemark agent check disk",
            "  tidemark agent check postgres --config /etc/tidemark-agent --instance 0 --times 2",
        })
final class AgentCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentOptions agent;

    @Parameters(paramLabel = "NAME", description = "The check, as in conf.d/NAME.d.")
    private String name;

    @Option(names = "--times", paramLabel = "N", defaultValue = "1", description = "Runs. Default: ${DEFAULT-VALUE}")
    private int times;

    @Option(
            names = "--pause",
            paramLabel = "DURATION",
            defaultValue = "1s",
            description = "Between two runs. Default: ${DEFAULT-VALUE}")
    private Duration pause;

    @Option(names = "--instance", paramLabel = "I", description = "Only this instance, from 0. Default: all.")
    private Integer instance;

    @Override
    public Integer call() throws InterruptedException {
        DryRuns runs = runs();
        List<CheckPlan> plans = plans(runs);
        if (plans.isEmpty()) {
            throw CommandFault.wrongUse("no instance of the check \"" + name + "\""
                    + (instance == null ? "" : " has the number " + instance)
                    + " (expected conf.d/" + name + ".d/conf.yaml with instances, in the folder of --config)"
                    + " [no-such-check]");
        }
        PrintWriter out = spec.commandLine().getOut();
        DryRun dryRun = runs.printingTo(out, new SimpleMeterRegistry());
        int failed = 0;
        for (CheckPlan plan : plans) {
            failed += dryRun.run(plan, times, pause).size();
        }
        out.println(failed == 0 ? "Nothing was sent." : failed + " errors. Nothing was sent.");
        out.flush();
        return failed == 0 ? 0 : 1;
    }

    private DryRuns runs() {
        try {
            return DryRuns.of(agent.folder(), System::getenv, agent.overrides());
        } catch (IllegalArgumentException badSettings) {
            throw CommandFault.wrongUse(badSettings.getMessage());
        }
    }

    private List<CheckPlan> plans(DryRuns runs) {
        try {
            return runs.plans(name).stream()
                    .filter(plan -> instance == null || plan.index() == instance)
                    .toList();
        } catch (IllegalArgumentException badSettings) {
            throw CommandFault.wrongUse(badSettings.getMessage());
        }
    }
}
