package io.tidemark.bench.intake;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.aggregate.AggregateSettings;
import io.tidemark.ingest.aggregate.Aggregator;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.http.HttpSettings;
import io.tidemark.ingest.http.IngestRoutes;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Refusals;
import io.tidemark.ingest.statsd.StatsdIntake;
import io.tidemark.ingest.statsd.StatsdSettings;
import java.time.Clock;

/** The intake's doors as the service puts them together, without sockets and without Kafka. */
final class Doorway {

    final Ledger ledger = new Ledger();
    final Discard discard = new Discard();
    private final Clock clock;
    final Refusals refusals;
    private final Admission admission;
    private final EventRule events;

    Doorway(Clock clock) {
        this.clock = clock;
        this.refusals = new Refusals(new SimpleMeterRegistry(), clock);
        this.admission = new Admission(AdmissionLimits.DEFAULTS, refusals);
        this.events = new EventRule(admission, refusals, () -> "1");
    }

    StatsdIntake statsd(StatsdSettings settings) {
        return new StatsdIntake(
                settings,
                new StatsdIntake.Parts(
                        new Aggregator(AggregateSettings.DEFAULTS),
                        admission,
                        events,
                        new CheckRule(admission),
                        refusals,
                        ledger,
                        discard,
                        clock));
    }

    IngestRoutes routes() {
        return new IngestRoutes(new Context(
                HttpSettings.DEFAULTS, admission, events, new CheckRule(admission), refusals, ledger, discard, clock));
    }
}
