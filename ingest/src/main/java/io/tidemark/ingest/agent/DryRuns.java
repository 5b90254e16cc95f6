package io.tidemark.ingest.agent;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.backlog.Backlog;
import io.tidemark.ingest.backlog.BacklogLimits;
import io.tidemark.ingest.collector.CheckPlan;
import io.tidemark.ingest.collector.Collector;
import io.tidemark.ingest.collector.DryRun;
import io.tidemark.ingest.forward.QueueOutlet;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Refusals;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Checks of an agent's folder, run here and now without an agent. */
public final class DryRuns {

    private final AgentConfig config;

    private DryRuns(AgentConfig config) {
        this.config = config;
    }

    /**
     * @param environment null for a variable that is not set
     * @throws IllegalArgumentException where the main file is wrong
     */
    public static DryRuns of(Optional<Path> folder, Function<String, String> environment, Overrides overrides) {
        return new DryRuns(ConfigReader.of(folder, environment, overrides, new Secrets(environment), Clock.systemUTC())
                .first());
    }

    /**
     * The instances that the folder has of a check; a check of the host has one without a file.
     *
     * @throws IllegalArgumentException where there is none, and something in the folder is wrong
     */
    public List<CheckPlan> plans(String name) {
        List<CheckPlan> plans = config.plans().stream()
                .filter(plan -> plan.type().name().equals(name))
                .toList();
        if (plans.isEmpty() && !config.faults().isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), config.faults()));
        }
        return plans;
    }

    /** Runs instances under the host name and tags of the folder; prints, sends nothing. */
    public DryRun printingTo(PrintWriter out, MeterRegistry registry) {
        Clock clock = Clock.systemUTC();
        Refusals refusals = new Refusals(registry, clock);
        Admission admission = new Admission(AdmissionLimits.DEFAULTS, refusals);
        Backlog nowhere = Backlog.inMemory(BacklogLimits.DEFAULTS, "dry-run", items -> {});
        return new DryRun(
                config.settings().collector(),
                new Collector.Parts(
                        admission,
                        new EventRule(admission, refusals, () -> "0"),
                        new CheckRule(admission),
                        refusals,
                        new Ledger(),
                        new QueueOutlet(nowhere, new Ledger(), refusals),
                        clock),
                out);
    }
}
