package io.tidemark.ingest.forward;

import io.tidemark.avro.Event;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.backlog.Entry;
import io.tidemark.ingest.publish.RecordForms;
import io.tidemark.topics.Partitions;
import io.tidemark.topics.Topics;
import io.tidemark.wire.PointBatchReader;
import io.tidemark.wire.PointBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Turns entries into records. Points are placed by partition only here, because the number of partitions is not known while
 * the brokers are away, and may change meanwhile.
 */
final class Packing {

    private static final int POINTS_MAX = 2_000;
    private static final int BYTES_MAX = 256 * 1024;

    private final Wire wire;
    private final String topic;
    private final RecordForms forms;
    private final Wire stored = Wire.singleObject();
    private final PointBatchReader reader = new PointBatchReader(stored);

    Packing(Wire wire, String prefix) {
        this.wire = wire;
        this.topic = Topics.POINTS.name(prefix);
        this.forms = new RecordForms(wire, prefix);
    }

    /** @throws io.tidemark.wire.MalformedRecordException where a payload is none of ours */
    List<ProducerRecord<byte[], byte[]>> records(List<Entry> entries, int partitions) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Batch> open = new LinkedHashMap<>();
        for (Entry entry : entries) {
            switch (EntryKind.values()[entry.kind()]) {
                case POINTS -> place(entry.payload(), partitions, open, records);
                case EVENT ->
                    records.add(forms.event(stored.deserializer(Event.class).deserialize(topic, entry.payload())));
                case CHECK ->
                    records.add(
                            forms.check(stored.deserializer(ServiceCheck.class).deserialize(topic, entry.payload())));
                case HOST_TAGS -> records.add(forms.hostTags(entry.payload()));
            }
        }
        open.values().forEach(batch -> records.add(batch.seal()));
        return records;
    }

    private void place(
            byte[] payload, int partitions, Map<String, Batch> open, List<ProducerRecord<byte[], byte[]>> records) {
        reader.read(payload);
        for (int i = 0; i < reader.size(); i++) {
            String series = reader.seriesText(reader.seriesIndex(i));
            int partition = Partitions.of(series, partitions);
            String place = partition + " " + reader.source();
            Batch batch = open.get(place);
            if (batch != null && batch.isFull()) {
                records.add(batch.seal());
                batch = null;
            }
            if (batch == null) {
                batch = new Batch(partition, reader.source());
                open.put(place, batch);
            }
            batch.add(series, i);
        }
    }

    /** Points of one partition and source. */
    private final class Batch {

        private final int partition;
        private final PointBatchWriter writer = new PointBatchWriter(wire);
        private String onlySeries = "";
        private boolean several;
        private long bytes;

        Batch(int partition, String source) {
            this.partition = partition;
            writer.begin(source);
        }

        boolean isFull() {
            return writer.size() >= POINTS_MAX || bytes >= BYTES_MAX;
        }

        void add(String series, int i) {
            several |= writer.size() > 0 && !series.equals(onlySeries);
            onlySeries = series;
            int entry = reader.seriesIndex(i);
            Optional<byte[]> sketch = reader.sketch(i);
            if (sketch.isPresent()) {
                writer.addSketch(
                        series, reader.intervalSeconds(entry), reader.timeMillis(i), reader.value(i), sketch.get());
            } else {
                writer.add(
                        series,
                        reader.kind(entry),
                        reader.intervalSeconds(entry),
                        reader.timeMillis(i),
                        reader.value(i));
            }
            bytes += 24L + series.length() + sketch.map(s -> s.length).orElse(0);
        }

        ProducerRecord<byte[], byte[]> seal() {
            byte[] key = several ? null : onlySeries.getBytes(StandardCharsets.UTF_8);
            return new ProducerRecord<>(topic, partition, key, writer.toBytes());
        }
    }
}
