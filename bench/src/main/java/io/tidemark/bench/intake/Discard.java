package io.tidemark.bench.intake;

import io.tidemark.avro.Event;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.publish.Outlet;
import io.tidemark.ingest.publish.Receipt;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Stands where Kafka would: counts points and takes all at once. */
final class Discard implements Outlet {

    private long points;

    long points() {
        return points;
    }

    @Override
    public CompletableFuture<Receipt> points(Points batch, String source) {
        points += batch.size();
        return taken(batch.size());
    }

    @Override
    public CompletableFuture<Receipt> event(Event event) {
        return taken(1);
    }

    @Override
    public CompletableFuture<Receipt> check(ServiceCheck check) {
        return taken(1);
    }

    @Override
    public CompletableFuture<Receipt> hostTags(String host, List<String> tags) {
        return taken(1);
    }

    private static CompletableFuture<Receipt> taken(int count) {
        return CompletableFuture.completedFuture(Receipt.published(count));
    }
}
