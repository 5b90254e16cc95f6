package io.tidemark.wire;

import io.tidemark.avro.PointKind;
import java.util.Arrays;

/**
 * The series that the rows of a batch refer to: text, kind and interval of each. Where it is read, a text stays bytes of the
 * record until somebody asks for it: who knows what to expect only compares. Where it is written, entries that the batch before
 * began with as well, in the same order, are not encoded again.
 */
final class SeriesDictionary {

    private static final PointKind[] KINDS = PointKind.values();
    /** A text's length, an enum, an int: the fewest bytes of one entry. */
    private static final int ENTRY_BYTES_MIN = 3;

    private static final int GOLDEN = 0x9E3779B9;
    /** Whoever sends texts of one hash gets entries twice, which is valid, and costs no more than others. */
    private static final int PROBES_MAX = 32;

    private int size;
    /** Where an entry is by its hash, plus one: open addressing, at most half full. */
    private int[] places = new int[256];

    private int indexed;
    private String[] texts = new String[64];
    private PointKind[] kinds = new PointKind[64];
    private int[] intervals = new int[64];
    /** Where a text is in the record that was read. */
    private int[] from = new int[64];

    private int[] until = new int[64];
    private AvroInput read;
    /** Entries as they are written, each when it is added: its text is in the processor's cache then. */
    private final AvroOutput written = new AvroOutput();
    /** Where an entry ends in what is written. */
    private int[] ends = new int[64];
    /** How many are written, those of the batch before included that may come again. */
    private int writtenCount;

    /** Begins a batch that is written. */
    void clear() {
        size = 0;
        if (indexed > 0) {
            Arrays.fill(places, 0);
            indexed = 0;
        }
    }

    int indexOf(String text, PointKind kind, int intervalSeconds) {
        if (2 * indexed >= places.length) {
            grow();
        }
        int place = place(text, kind, intervalSeconds);
        if (place < 0) {
            return append(text, kind, intervalSeconds);
        }
        if (places[place] == 0) {
            places[place] = append(text, kind, intervalSeconds) + 1;
            indexed++;
        }
        return places[place] - 1;
    }

    /** Where the entry is in {@link #places}, or where it would be; -1 where too many are in the way. */
    private int place(String text, PointKind kind, int intervalSeconds) {
        int mask = places.length - 1;
        int hash = ((text.hashCode() * 31 + kind.ordinal()) * 31 + intervalSeconds) * GOLDEN;
        int place = (hash ^ hash >>> 16) & mask;
        for (int probe = 0; probe < PROBES_MAX; probe++) {
            if (places[place] == 0 || is(places[place] - 1, text, kind, intervalSeconds)) {
                return place;
            }
            place = place + 1 & mask;
        }
        return -1;
    }

    private boolean is(int index, String text, PointKind kind, int intervalSeconds) {
        return kinds[index] == kind && intervals[index] == intervalSeconds && texts[index].equals(text);
    }

    private void grow() {
        places = new int[places.length * 2];
        for (int i = 0; i < size; i++) {
            int place = place(texts[i], kinds[i], intervals[i]);
            if (place >= 0) {
                places[place] = i + 1;
            }
        }
    }

    /**
     * For rows that come series by series, with one object for the text of each: the last entry where it is the same, otherwise a new one.
     * Nothing is looked up, and no text is read that need not be.
     */
    int next(String text, PointKind kind, int intervalSeconds) {
        return size > 0 && isSame(size - 1, text, kind, intervalSeconds)
                ? size - 1
                : append(text, kind, intervalSeconds);
    }

    private int append(String text, PointKind kind, int intervalSeconds) {
        if (size < writtenCount && isSame(size, text, kind, intervalSeconds)) {
            return size++;
        }
        written.truncate(writtenBytes());
        written.putString(text);
        written.putLong(kind.ordinal());
        written.putLong(intervalSeconds);
        int index = keep(text, kind, intervalSeconds);
        ends[index] = written.size();
        writtenCount = size;
        return index;
    }

    /** Another object with the same letters is another entry, which is as valid. */
    private boolean isSame(int index, String text, PointKind kind, int intervalSeconds) {
        return texts[index] == text && kinds[index] == kind && intervals[index] == intervalSeconds;
    }

    private int writtenBytes() {
        return size == 0 ? 0 : ends[size - 1];
    }

    private int keep(String text, PointKind kind, int intervalSeconds) {
        if (size == texts.length) {
            texts = Arrays.copyOf(texts, size * 2);
            kinds = Arrays.copyOf(kinds, size * 2);
            intervals = Arrays.copyOf(intervals, size * 2);
            from = Arrays.copyOf(from, size * 2);
            until = Arrays.copyOf(until, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        texts[size] = text;
        kinds[size] = kind;
        intervals[size] = intervalSeconds;
        return size++;
    }

    int size() {
        return size;
    }

    String text(int index) {
        if (texts[index] == null) {
            texts[index] = read.textAt(from[index], until[index]);
        }
        return texts[index];
    }

    /** Whether the text of an entry that was read is this one, of ASCII characters only. */
    boolean isText(int index, String ascii) {
        return read.isAsciiAt(from[index], until[index], ascii);
    }

    PointKind kind(int index) {
        return kinds[index];
    }

    int intervalSeconds(int index) {
        return intervals[index];
    }

    void write(AvroOutput out) {
        if (size > 0) {
            out.putLong(size);
            out.raw(written, writtenBytes());
        }
        out.putLong(0);
    }

    void read(AvroInput in) {
        Arrays.fill(texts, 0, size, null);
        size = 0;
        read = in;
        for (int block = in.getBlock(ENTRY_BYTES_MIN); block > 0; block = in.getBlock(ENTRY_BYTES_MIN)) {
            for (int i = 0; i < block; i++) {
                int start = in.skipString();
                int end = in.position();
                int index = keep(null, KINDS[in.getIndex(KINDS.length)], in.getInt());
                from[index] = start;
                until[index] = end;
            }
        }
    }
}
