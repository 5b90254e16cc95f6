package io.tidemark.ingest.refusal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The intake's one count of refused, dropped and noticed things: a Micrometer counter a reason
 * ({@code tidemark_intake_outcomes_total{effect,reason}}) and at most one log line a minute and reason.
 */
public final class Refusals implements Tally {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final long EXPLAIN_EVERY_MILLIS = 60_000;

    private final Clock clock;
    private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);
    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);
    private final AtomicLongArray explainedAtMillis = new AtomicLongArray(Reason.values().length);

    public Refusals(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
            counters.put(
                    reason,
                    Counter.builder("tidemark.intake.outcomes")
                            .description("Things refused, dropped or noticed at the intake, by reason")
                            .tag("reason", reason.id())
                            .tag("effect", reason.effect().name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** How often this reason was given since the start. */
    public long of(Reason reason) {
        return counts.get(reason).sum();
    }

    @Override
    public void count(Reason reason, long times) {
        if (times > 0) {
            counts.get(reason).add(times);
            counters.get(reason).increment(times);
        }
    }

    @Override
    public void refuse(Refusal refusal, String source) {
        count(refusal.reason());
        if (mayExplain(refusal.reason())) {
            LOG.warn(
                    "Refused from {}: {} Refused for this reason so far: {}.",
                    Quoted.of(source),
                    refusal.message(),
                    of(refusal.reason()));
        }
    }

    private boolean mayExplain(Reason reason) {
        long now = clock.millis();
        long before = explainedAtMillis.get(reason.ordinal());
        return (before == 0 || now - before >= EXPLAIN_EVERY_MILLIS)
                && explainedAtMillis.compareAndSet(reason.ordinal(), before, now);
    }
}
