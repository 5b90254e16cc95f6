package io.tidemark.detectors.group;

import io.tidemark.detectors.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** The open buckets of one group of one version of a query, by start; in each the partial sums by metric and source. */
public final class GroupBuckets {
    private static final int SOURCES_MAX = 1 << 16;

    /** Partial sums of one bucket; the order of their keys is metric first, then source partition. */
    static final class Bucket {
        long touchedMillis;
        final TreeMap<Integer, Partial> partials = new TreeMap<>();

        void add(int metricNumber, int source, Partial partial) {
            Partial known = partials.putIfAbsent(metricNumber * SOURCES_MAX + source, partial);
            if (known != null) {
                known.add(partial);
            }
        }

        /** All sources of one metric, merged in the order of sources. */
        Partial merged(int metricNumber) {
            Partial sum = new Partial();
            partials.subMap(metricNumber * SOURCES_MAX, (metricNumber + 1) * SOURCES_MAX)
                    .values()
                    .forEach(sum::add);
            return sum;
        }
    }

    final TreeMap<Long, Bucket> open = new TreeMap<>();
    /** When it has to be looked at next; not part of the state. */
    long dueMillis = Long.MAX_VALUE;

    Bucket bucket(long start) {
        return open.computeIfAbsent(start, unused -> new Bucket());
    }

    static ObjectStore<GroupBuckets> newStore() {
        return new ObjectStore<>(new ObjectStore.Codec<>() {
            @Override
            public byte[] write(GroupBuckets value) {
                try {
                    return value.toBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException("writing to memory failed", e);
                }
            }

            @Override
            public GroupBuckets read(byte[] bytes) {
                try {
                    return parse(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException("state of a group ends in the middle of a field", e);
                }
            }
        });
    }

    private byte[] toBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(open.size());
        for (Map.Entry<Long, Bucket> entry : open.entrySet()) {
            out.writeLong(entry.getKey());
            out.writeLong(entry.getValue().touchedMillis);
            out.writeInt(entry.getValue().partials.size());
            for (Map.Entry<Integer, Partial> partial : entry.getValue().partials.entrySet()) {
                out.writeInt(partial.getKey());
                partial.getValue().write(out);
            }
        }
        return bytes.toByteArray();
    }

    private static GroupBuckets parse(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        GroupBuckets buckets = new GroupBuckets();
        for (int left = in.readInt(); left > 0; left--) {
            Bucket bucket = buckets.bucket(in.readLong());
            bucket.touchedMillis = in.readLong();
            for (int partials = in.readInt(); partials > 0; partials--) {
                bucket.partials.put(in.readInt(), Partial.read(in));
            }
        }
        return buckets;
    }
}
