package io.tidemark.ingest.publish;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The books of one stage: received = published + rejected + dropped + in flight, always. Each entry is made where the thing
 * happens, so the law can fail, and {@code tidemark_intake_unexplained} is then not 0. Thread-safe.
 */
public final class Ledger {

    /** The books at one instant. */
    public record Balance(long received, long published, long rejected, long dropped, long inFlight) {

        /** What the law leaves over: 0. */
        public long unexplained() {
            return received - published - rejected - dropped - inFlight;
        }
    }

    private long received;
    private long published;
    private long rejected;
    private long dropped;
    private long inFlight;

    public synchronized void received(long count) {
        received += count;
    }

    public synchronized void rejected(long count) {
        rejected += count;
    }

    public synchronized void dropped(long count) {
        dropped += count;
    }

    /** Received and done with in one step. */
    public synchronized void receivedAndPublished(long count) {
        received += count;
        published += count;
    }

    /** Received before, and done with. */
    public synchronized void published(long count) {
        published += count;
    }

    public synchronized void entered(long count) {
        inFlight += count;
    }

    public synchronized void leftPublished(long count) {
        inFlight -= count;
        published += count;
    }

    public synchronized void leftDropped(long count) {
        inFlight -= count;
        dropped += count;
    }

    public synchronized Balance balance() {
        return new Balance(received, published, rejected, dropped, inFlight);
    }

    /** Shows the books as metrics. @param stage {@code dogstatsd}, {@code points} */
    public void bindTo(MeterRegistry registry, String stage) {
        counter(registry, stage, "received", Balance::received);
        counter(registry, stage, "published", Balance::published);
        counter(registry, stage, "rejected", Balance::rejected);
        counter(registry, stage, "dropped", Balance::dropped);
        gauge(
                registry,
                "tidemark.intake.in.flight",
                stage,
                ledger -> ledger.balance().inFlight());
        gauge(
                registry,
                "tidemark.intake.unexplained",
                stage,
                ledger -> ledger.balance().unexplained());
    }

    private void counter(MeterRegistry registry, String stage, String state, ToLongFunction<Balance> column) {
        FunctionCounter.builder("tidemark.intake.items", this, ledger -> column.applyAsLong(ledger.balance()))
                .description("Things that a stage of the intake received, and what became of them")
                .tag("stage", stage)
                .tag("state", state)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String stage, ToDoubleFunction<Ledger> value) {
        Gauge.builder(name, this, value).tag("stage", stage).register(registry);
    }
}
