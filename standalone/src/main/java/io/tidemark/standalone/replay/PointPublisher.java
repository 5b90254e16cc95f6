package io.tidemark.standalone.replay;

import io.tidemark.avro.PointKind;
import io.tidemark.series.Series;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes rows of one series as gauges: batches of one series, keyed by its text, so that Kafka's own partitioner puts
 * them where every other point of the series is. Not thread-safe.
 */
public final class PointPublisher {
    /** 200 points a record cost a sixth of one point a record, and fit any record limit. */
    static final int POINTS_PER_RECORD = 200;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final PointBatchWriter writer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    public PointPublisher(Producer<byte[], byte[]> producer, String topic, Wire wire) {
        this.producer = producer;
        this.topic = topic;
        this.writer = new PointBatchWriter(wire);
    }

    /** Hands the rows to the producer, whose failures come out at the next call. */
    public void publish(Series series, List<CsvRow> rows) {
        String text = series.text();
        byte[] key = text.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < rows.size(); from += POINTS_PER_RECORD) {
            throwFailure();
            writer.begin("replay");
            for (CsvRow row : rows.subList(from, Math.min(rows.size(), from + POINTS_PER_RECORD))) {
                writer.add(text, PointKind.GAUGE, 0, row.epochMillis(), row.value());
            }
            producer.send(new ProducerRecord<>(topic, key, writer.toBytes()), (metadata, e) -> {
                if (e != null) {
                    failure.compareAndSet(null, e);
                }
            });
        }
    }

    /** Waits until the broker has acknowledged everything. */
    public void flush() {
        producer.flush();
        throwFailure();
    }

    private void throwFailure() {
        Exception e = failure.get();
        if (e != null) {
            throw new IllegalStateException("points were not published to '" + topic + "': " + e.getMessage(), e);
        }
    }
}
