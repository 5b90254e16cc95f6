package io.tidemark.ingest.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.avro.Event;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.topics.Topics;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Wire wire;
    private final String prefix;
    private final Tally tally;
    private final ObjectMapper json = new ObjectMapper();
    private final ThreadPoolExecutor sender;

    SingleRecords(Producer<byte[], byte[]> producer, Wire wire, String prefix, Tally tally) {
        this.producer = producer;
        this.wire = wire;
        this.prefix = prefix;
        this.tally = tally;
        this.sender = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
            Thread thread = new Thread(task, "tidemark-single-records");
            thread.setDaemon(true);
            return thread;
        });
    }

    CompletableFuture<Receipt> event(Event event) {
        String topic = Topics.EVENTS.name(prefix);
        byte[] value = wire.serializer(Event.class).serialize(topic, event);
        return send(topic, event.getId(), value);
    }

    CompletableFuture<Receipt> check(ServiceCheck check) {
        String topic = Topics.SERVICE_CHECKS.name(prefix);
        byte[] value = wire.serializer(ServiceCheck.class).serialize(topic, check);
        String key = check.getCheck() + '\n' + check.getHost() + '{' + String.join(",", check.getTags()) + '}';
        return send(topic, key, value);
    }

    CompletableFuture<Receipt> hostTags(String host, List<String> tags) {
        Map<String, Object> document = new LinkedHashMap<>();
        // Not the host's name alone: that is the document of people, which an agent must not overwrite.
        String id = "agent:" + host;
        document.put("id", id);
        document.put("host", host);
        document.put("tags", tags);
        document.put("source", "agent");
        try {
            return send(Topics.HOST_TAGS.name(prefix), id, json.writeValueAsBytes(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts has no JSON form", e);
        }
    }

    private CompletableFuture<Receipt> send(String topic, String key, byte[] value) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
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
