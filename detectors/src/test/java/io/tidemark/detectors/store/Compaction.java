package io.tidemark.detectors.store;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Kafka's log cleaner leaves of a changelog. */
public final class Compaction {
    private Compaction() {}

    /** The last record of each key, in the order of offsets. */
    public static void compact(List<Map.Entry<byte[], byte[]>> changelog) {
        Map<ByteBuffer, Map.Entry<byte[], byte[]>> last = new LinkedHashMap<>();
        for (Map.Entry<byte[], byte[]> record : changelog) {
            last.remove(ByteBuffer.wrap(record.getKey()));
            last.put(ByteBuffer.wrap(record.getKey()), record);
        }
        changelog.clear();
        changelog.addAll(last.values());
    }

    /** The same once tombstones are gone, too. */
    public static void compactWithoutTombstones(List<Map.Entry<byte[], byte[]>> changelog) {
        compact(changelog);
        changelog.removeIf(record -> record.getValue() == null);
    }
}
