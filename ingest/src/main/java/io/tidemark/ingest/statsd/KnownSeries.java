package io.tidemark.ingest.statsd;

import io.tidemark.ingest.aggregate.Context;
import io.tidemark.series.Series;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which series the raw bytes of a name, its tags and its container meant last time, so that a sender's usual line costs one hash and one
 * comparison and no text. Bounded: emptied when it is full, and from time to time so that admission hears of series in use.
 */
final class KnownSeries {

    private static final int ENTRIES_MAX = 100_000;

    private final Map<Key, Entry> entries = new HashMap<>();
    private final Key probe = new Key();

    /** A series, and the context it collects in, once it has one. */
    static final class Entry {

        final Series series;
        /** True where it stays: the same line means it again. */
        final boolean kept;

        Context context;

        Entry(Series series, boolean kept) {
            this.series = series;
            this.kept = kept;
        }
    }

    /** The entry of the line's name, tags and container; null where they are new. */
    Entry get(Line line) {
        probe.pointAt(line);
        return entries.get(probe);
    }

    Entry put(Line line, Series series) {
        if (entries.size() >= ENTRIES_MAX) {
            entries.clear();
        }
        probe.pointAt(line);
        Entry entry = new Entry(series, true);
        entries.put(probe.copy(), entry);
        return entry;
    }

    void clear() {
        entries.clear();
    }

    /** Name, tags and container as bytes; points into a datagram as a probe, owns its bytes as a key. */
    private static final class Key {

        private byte[] bytes = {};
        private int nameFrom;
        private int nameTo;
        private int tagsFrom;
        private int tagsTo;
        private int containerFrom;
        private int containerTo;
        private int hash;

        void pointAt(Line line) {
            bytes = line.bytes;
            nameFrom = line.nameFrom;
            nameTo = line.nameTo;
            tagsFrom = line.tagsFrom;
            tagsTo = line.tagsTo;
            containerFrom = line.containerFrom;
            containerTo = line.containerTo;
            hash = 31 * hash(bytes, nameFrom, nameTo) + hash(bytes, tagsFrom, tagsTo);
            hash = 31 * hash + hash(bytes, containerFrom, containerTo);
        }

        Key copy() {
            int nameLength = nameTo - nameFrom;
            int tagsLength = tagsTo - tagsFrom;
            int containerLength = containerTo - containerFrom;
            Key copy = new Key();
            copy.bytes = new byte[nameLength + tagsLength + containerLength];
            System.arraycopy(bytes, nameFrom, copy.bytes, 0, nameLength);
            System.arraycopy(bytes, tagsFrom, copy.bytes, nameLength, tagsLength);
            System.arraycopy(bytes, containerFrom, copy.bytes, nameLength + tagsLength, containerLength);
            copy.nameTo = nameLength;
            copy.tagsFrom = nameLength;
            copy.tagsTo = nameLength + tagsLength;
            copy.containerFrom = copy.tagsTo;
            copy.containerTo = copy.bytes.length;
            copy.hash = hash;
            return copy;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && hash == key.hash
                    && Arrays.equals(bytes, nameFrom, nameTo, key.bytes, key.nameFrom, key.nameTo)
                    && Arrays.equals(bytes, tagsFrom, tagsTo, key.bytes, key.tagsFrom, key.tagsTo)
                    && Arrays.equals(bytes, containerFrom, containerTo, key.bytes, key.containerFrom, key.containerTo);
        }

        private static int hash(byte[] bytes, int from, int to) {
            int hash = 1;
            for (int i = from; i < to; i++) {
                hash = 31 * hash + bytes[i];
            }
            return hash;
        }
    }
}
