package io.tidemark.ingest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.collector.CheckPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: the example folder is one that the agent takes, and the tutorial's check does what it says. */
class ExamplesTest {

    private static final Optional<Path> FOLDER = Optional.of(Path.of("..", "examples", "agent"));
    private static final Function<String, String> ENVIRONMENT = Map.of("TIDEMARK_PG_PASSWORD", "any")::get;
    private static final DryRuns RUNS = DryRuns.of(FOLDER, ENVIRONMENT, Overrides.of("127.0.0.1:1"));

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "docker", "http_check", "jmx", "random"})
    void everyExampleIsAnInstanceThatCanBeMade(String name) throws Exception {
        List<CheckPlan> plans = RUNS.plans(name);

        assertThat(plans).hasSize(1);
        plans.get(0).type().create(plans.get(0).settings()).close();
    }

    @Test
    void theTutorialsCheckSendsARandomNumberEvery45Seconds() throws Exception {
        CheckPlan plan = RUNS.plans("random").get(0);
        StringWriter shown = new StringWriter();

        List<Throwable> errors = RUNS.printingTo(new PrintWriter(shown, true), new SimpleMeterRegistry())
                .run(plan, 2, Duration.ZERO);

        assertThat(errors).isEmpty();
        assertThat(plan.interval()).isEqualTo(Duration.ofSeconds(45));
        assertThat(shown.toString().lines().filter(line -> line.contains("random.number{")))
                .hasSize(2)
                .allMatch(line -> line.matches(".*gauge .*env:example.* = [1-9]\\d?\\.0"));
    }

    @Test
    void aDryRunShowsAnErrorWithWhereItCameFrom() throws Exception {
        CheckPlan plan = RUNS.plans("postgres").get(0);
        StringWriter shown = new StringWriter();
        CheckPlan nowhere = new CheckPlan(
                plan.type(),
                0,
                "test",
                io.tidemark.ingest.check.CheckSettings.of(Map.of("host", "127.0.0.1", "port", 1, "username", "x")),
                plan.interval());

        List<Throwable> errors = RUNS.printingTo(new PrintWriter(shown, true), new SimpleMeterRegistry())
                .run(nowhere, 1, Duration.ZERO);

        assertThat(errors).hasSize(1);
        assertThat(shown.toString())
                .contains("error ")
                .contains(" at io.tidemark.ingest.check.postgres")
                .contains("postgres.can_connect CRITICAL");
    }
}
