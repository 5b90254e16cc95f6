package io.tidemark.topics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One topic of the registry.
 *
 * @param shortName name without the prefix, {@code points}
 * @param key what the key holds, for people
 * @param value what the value holds: an Avro record's name, or {@code JSON}
 * @param partitioned true: as many partitions as the installation uses for data; false: one
 * @param cleanup how old records go
 * @param retention how long records are kept; empty: for ever
 * @param owner the service that writes it
 * @param doc one sentence for the reference
 */
public record Topic(
        String shortName,
        String key,
        String value,
        boolean partitioned,
        Cleanup cleanup,
        Optional<Duration> retention,
        String owner,
        String doc) {

    /** Kafka's clean-up policies in use here. */
    public enum Cleanup {
        /** Records go when they are older than the retention. */
        DELETE("delete"),
        /** The latest record of each key stays. */
        COMPACT("compact"),
        /** The latest record of each key stays, and goes as well when it is older than the retention. */
        COMPACT_DELETE("compact,delete");

        private final String policy;

        Cleanup(String policy) {
            this.policy = policy;
        }

        /** The value of {@code cleanup.policy}. */
        public String policy() {
            return policy;
        }
    }

    public Topic {
        Objects.requireNonNull(shortName, "shortName");
        Objects.requireNonNull(retention, "retention");
    }

    /** The name on the broker. */
    public String name(String prefix) {
        return prefix + shortName;
    }

    /** Partitions to create where data topics have {@code dataPartitions}. */
    public int partitions(int dataPartitions) {
        return partitioned ? dataPartitions : 1;
    }

    /** Broker settings of the topic, in a fixed order. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("cleanup.policy", cleanup.policy());
        settings.put(
                "retention.ms", retention.map(r -> Long.toString(r.toMillis())).orElse("-1"));
        // Back-filled points carry old times: retention and compaction must go by arrival, or history is deleted at
        // once.
        settings.put("message.timestamp.type", "LogAppendTime");
        return settings;
    }
}
