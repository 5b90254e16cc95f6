package io.tidemark.console.remotewrite;

import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.MalformedRecordException;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads bands and sends them on, on a thread of its own. */
public final class RemoteWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteWriter.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
    private static final long LOG_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final RemoteWriteSettings settings;
    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final BandBatchReader bands;
    private final BandSamples samples = new BandSamples();
    private final Shipment shipment;
    private final Thread thread;
    private final LongAdder taken = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder repetitions = new LongAdder();
    private volatile boolean closing;
    private volatile String trouble = "";
    private long loggedAt = System.nanoTime() - LOG_EVERY_NANOS;

    /** @param consumer in a group of its own, read_committed, without auto commit; closed by this */
    public RemoteWriter(RemoteWriteSettings settings, Consumer<byte[], byte[]> consumer, Wire wire, String prefix) {
        this.settings = settings;
        this.consumer = consumer;
        this.topic = Topics.BANDS.name(prefix);
        this.bands = new BandBatchReader(wire);
        this.shipment = new Shipment(settings);
        this.thread = new Thread(this::run, "remote-write");
    }

    public void start() {
        thread.start();
    }

    /** Samples that the store took. */
    public long taken() {
        return taken.sum();
    }

    /** Samples that the store refused for good. */
    public long refused() {
        return refused.sum();
    }

    /** Records that were no bands. */
    public long malformed() {
        return malformed.sum();
    }

    /** Requests that were sent again. */
    public long repetitions() {
        return repetitions.sum();
    }

    /** Why nothing gets through now, in a sentence; empty where it does. */
    public String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        thread.interrupt();
        try {
            thread.join(CLOSE_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            consumer.subscribe(List.of(topic));
            while (!closing) {
                for (WriteRequest request : requests(consumer.poll(POLL))) {
                    deliver(request);
                }
                commit();
            }
        } catch (WakeupException | InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
            LOG.debug("Remote write was asked to stop; what was not confirmed is sent again at the next start.");
        } catch (RuntimeException e) {
            trouble = "remote write stopped: " + e.getMessage() + "; see the log, then restart";
            LOG.error("Bands are no longer sent on. Restart the console.", e);
        } finally {
            // Whoever stops it interrupts a wait; the consumer would take that for an interrupted goodbye.
            Thread.interrupted();
            consumer.close();
        }
    }

    private List<WriteRequest> requests(ConsumerRecords<byte[], byte[]> records) {
        List<WriteRequest> requests = new ArrayList<>();
        WriteRequest open = new WriteRequest();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (!read(record)) {
                malformed.increment();
                continue;
            }
            for (int row = 0; row < bands.size(); row++) {
                if (open.samples() + BandSamples.perRow() > settings.samplesMax()) {
                    requests.add(open);
                    open = new WriteRequest();
                }
                samples.add(bands, row, open);
            }
        }
        if (open.samples() > 0) {
            requests.add(open);
        }
        return requests;
    }

    private boolean read(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.value() != null) {
                bands.read(record.value());
            }
            return record.value() != null;
        } catch (MalformedRecordException noBands) {
            LOG.debug("A record is no bands offset={} why={}", record.offset(), noBands.getMessage());
            return false;
        }
    }

    /** Until the store took or refused it. */
    private void deliver(WriteRequest request) throws InterruptedException {
        byte[] body = request.toBytes();
        Duration wait = settings.backoffMin();
        while (true) {
            Shipment.Outcome outcome = shipment.send(body);
            switch (outcome.fate()) {
                case TAKEN -> {
                    taken.add(request.samples());
                    trouble = "";
                    return;
                }
                case REFUSED -> {
                    refused.add(request.samples());
                    tell("The store refused samples for good; they are dropped samples={} why={}", request, outcome);
                    trouble = "";
                    return;
                }
                default -> {
                    trouble = "remote write does not get through: " + outcome.reason();
                    tell("The store takes nothing now; it is tried again samples={} why={}", request, outcome);
                    repetitions.increment();
                    pause(outcome.after().orElse(wait));
                    wait = min(wait.multipliedBy(2), settings.backoffMax());
                }
            }
        }
    }

    /** Keeps the place in the group meanwhile, without taking more. */
    private void pause(Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        consumer.pause(consumer.assignment());
        long left = wait.toNanos();
        while (left > 0) {
            ConsumerRecords<byte[], byte[]> early = consumer.poll(Duration.ofNanos(Math.min(left, POLL.toNanos())));
            // A partition that became ours meanwhile is not paused yet: what it handed over is read again later.
            for (TopicPartition partition : early.partitions()) {
                consumer.seek(partition, early.records(partition).get(0).offset());
            }
            consumer.pause(consumer.assignment());
            left = until - System.nanoTime();
        }
        consumer.resume(consumer.assignment());
    }

    private void commit() {
        try {
            consumer.commitSync();
        } catch (RebalanceInProgressException | CommitFailedException e) {
            LOG.debug("Offsets are committed after the rebalance; samples sent twice are the same.");
        }
    }

    private void tell(String sentence, WriteRequest request, Shipment.Outcome outcome) {
        if (System.nanoTime() - loggedAt >= LOG_EVERY_NANOS) {
            loggedAt = System.nanoTime();
            LOG.warn(sentence, request.samples(), outcome.reason());
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
