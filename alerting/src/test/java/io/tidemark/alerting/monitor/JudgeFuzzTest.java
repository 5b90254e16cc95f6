package io.tidemark.alerting.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.MonitorQuery.Comparison;
import io.tidemark.query.TimeAggregator;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The machine against a plain and slow model of it, over random series and ticks. Seeded; the seed is in the failure. */
final class JudgeFuzzTest {

    private static final int RUNS = 400;
    private static final int WIDTH = 10;

    /** The last value over a threshold, a recovery threshold, a warning; no data; keeping: as one would write it down. */
    private static final class Plain {
        private final MonitorRule rule;
        private String state = "OK";
        private long calmFrom = -1;
        private long lastData;

        Plain(MonitorRule rule) {
            this.rule = rule;
        }

        String value(double value, long start, long tick) {
            lastData = tick;
            Levels levels = rule.levels();
            String found = "OK";
            if (value > levels.alert()) {
                found = "ALERT";
            } else if (state.equals("ALERT")
                    && levels.alertRecovery().isPresent()
                    && value > levels.alertRecovery().getAsDouble()) {
                found = "ALERT";
            } else if (value > levels.warning().getAsDouble()) {
                found = "WARN";
            }
            boolean better =
                    state.equals("ALERT") && !found.equals("ALERT") || state.equals("WARN") && found.equals("OK");
            calmFrom = !better ? -1 : calmFrom < 0 ? start : calmFrom;
            if (!better || start + WIDTH - calmFrom >= rule.quiet().keepFiring()) {
                if (!found.equals(state)) {
                    calmFrom = -1;
                }
                state = found;
            }
            return state;
        }

        String tick(long tick) {
            if (tick - lastData >= rule.timing().noData() * 1_000 && !state.equals("NO_DATA")) {
                state = "NO_DATA";
                calmFrom = -1;
            }
            return state;
        }
    }

    @Test
    void theMachineIsThePlainModel() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            MonitorRule rule = rule(random);
            GroupMemory memory = new GroupMemory("query:1");
            Plain plain = new Plain(rule);
            long start = 86_400;
            List<String> trace = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                long tick = (start + WIDTH) * 1_000;
                boolean missing = random.nextInt(10) == 0;
                for (int gap = missing ? random.nextInt(14) : 0; gap > 0; gap--) {
                    Judge.tick(memory, rule, tick);
                    if (i > 0) {
                        trace.add("tick " + memory.state());
                        assertThat(memory.state().name())
                                .as("seed " + seed + " " + trace)
                                .isEqualTo(plain.tick(tick));
                    }
                    start += WIDTH;
                    tick = (start + WIDTH) * 1_000;
                }
                Judge.tick(memory, rule, tick);
                if (i > 0) {
                    plain.tick(tick);
                }
                double value = random.nextInt(101);
                Judge.row(memory, rule, Row.plain(start, WIDTH, value), tick);
                trace.add(value + " " + memory.state());
                assertThat(memory.state().name())
                        .as("seed " + seed + " " + trace)
                        .isEqualTo(plain.value(value, start, tick));
                memory = GroupMemory.fromBytes(memory.toBytes());
                start += WIDTH;
            }
        }
    }

    private static MonitorRule rule(Random random) {
        double alert = 60 + random.nextInt(30);
        Levels levels = new Levels(
                Comparison.ABOVE,
                alert,
                OptionalDouble.of(alert - 20),
                random.nextBoolean() ? OptionalDouble.of(alert - 10) : OptionalDouble.empty(),
                OptionalDouble.empty());
        Timing timing = new Timing(0, 0, false, Timing.OnMissing.SHOW, 60, 0, 0, Set.of(), 0, 1_000_000);
        return new MonitorRule(
                Condition.aggregate(TimeAggregator.LAST, WIDTH),
                levels,
                timing,
                new Quiet(WIDTH * random.nextInt(4), random.nextBoolean()));
    }

    @Test
    void theModelNoticesAMachineThatForgetsToKeep() {
        MonitorRule keeps = new MonitorRule(
                Condition.aggregate(TimeAggregator.LAST, WIDTH),
                new Levels(Comparison.ABOVE, 60, OptionalDouble.of(40), OptionalDouble.empty(), OptionalDouble.empty()),
                new Timing(0, 0, false, Timing.OnMissing.SHOW, 60, 0, 0, Set.of(), 0, 1_000_000),
                new Quiet(30, false));
        MonitorRule forgets = new MonitorRule(keeps.condition(), keeps.levels(), keeps.timing());
        Plain plain = new Plain(keeps);
        GroupMemory memory = new GroupMemory("query:1");
        plain.value(90, 86_400, 0);
        Judge.row(memory, forgets, Row.plain(86_400, WIDTH, 90), 0);
        Judge.row(memory, forgets, Row.plain(86_410, WIDTH, 10), 0);
        assertThat(memory.state().name()).isNotEqualTo(plain.value(10, 86_410, 0));
    }
}
