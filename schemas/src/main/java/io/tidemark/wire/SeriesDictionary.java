package io.tidemark.wire;

import io.tidemark.avro.PointKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The series that the rows of a batch refer to: text, kind and interval of each. */
final class SeriesDictionary {

    private static final PointKind[] KINDS = PointKind.values();
    /** A text's length, an enum, an int: the fewest bytes of one entry. */
    private static final int ENTRY_BYTES_MIN = 3;

    private record Entry(String text, PointKind kind, int intervalSeconds) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Entry, Integer> indexes = new HashMap<>();

    void clear() {
        entries.clear();
        indexes.clear();
    }

    int indexOf(String text, PointKind kind, int intervalSeconds) {
        Entry entry = new Entry(text, kind, intervalSeconds);
        Integer known = indexes.putIfAbsent(entry, entries.size());
        if (known != null) {
            return known;
        }
        entries.add(entry);
        return entries.size() - 1;
    }

    int size() {
        return entries.size();
    }

    String text(int index) {
        return entries.get(index).text();
    }

    PointKind kind(int index) {
        return entries.get(index).kind();
    }

    int intervalSeconds(int index) {
        return entries.get(index).intervalSeconds();
    }

    void write(AvroOutput out) {
        if (!entries.isEmpty()) {
            out.putLong(entries.size());
            for (Entry entry : entries) {
                out.putString(entry.text());
                out.putLong(entry.kind().ordinal());
                out.putLong(entry.intervalSeconds());
            }
        }
        out.putLong(0);
    }

    void read(AvroInput in) {
        clear();
        for (int block = in.getBlock(ENTRY_BYTES_MIN); block > 0; block = in.getBlock(ENTRY_BYTES_MIN)) {
            for (int i = 0; i < block; i++) {
                entries.add(new Entry(in.getString(), KINDS[in.getIndex(KINDS.length)], in.getInt()));
            }
        }
    }
}
