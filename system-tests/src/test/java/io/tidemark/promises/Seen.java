package io.tidemark.promises;

import io.tidemark.avro.Alert;
import io.tidemark.avro.Anomaly;
import io.tidemark.avro.BandStage;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationState;
import io.tidemark.topics.Topic;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.PointBatchReader;
import io.tidemark.wire.RollupBatchReader;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** What came out on the topics of one prefix, as any subscriber would see it. */
final class Seen implements AutoCloseable {
    private final Wire wire = Wire.singleObject();
    private final Tail anomalies;
    private final Tail alerts;
    private final Tail notifications;
    private final Tail bands;
    private final Tail rollups;
    private final Tail points;

    Seen(String bootstrapServers, String prefix) {
        anomalies = tail(bootstrapServers, Topics.ANOMALIES, prefix);
        alerts = tail(bootstrapServers, Topics.ALERTS, prefix);
        notifications = tail(bootstrapServers, Topics.NOTIFICATIONS, prefix);
        bands = tail(bootstrapServers, Topics.BANDS, prefix);
        rollups = tail(bootstrapServers, Topics.ROLLUPS, prefix);
        points = tail(bootstrapServers, Topics.POINTS, prefix);
    }

    private static Tail tail(String bootstrapServers, Topic topic, String prefix) {
        return new Tail(bootstrapServers, topic.name(prefix));
    }

    List<Anomaly> anomalies() {
        return read(anomalies, Anomaly.class);
    }

    List<Alert> alerts() {
        return read(alerts, Alert.class);
    }

    /** The latest record of each. */
    Collection<Notification> notifications() {
        Map<String, Notification> latest = new LinkedHashMap<>();
        read(notifications, Notification.class).forEach(each -> latest.put(each.getId(), each));
        return latest.values();
    }

    boolean hasPendingNotifications() {
        return notifications().stream().anyMatch(each -> each.getState() == NotificationState.PENDING);
    }

    /** Every judged bucket: {@code detector | group | start | value | lower | upper | flags}. */
    List<String> bandRows(String detector) {
        BandBatchReader reader = new BandBatchReader(wire);
        return bands.all().stream()
                .map(ConsumerRecord::value)
                .flatMap(bytes -> {
                    reader.read(bytes);
                    String[] rows = new String[reader.detector().equals(detector) ? reader.size() : 0];
                    for (int row = 0; row < rows.length; row++) {
                        rows[row] = Workload.line(
                                detector,
                                reader.group(row),
                                Instant.ofEpochSecond(reader.startSeconds(row)),
                                reader.value(row),
                                reader.lower(row),
                                reader.upper(row),
                                reader.flags(row));
                    }
                    return Arrays.stream(rows);
                })
                .toList();
    }

    /** The ten-second buckets of a series so far: {@code start | count | sum}. */
    List<String> rollups(String series) {
        RollupBatchReader reader = new RollupBatchReader(wire);
        List<String> rows = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : rollups.all()) {
            reader.read(record.value());
            for (int row = 0; row < reader.size() && reader.intervalSeconds() == 10; row++) {
                if (reader.seriesText(row).equals(series)) {
                    rows.add(Workload.line(
                            Instant.ofEpochSecond(reader.startSeconds(row)), reader.count(row), reader.sum(row)));
                }
            }
        }
        return rows;
    }

    /** {@code partition | value} of every point of a series in our own producer's batches. */
    List<String> batchedPoints(String series) {
        PointBatchReader reader = new PointBatchReader(wire);
        List<String> rows = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : points.all()) {
            if (record.value()[0] == '{') {
                continue; // somebody else's, in JSON
            }
            reader.read(record.value());
            for (int point = 0; point < reader.size(); point++) {
                if (reader.seriesText(reader.seriesIndex(point)).equals(series)) {
                    rows.add(Workload.line(record.partition(), reader.value(point)));
                }
            }
        }
        return rows;
    }

    /** The partitions of the single points, in JSON, that carry this key. */
    List<Integer> partitionsOfKey(String key) {
        return points.all().stream()
                .filter(record -> record.key() != null
                        && record.value()[0] == '{'
                        && new String(record.key(), StandardCharsets.UTF_8).equals(key))
                .map(ConsumerRecord::partition)
                .toList();
    }

    /**
     * How far time has come everywhere: the earliest of the latest ticks of all partitions; 0 at first.
     *
     * @param stages whose ticks; those of groups come only while a query has groups
     */
    long tickEverywhereMillis(BandStage... stages) {
        BandBatchReader reader = new BandBatchReader(wire);
        Set<BandStage> asked = Set.of(stages);
        Map<String, Long> ticks = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : bands.all()) {
            reader.read(record.value());
            String writer = record.partition() + " " + reader.stage();
            if (asked.contains(reader.stage())) {
                reader.tickMillis().ifPresent(tick -> ticks.merge(writer, tick, Math::max));
            }
        }
        return ticks.size() < bands.partitions() * stages.length ? 0 : new TreeSet<>(ticks.values()).first();
    }

    private <T extends SpecificRecord> List<T> read(Tail tail, Class<T> type) {
        Deserializer<T> deserializer = wire.deserializer(type);
        return tail.all().stream()
                .map(record -> deserializer.deserialize(record.topic(), record.value()))
                .toList();
    }

    @Override
    public void close() {
        anomalies.close();
        alerts.close();
        notifications.close();
        bands.close();
        rollups.close();
        points.close();
    }
}
