package io.tidemark.ingest.publish;

import io.tidemark.avro.Event;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.topics.Partitions;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups points by partition and sends them; one thread of its own talks to the producer, so that no caller ever waits for
 * metadata or room. Thread-safe.
 */
public final class Publisher implements Outlet, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final long PARTITIONS_RETRY_MILLIS = 200;

    private final Producer<byte[], byte[]> producer;
    private final Wire wire;
    private final String prefix;
    private final PublishSettings settings;
    private final Watch watch;
    private final SingleRecords singles;
    private final Object lock = new Object();
    private final ArrayDeque<OpenBatch.Sealed> ready = new ArrayDeque<>();
    private final Thread sender;
    private List<OpenBatch> open = List.of();
    private long bufferedBytes;
    private boolean closing;

    /**
     * What a publisher counts in and waits for.
     *
     * @param topicsExist false keeps it from asking for the points topic, which might create it
     */
    public record Watch(Tally tally, Ledger ledger, BooleanSupplier topicsExist) {}

    /** @param producer idempotent, acks=all; closed with the publisher */
    public Publisher(
            Producer<byte[], byte[]> producer, Wire wire, String prefix, PublishSettings settings, Watch watch) {
        this.producer = producer;
        this.wire = wire;
        this.prefix = prefix;
        this.settings = settings;
        this.watch = watch;
        this.singles = new SingleRecords(producer, wire, prefix, watch.tally());
        this.sender = new Thread(this::run, "tidemark-publisher");
        sender.setDaemon(true);
        sender.start();
    }

    @Override
    public CompletableFuture<Receipt> points(Points points, String source) {
        int count = points.size();
        if (count == 0) {
            return CompletableFuture.completedFuture(Receipt.published(0));
        }
        watch.ledger().received(count);
        synchronized (lock) {
            if (closing || open.isEmpty()) {
                return drop(count, Reason.NO_PARTITIONS);
            }
            if (bufferedBytes + points.bytes() > settings.bufferBytesMax()) {
                return drop(count, Reason.BUFFER_FULL);
            }
            bufferedBytes += points.bytes();
            watch.ledger().entered(count);
            Submission submission = new Submission(count);
            place(points, source, submission);
            lock.notifyAll();
            return submission.receipt();
        }
    }

    @Override
    public CompletableFuture<Receipt> event(Event event) {
        return singles.event(event);
    }

    @Override
    public CompletableFuture<Receipt> check(ServiceCheck check) {
        return singles.check(check);
    }

    @Override
    public CompletableFuture<Receipt> hostTags(String host, List<String> tags) {
        return singles.hostTags(host, tags);
    }

    /** True once the partitions of the points topic are known. */
    public boolean isReady() {
        synchronized (lock) {
            return !open.isEmpty();
        }
    }

    /** Bytes that wait for Kafka's answer. */
    public long bufferedBytes() {
        synchronized (lock) {
            return bufferedBytes;
        }
    }

    public Ledger.Balance balance() {
        return watch.ledger().balance();
    }

    /** Sends what is there, waits for Kafka up to the set time, and closes the producer. */
    @Override
    public void close() {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        try {
            sender.join(settings.closeTimeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        singles.close();
        producer.close(settings.closeTimeout());
    }

    private CompletableFuture<Receipt> drop(int count, Reason reason) {
        watch.tally().count(reason, count);
        watch.ledger().dropped(count);
        return CompletableFuture.completedFuture(Receipt.dropped(count, reason));
    }

    private void place(Points points, String source, Submission submission) {
        long nowNanos = System.nanoTime();
        String series = "";
        OpenBatch batch = null;
        for (int i = 0; i < points.size(); i++) {
            if (batch == null || !points.series(i).equals(series)) {
                series = points.series(i);
                batch = open.get(Partitions.of(series, open.size()));
            }
            if (!batch.takes(source) || batch.isFull(settings)) {
                ready.add(batch.seal());
            }
            batch.add(points, i, source, submission, nowNanos);
        }
    }

    private void run() {
        boolean more = true;
        while (more) {
            try {
                if (!isReady()) {
                    findPartitions();
                }
                more = sendWhatIsDue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The number of partitions decides where points go, so nothing is taken before it is known. */
    private void findPartitions() throws InterruptedException {
        if (!watch.topicsExist().getAsBoolean()) {
            pause();
            return;
        }
        try {
            int partitions = producer.partitionsFor(Topics.POINTS.name(prefix)).size();
            List<OpenBatch> batches = new ArrayList<>();
            for (int partition = 0; partition < partitions; partition++) {
                batches.add(new OpenBatch(partition, wire));
            }
            synchronized (lock) {
                open = batches;
            }
        } catch (KafkaException e) {
            LOG.warn(
                    "The topic {} cannot be read from the brokers yet ({}); points are refused until it can.",
                    Topics.POINTS.name(prefix),
                    e.getMessage());
            pause();
        }
    }

    private void pause() throws InterruptedException {
        synchronized (lock) {
            if (!closing) {
                lock.wait(PARTITIONS_RETRY_MILLIS);
            }
        }
    }

    /** @return false once the publisher closes and everything is with the producer */
    private boolean sendWhatIsDue() throws InterruptedException {
        List<OpenBatch.Sealed> due;
        boolean last;
        synchronized (lock) {
            sealDue();
            if (ready.isEmpty() && !closing) {
                lock.wait(Math.max(1, settings.linger().toMillis() / 2));
                sealDue();
            }
            due = new ArrayList<>(ready);
            ready.clear();
            last = closing;
        }
        due.forEach(this::send);
        return !last;
    }

    private void sealDue() {
        long nowNanos = System.nanoTime();
        for (OpenBatch batch : open) {
            boolean waited = nowNanos - batch.openedNanos() >= settings.linger().toNanos();
            if (!batch.isEmpty() && (waited || closing || batch.isFull(settings))) {
                ready.add(batch.seal());
            }
        }
    }

    private void send(OpenBatch.Sealed batch) {
        try {
            producer.send(
                    new ProducerRecord<>(Topics.POINTS.name(prefix), batch.partition(), batch.key(), batch.value()),
                    (metadata, error) -> answered(batch, error));
        } catch (KafkaException | IllegalStateException e) {
            answered(batch, e);
        }
    }

    private void answered(OpenBatch.Sealed batch, Exception error) {
        synchronized (lock) {
            bufferedBytes -= batch.bytes();
        }
        if (error == null) {
            watch.ledger().leftPublished(batch.points());
            batch.parts().forEach((submission, points) -> submission.published(points[0]));
            return;
        }
        watch.tally().count(Reason.PUBLISH_FAILED, batch.points());
        watch.ledger().leftDropped(batch.points());
        LOG.error("Kafka did not take a batch of {} points; they are dropped.", batch.points(), error);
        batch.parts().forEach((submission, points) -> submission.dropped(points[0], Reason.PUBLISH_FAILED));
    }
}
