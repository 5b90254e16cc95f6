package io.tidemark.ingest.app;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketchProtoBinding;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tidemark.avro.PointKind;
import io.tidemark.topics.Topics;
import io.tidemark.wire.PointBatchReader;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** The points of a topic, read from its start as any consumer would. */
final class TopicPoints implements AutoCloseable {

    /** @param sketch null where the point has none */
    record Point(String series, PointKind kind, int interval, long timeMillis, double value, DDSketch sketch) {

        String metric() {
            int open = series.indexOf('{');
            return open < 0 ? series : series.substring(0, open);
        }
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final PointBatchReader reader = new PointBatchReader(Wire.singleObject());
    private final List<Point> points = new ArrayList<>();

    TopicPoints(String bootstrapServers, String prefix) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        UUID.randomUUID().toString(),
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topics.POINTS.name(prefix)));
    }

    /** All points so far of the metrics that fit. */
    List<Point> of(Predicate<String> metric) {
        return points.stream().filter(point -> metric.test(point.metric())).toList();
    }

    /** Reads on until the check passes. */
    void await(ThrowingCheck check) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            poll();
            check.run();
        });
    }

    /** What must come true. */
    interface ThrowingCheck {
        void run() throws Exception;
    }

    void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            reader.read(record.value());
            for (int i = 0; i < reader.size(); i++) {
                int series = reader.seriesIndex(i);
                points.add(new Point(
                        reader.seriesText(series),
                        reader.kind(series),
                        reader.intervalSeconds(series),
                        reader.timeMillis(i),
                        reader.value(i),
                        sketch(reader, i)));
            }
        }
    }

    private static DDSketch sketch(PointBatchReader reader, int i) {
        return reader.sketch(i)
                .map(bytes -> {
                    try {
                        return DDSketchProtoBinding.fromProto(
                                UnboundedSizeDenseStore::new,
                                com.datadoghq.sketch.ddsketch.proto.DDSketch.parseFrom(bytes));
                    } catch (InvalidProtocolBufferException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .orElse(null);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
