package io.tidemark.detectors.topology;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Bytes on their way out, with the partition that they go to; {@link #BY_KEY} leaves that to Kafka's default. */
record Addressed(int partition, byte[] value) {
    static final int BY_KEY = -1;

    static final Serializer<Addressed> SERIALIZER = (topic, addressed) -> addressed.value;

    static final StreamPartitioner<byte[], Addressed> PARTITIONER = (topic, key, addressed, partitions) ->
            addressed.partition == BY_KEY ? Optional.empty() : Optional.of(Set.of(addressed.partition % partitions));

    static byte[] key(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
