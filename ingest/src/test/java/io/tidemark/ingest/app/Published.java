package io.tidemark.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketchProtoBinding;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import io.tidemark.avro.Event;
import io.tidemark.avro.PointKind;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.topics.Partitions;
import io.tidemark.topics.Topics;
import io.tidemark.wire.PointBatchReader;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What stands on the topics, read from their beginning and put together by series, whatever buckets a client's packets fell into:
 * of counts the total, of gauges the last value, of distributions how many values with which average.
 */
final class Published implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final int partitions;
    private final Wire wire = Wire.singleObject();
    private final PointBatchReader reader = new PointBatchReader(wire);
    private final Map<String, double[]> series = new TreeMap<>();
    private final Map<String, PointKind> kinds = new TreeMap<>();
    private final Set<String> others = new TreeSet<>();
    private final List<String> misplaced = new ArrayList<>();

    Published(String bootstrapServers, String prefix, int partitions) {
        this.partitions = partitions;
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                prefix + "published",
                "auto.offset.reset",
                "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(
                List.of(Topics.POINTS.name(prefix), Topics.EVENTS.name(prefix), Topics.SERVICE_CHECKS.name(prefix)));
    }

    /** Waits until exactly this stands there of what begins so, and nothing else does. */
    void awaitExactly(String beginning, String... wanted) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(of(beginning)).containsExactlyInAnyOrder(wanted));
        assertThat(misplaced)
                .as("points in a partition that is not their series'")
                .isEmpty();
    }

    /** What stands there now of what begins so. */
    Set<String> of(String beginning) {
        poll();
        Set<String> found = new TreeSet<>();
        series.forEach((text, sums) -> {
            if (text.startsWith(beginning)) {
                found.add(text + " " + shown(kinds.get(text), sums));
            }
        });
        others.stream()
                .filter(text -> text.substring(text.indexOf(' ') + 1).startsWith(beginning))
                .forEach(found::add);
        return found;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static String shown(PointKind kind, double[] sums) {
        return switch (kind) {
            case COUNT, RATE -> String.format(Locale.ROOT, "count %.3f", sums[0]);
            case GAUGE -> String.format(Locale.ROOT, "gauge %.3f", sums[0]);
            case DISTRIBUTION ->
                String.format(Locale.ROOT, "distribution %.0f values %.3f", sums[1], sums[0] / sums[1]);
        };
    }

    private void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            if (record.topic().endsWith("events")) {
                event(wire.deserializer(Event.class).deserialize(record.topic(), record.value()));
            } else if (record.topic().endsWith("service-checks")) {
                check(wire.deserializer(ServiceCheck.class).deserialize(record.topic(), record.value()));
            } else {
                points(record);
            }
        }
    }

    private void event(Event event) {
        others.add("event " + event.getTitle() + " | " + event.getText().replace("\n", "\\n") + " | "
                + event.getAlertType() + " " + event.getPriority() + " " + event.getTags());
    }

    private void check(ServiceCheck check) {
        others.add("check " + check.getCheck() + " " + check.getStatus() + " " + check.getHost() + " | "
                + check.getMessage() + " | " + check.getTags());
    }

    private void points(ConsumerRecord<byte[], byte[]> record) {
        reader.read(record.value());
        for (int i = 0; i < reader.size(); i++) {
            int entry = reader.seriesIndex(i);
            String text = reader.seriesText(entry);
            kinds.put(text, reader.kind(entry));
            double[] sums = series.computeIfAbsent(text, key -> new double[2]);
            switch (reader.kind(entry)) {
                case COUNT -> sums[0] += reader.value(i);
                case RATE -> sums[0] += reader.value(i) * reader.intervalSeconds(entry);
                case GAUGE -> sums[0] = reader.value(i);
                case DISTRIBUTION -> {
                    double values = read(reader.sketch(i).orElseThrow()).getCount();
                    sums[0] += reader.value(i) * values;
                    sums[1] += values;
                }
            }
            if (Partitions.of(text, partitions) != record.partition()) {
                misplaced.add(text);
            }
        }
    }

    private static DDSketch read(byte[] bytes) {
        try {
            return DDSketchProtoBinding.fromProto(
                    UnboundedSizeDenseStore::new, com.datadoghq.sketch.ddsketch.proto.DDSketch.parseFrom(bytes));
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError("a sketch that is none", e);
        }
    }
}
