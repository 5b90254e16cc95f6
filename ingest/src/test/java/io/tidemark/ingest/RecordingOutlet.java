package io.tidemark.ingest;

import io.tidemark.avro.Event;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.publish.Outlet;
import io.tidemark.ingest.publish.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps what a door handed over, in a form that reads well in an expectation. */
public final class RecordingOutlet implements Outlet {

    private final List<String> points = new ArrayList<>();
    private final List<String> full = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<ServiceCheck> checks = new ArrayList<>();
    private final List<String> hostTags = new ArrayList<>();
    private volatile CompletableFuture<Receipt> answer;

    /** Answers every later submission with this instead of success. */
    public void answerWith(CompletableFuture<Receipt> receipt) {
        answer = receipt;
    }

    @Override
    public synchronized CompletableFuture<Receipt> points(Points batch, String source) {
        for (int i = 0; i < batch.size(); i++) {
            points.add(batch.series(i) + " " + batch.kind(i) + " " + batch.value(i));
            String interval = batch.intervalSeconds(i) == 0 ? "" : " a " + batch.intervalSeconds(i) + " s";
            full.add(points.get(points.size() - 1) + interval + " at " + Instant.ofEpochMilli(batch.timeMillis(i)));
            times.add(batch.timeMillis(i));
        }
        return receipt(batch.size());
    }

    @Override
    public synchronized CompletableFuture<Receipt> event(Event event) {
        events.add(event);
        return receipt(1);
    }

    @Override
    public synchronized CompletableFuture<Receipt> check(ServiceCheck check) {
        checks.add(check);
        return receipt(1);
    }

    @Override
    public synchronized CompletableFuture<Receipt> hostTags(String host, List<String> tags) {
        hostTags.add(host + " " + tags);
        return receipt(1);
    }

    /** {@code series KIND value}, in the order of arrival. */
    public synchronized List<String> points() {
        return List.copyOf(points);
    }

    /** {@code series KIND value a interval s at time}. */
    public synchronized List<String> pointsInFull() {
        return List.copyOf(full);
    }

    public synchronized List<Long> times() {
        return List.copyOf(times);
    }

    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    public synchronized List<ServiceCheck> checks() {
        return List.copyOf(checks);
    }

    public synchronized List<String> hostTags() {
        return List.copyOf(hostTags);
    }

    private CompletableFuture<Receipt> receipt(int count) {
        return answer != null ? answer : CompletableFuture.completedFuture(Receipt.published(count));
    }
}
