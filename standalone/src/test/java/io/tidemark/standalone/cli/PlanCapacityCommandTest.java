package io.tidemark.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.standalone.capacity.CapacityPlan;
import io.tidemark.standalone.capacity.CapacityPlan.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PlanCapacityCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void saysWhatAMillionSeriesTakeInWordsAndAsNumbers() throws Exception {
        assertThat(run("--series", "1m")).isZero();
        assertThat(out.toString())
                .contains("1,000,000 series, a point each 10 s, 1 detector each (auto)")
                .contains("100,000 a second")
                .contains("kept 7 d")
                .contains("on the detectors' own disks");
        JsonNode plan = json("--series", "1m");
        double cores = 1e6 * CapacityPlan.costOf(10, 1).of(Kind.PROCESSOR) / 1e6
                + plan.get("partitions").asInt() * CapacityPlan.PROCESSOR_A_PARTITION / 1e6;
        assertThat(plan.get("busy_cores").asDouble()).isCloseTo(cores, within(1e-9));
        double bytes = 0;
        for (Kind kind : Kind.values()) {
            bytes += kind == Kind.PROCESSOR
                    ? 0
                    : 1e6 * CapacityPlan.costOf(10, 1).of(kind);
        }
        assertThat(plan.get("written_bytes_per_second").asDouble()).isCloseTo(bytes, within(1.0));
    }

    @Test
    void moreOfAnythingTakesMore() throws Exception {
        JsonNode plan = json("--series", "200k");
        assertThat(json("--series", "400k").get("written_bytes_per_second").asDouble())
                .isCloseTo(2 * plan.get("written_bytes_per_second").asDouble(), within(1.0));
        assertThat(json("--series", "400k").get("busy_cores").asDouble())
                .isGreaterThan(1.5 * plan.get("busy_cores").asDouble());
        assertThat(json("--series", "200k", "--interval", "60s")
                        .get("busy_cores")
                        .asDouble())
                .isLessThan(plan.get("busy_cores").asDouble());
        assertThat(json("--series", "200k", "--detectors", "2")
                        .get("state_bytes")
                        .asDouble())
                .isGreaterThan(plan.get("state_bytes").asDouble());
        assertThat(json("--series", "200k", "--replication", "3")
                        .get("disk_bytes")
                        .asDouble())
                .isCloseTo(3 * plan.get("disk_bytes").asDouble(), within(10.0));
        assertThat(plan.get("checkpoint_bytes").asDouble())
                .isGreaterThan(2 * plan.get("state_bytes").asDouble());
        JsonNode careful = json("--series", "200k", "--standbys", "1");
        assertThat(careful.get("state_bytes").asDouble())
                .isCloseTo(2 * plan.get("state_bytes").asDouble(), within(1.0));
        assertThat(careful.get("instances").asInt()).isGreaterThan(1);
        assertThat(json("--series", "200k", "--keep", "1d").get("disk_bytes").asDouble())
                .isLessThan(plan.get("disk_bytes").asDouble() / 3);
        assertThat(json("--series", "100m").get("instances").asInt()).isGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--series many             | --series is \"many\" (expected 1 to",
                "--series 0                | --series is \"0\"",
                "--series 99999999999999   | --series is \"99999999999999\"",
                "--series 1k --interval 0s | --interval is 0 (expected 0.1 to 86400)",
                "--series 1k --load 2      | --load is 2 (expected 0.01 to 1)",
                "--series 1k --cores 0     | --cores is 0 (expected 1 to 1024)",
                "--series 1k --model x     | --model is \"x\" (expected auto",
                "--interval 10s            | --series=N",
            })
    void wrongUseIsToldAndExitsWith2(String arguments, String expected) {
        assertThat(run(arguments.trim().split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(expected);
    }

    private JsonNode json(String... arguments) throws Exception {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--json";
        out.getBuffer().setLength(0);
        assertThat(run(all)).isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    private int run(String... arguments) {
        CommandLine line = Tidemark.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        String[] all = new String[arguments.length + 1];
        all[0] = "plan-capacity";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return line.execute(all);
    }
}
