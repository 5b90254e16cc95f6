package io.tidemark.alerting.topology;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.alerting.monitor.Decision;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what is judged, and what is not and why. */
final class Tally {

    private final Map<Decision.Outcome, Counter> judged = new EnumMap<>(Decision.Outcome.class);
    private final Counter deadLetters;
    private final Counter olderTicks;
    private final Counter skipped;

    Tally(MeterRegistry registry) {
        for (Decision.Outcome outcome : Decision.Outcome.values()) {
            judged.put(
                    outcome,
                    Counter.builder("tidemark.alerting.buckets")
                            .description("Buckets looked at by monitors, by what became of them")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        deadLetters = Counter.builder("tidemark.alerting.dead.letters")
                .description("Records of bands that were put aside")
                .tag("reason", "malformed")
                .register(registry);
        olderTicks = Counter.builder("tidemark.alerting.older.ticks")
                .description("Ticks not newer than the one before, ignored")
                .register(registry);
        skipped = Counter.builder("tidemark.alerting.partitions.skipped")
                .description("Partitions that did not tick for a minute and were gone on without")
                .register(registry);
    }

    void skipped(int partitions) {
        skipped.increment(partitions);
    }

    void judged(Decision.Outcome outcome) {
        judged.get(outcome).increment();
    }

    void deadLetter() {
        deadLetters.increment();
    }

    void olderTick() {
        olderTicks.increment();
    }
}
