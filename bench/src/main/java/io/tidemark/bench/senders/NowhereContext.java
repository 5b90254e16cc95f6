package io.tidemark.bench.senders;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.avro.Event;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.AdmissionLimits;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.http.HttpSettings;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.publish.Outlet;
import io.tidemark.ingest.publish.Receipt;
import io.tidemark.ingest.refusal.Refusals;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The intake with everything but Kafka: what is handed over is acknowledged at once and forgotten. */
final class NowhereContext {

    private NowhereContext() {}

    static Context create() {
        Clock clock = Clock.systemUTC();
        Refusals refusals = new Refusals(new SimpleMeterRegistry(), clock);
        Admission admission = new Admission(AdmissionLimits.DEFAULTS, refusals);
        return new Context(
                HttpSettings.DEFAULTS,
                admission,
                new EventRule(admission, refusals, () -> "1"),
                new CheckRule(admission),
                refusals,
                new Ledger(),
                new Nowhere(),
                clock);
    }

    private static final class Nowhere implements Outlet {

        @Override
        public CompletableFuture<Receipt> points(Points points, String source) {
            return CompletableFuture.completedFuture(Receipt.published(points.size()));
        }

        @Override
        public CompletableFuture<Receipt> event(Event event) {
            return CompletableFuture.completedFuture(Receipt.published(1));
        }

        @Override
        public CompletableFuture<Receipt> check(ServiceCheck check) {
            return CompletableFuture.completedFuture(Receipt.published(1));
        }

        @Override
        public CompletableFuture<Receipt> hostTags(String host, List<String> tags) {
            return CompletableFuture.completedFuture(Receipt.published(1));
        }
    }
}
