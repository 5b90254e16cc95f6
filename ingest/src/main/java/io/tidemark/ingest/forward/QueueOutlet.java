package io.tidemark.ingest.forward;

import io.tidemark.avro.Event;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.backlog.Backlog;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.publish.Outlet;
import io.tidemark.ingest.publish.Receipt;
import io.tidemark.ingest.publish.RecordForms;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.Wire;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What doors hand over, into the queue, with the books of points, events and checks: received = published + dropped + in
 * flight. What the queue held at the start counts as received. Thread-safe.
 */
public final class QueueOutlet implements Outlet {

    /** Bytes of points in one entry: a fraction of a segment, and of what Kafka takes. */
    private static final long ENTRY_BYTES_MAX = 256 * 1024;

    private final Backlog backlog;
    private final Ledger ledger;
    private final Tally tally;
    private final PointBatchWriter points = new PointBatchWriter(Wire.singleObject());
    private final Wire wire = Wire.singleObject();

    /** @param backlog tells {@link #losses} of what it drops */
    public QueueOutlet(Backlog backlog, Ledger ledger, Tally tally) {
        this.backlog = backlog;
        this.ledger = ledger;
        this.tally = tally;
        long found = backlog.level().items();
        ledger.received(found);
        ledger.entered(found);
    }

    /** What the backlog is to tell of dropped items. */
    public static Backlog.Losses losses(Ledger ledger, Tally tally) {
        return items -> {
            ledger.leftDropped(items);
            tally.count(Reason.BUFFER_FULL, items);
        };
    }

    @Override
    public CompletableFuture<Receipt> points(Points batch, String source) {
        long taken = 0;
        synchronized (points) {
            int from = 0;
            while (from < batch.size()) {
                int to = encode(batch, from, source);
                taken += put(EntryKind.POINTS, to - from, points.toBytes()) ? to - from : 0;
                from = to;
            }
        }
        return receipt(taken, batch.size());
    }

    @Override
    public CompletableFuture<Receipt> event(Event event) {
        return single(EntryKind.EVENT, wire.serializer(Event.class).serialize("", event));
    }

    @Override
    public CompletableFuture<Receipt> check(ServiceCheck check) {
        return single(EntryKind.CHECK, wire.serializer(ServiceCheck.class).serialize("", check));
    }

    @Override
    public CompletableFuture<Receipt> hostTags(String host, List<String> tags) {
        return single(EntryKind.HOST_TAGS, RecordForms.hostTagsDocument(host, tags));
    }

    Backlog backlog() {
        return backlog;
    }

    Ledger.Balance books() {
        return ledger.balance();
    }

    /** The entries up to this number have arrived. */
    void arrived(long upTo) {
        ledger.leftPublished(backlog.release(upTo));
    }

    /** The entries up to this number will never be taken. @return items in them */
    long unfit(long upTo) {
        long items = backlog.release(upTo);
        ledger.leftDropped(items);
        tally.count(Reason.PUBLISH_FAILED, items);
        return items;
    }

    /** @return where the next entry starts */
    private int encode(Points batch, int from, String source) {
        points.begin(source);
        long bytes = 0;
        int i = from;
        while (i < batch.size() && (i == from || bytes < ENTRY_BYTES_MAX)) {
            byte[] sketch = batch.sketch(i);
            if (sketch.length > 0) {
                points.addSketch(
                        batch.series(i), batch.intervalSeconds(i), batch.timeMillis(i), batch.value(i), sketch);
            } else {
                points.add(
                        batch.series(i), batch.kind(i), batch.intervalSeconds(i), batch.timeMillis(i), batch.value(i));
            }
            bytes += batch.bytesOf(i);
            i++;
        }
        return i;
    }

    private CompletableFuture<Receipt> single(EntryKind kind, byte[] payload) {
        return receipt(put(kind, 1, payload) ? 1 : 0, 1);
    }

    private boolean put(EntryKind kind, int items, byte[] payload) {
        ledger.received(items);
        ledger.entered(items);
        if (backlog.put(kind.ordinal(), items, payload) >= 0) {
            return true;
        }
        ledger.leftDropped(items);
        tally.count(Reason.BUFFER_FULL, items);
        return false;
    }

    private static CompletableFuture<Receipt> receipt(long taken, long all) {
        return CompletableFuture.completedFuture(
                taken == all ? Receipt.published(all) : Receipt.dropped(all - taken, Reason.BUFFER_FULL));
    }
}
