package io.tidemark.ingest.publish;

import io.tidemark.avro.Event;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.wire.Wire;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Events, service checks and host tags: rare, so one record each. At most 10,000 wait; more are dropped and counted. */
final class SingleRecords implements AutoCloseable {

    private static final int WAITING_MAX = 10_000;

    private final Producer<byte[], byte[]> producer;
    private final RecordForms forms;
    private final Tally tally;
    private final ThreadPoolExecutor sender;

    SingleRecords(Producer<byte[], byte[]> producer, Wire wire, String prefix, Tally tally) {
        this.producer = producer;
        this.forms = new RecordForms(wire, prefix);
        this.tally = tally;
        this.sender = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
            Thread thread = new Thread(task, "tidemark-single-records");
            thread.setDaemon(true);
            return thread;
        });
    }

    CompletableFuture<Receipt> event(Event event) {
        return send(forms.event(event));
    }

    CompletableFuture<Receipt> check(ServiceCheck check) {
        return send(forms.check(check));
    }

    CompletableFuture<Receipt> hostTags(String host, List<String> tags) {
        return send(forms.hostTags(RecordForms.hostTagsDocument(host, tags)));
    }

    private CompletableFuture<Receipt> send(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        try {
            sender.execute(() -> sendNow(record, receipt));
        } catch (RejectedExecutionException e) {
            drop(receipt, Reason.BUFFER_FULL);
        }
        return receipt;
    }

    private void sendNow(ProducerRecord<byte[], byte[]> record, CompletableFuture<Receipt> receipt) {
        try {
            producer.send(record, (metadata, error) -> {
                if (error == null) {
                    receipt.complete(Receipt.published(1));
                } else {
                    drop(receipt, Reason.PUBLISH_FAILED);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            drop(receipt, Reason.PUBLISH_FAILED);
        }
    }

    private void drop(CompletableFuture<Receipt> receipt, Reason reason) {
        tally.count(reason);
        receipt.complete(Receipt.dropped(1, reason));
    }

    @Override
    public void close() {
        sender.shutdown();
        try {
            sender.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
