package io.tidemark.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Which partition a series belongs to: Kafka's default partitioner applied to its canonical text in UTF-8 (murmur2),
 * so that a foreign producer that writes one point a record, keyed by its series, lands in the same partition.
 */
public final class Partitions {

    private Partitions() {}

    /** @return 0 to {@code partitions} - 1 */
    public static int of(String seriesText, int partitions) {
        return of(seriesText.getBytes(StandardCharsets.UTF_8), partitions);
    }

    public static int of(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }
}
