package io.tidemark.ingest.statsd;

import io.tidemark.ingest.aggregate.Slot;
import io.tidemark.ingest.bytes.Words;
import io.tidemark.ingest.refusal.Reason;
import java.util.EnumSet;
import java.util.Set;

/**
 * The short way for lines that come again and again with other values. What stands before the first colon (the name) and from the
 * first bar on (type, rate, tags, container) says all but the values; where those bytes were parsed and admitted before, they mean
 * the same again, and only the values are read.
 *
 * <pre>
 * page.views:12.5:7|d|#page:home,env:prod
 * ^name      ^values ^rest: looked up together with the name
 * </pre>
 *
 * A client that sends again tends to send in the same order, so the line that followed last time is compared first. Where it is another,
 * name and rest are read eight bytes at a time, which finds their ends and hashes them in one pass. Values are plain digits with at
 * most one point and at most 15 digits, for which {@link Decimal} gives mantissa ÷ 10^decimals, as here; any other line takes the
 * long way through {@link LineParser}.
 * One thread at a time; bounded: emptied when it is full.
 */
final class KnownLines {

    private static final int ENTRIES_MAX = 100_000;
    private static final int VALUES_MAX = 16;
    private static final int DIGITS_MAX = 15;

    /** What {@link LineParser} notes because of the rest, and not because of a value. */
    private static final Set<Reason> OF_THE_REST = EnumSet.of(Reason.UNKNOWN_FIELD, Reason.RATE_IGNORED);

    private static final long COLONS = Words.filledWith(':');
    private static final long BARS = Words.filledWith('|');
    private static final long POINTS = Words.filledWith('.');
    private static final long LINE_FEEDS = Words.filledWith('\n');

    private static final double[] TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    /** One for all: each line would touch one of its own. */
    private static final Reason[] NO_NOTES = {};

    /** At most half full, so that a probe is short. */
    private Entry[] table = new Entry[256];

    private int size;
    // the line that was found
    private final double[] values = new double[VALUES_MAX];
    private int valueCount;
    private int end;

    /** What a name and a rest mean. */
    static final class Entry {

        /** The name with its colon by eight bytes, then the rest: the last word of each ends where it ends, and has some bytes of the one before. */
        private final long[] words;

        private final int nameWords;
        /** With the colon. */
        private final int nameLength;

        private final int restLength;
        private final long hash;
        final KnownSeries.Entry series;
        final MetricType type;
        final double rate;
        final Reason[] notes;
        /** Where its values are collected; null at first. */
        Slot slot;

        /** The line that came after this one last time. */
        private Entry next;

        private Entry(Line line, int nameEnd, int rest, KnownSeries.Entry series) {
            this.nameLength = nameEnd + 1 - line.from;
            this.restLength = line.to - rest;
            this.nameWords = wordsOf(nameLength);
            this.words = new long[nameWords + wordsOf(restLength)];
            fill(0, nameWords, line.bytes, line.from, nameEnd + 1);
            fill(nameWords, words.length, line.bytes, rest, line.to);
            this.hash = Words.hash(Words.hash(0, line.bytes, line.from, nameEnd), line.bytes, rest, line.to);
            this.series = series;
            this.type = line.type;
            this.rate = line.rate;
            this.notes = line.notes().isEmpty() ? NO_NOTES : line.notes().toArray(new Reason[0]);
        }

        private static int wordsOf(int length) {
            return (length + Long.BYTES - 1) / Long.BYTES;
        }

        private void fill(int first, int end, byte[] bytes, int from, int to) {
            for (int i = first; i < end - 1; i++) {
                words[i] = Words.at(bytes, from + (i - first) * Long.BYTES);
            }
            words[end - 1] = Words.at(bytes, Math.max(from, to - Long.BYTES), to);
        }

        /** Whether so many bytes, which must be there, are its name and a colon. */
        private boolean isNamed(byte[] bytes, int from) {
            return isAt(0, nameWords, nameLength, bytes, from);
        }

        private boolean endsWith(byte[] bytes, int rest) {
            return isAt(nameWords, words.length, restLength, bytes, rest);
        }

        private boolean isAt(int first, int end, int length, byte[] bytes, int from) {
            int last = end - 1;
            for (int i = first, at = from; i < last; i++, at += Long.BYTES) {
                if (Words.at(bytes, at) != words[i]) {
                    return false;
                }
            }
            int to = from + length;
            long word = length < Long.BYTES ? Words.at(bytes, from, to) : Words.at(bytes, to - Long.BYTES);
            return word == words[last];
        }
    }

    /** Values of the line found last; those from {@link #valueCount} on are of earlier ones. */
    double[] values() {
        return values;
    }

    int valueCount() {
        return valueCount;
    }

    /** Where the line found last ends: at its line feed, or at the end of the packet. */
    int end() {
        return end;
    }

    /**
     * What the line from {@code from} on means; null where it is not known, or not plain.
     *
     * @param before the line before, null where it was not known; the caller's to keep: a field of an object that lives on costs a barrier of the
     *     collector with each line
     */
    Entry find(byte[] bytes, int from, int to, Entry before) {
        Entry expected = before == null ? null : before.next;
        if (expected != null && isNow(expected, bytes, from, to)) {
            return expected;
        }
        Entry found = search(bytes, from, to);
        if (before != null) {
            before.next = found;
        }
        return found;
    }

    private boolean isNow(Entry expected, byte[] bytes, int from, int to) {
        int value = from + expected.nameLength;
        if (value > to || !expected.isNamed(bytes, from)) {
            return false;
        }
        int rest = readValues(bytes, value, to);
        end = rest + expected.restLength;
        return rest >= 0 && (end == to || end < to && bytes[end] == '\n') && expected.endsWith(bytes, rest);
    }

    private Entry search(byte[] bytes, int from, int to) {
        long hash = 0;
        int nameEnd = -1;
        for (int i = from; i < to && nameEnd < 0; i += Long.BYTES) {
            long word = Words.at(bytes, i, to);
            int at = Words.indexOf(word, COLONS);
            hash = Words.mix(hash, word, at);
            nameEnd = at < Long.BYTES ? i + at : -1;
        }
        int rest = nameEnd < 0 ? -1 : readValues(bytes, nameEnd + 1, to);
        if (rest < 0) {
            return null;
        }
        end = -1;
        for (int i = rest; i < to && end < 0; i += Long.BYTES) {
            long word = Words.at(bytes, i, to);
            int at = Words.indexOf(word, LINE_FEEDS);
            hash = Words.mix(hash, word, at);
            end = at < Long.BYTES ? i + at : -1;
        }
        end = end < 0 ? to : end;
        return lookUp(bytes, from, nameEnd, rest, hash);
    }

    /** Remembers a line that was parsed and admitted the long way, where what it means does not hang on its values. */
    void put(Line line, KnownSeries.Entry series) {
        if (line.type == MetricType.SET || line.timestampSeconds != 0 || !OF_THE_REST.containsAll(line.notes())) {
            return;
        }
        byte[] bytes = line.bytes;
        // Only what find() can read again is of use.
        int colon = Ascii.indexOf(bytes, ':', line.from, line.to);
        int bar = Ascii.indexOf(bytes, '|', colon, line.to);
        if (readValues(bytes, colon + 1, line.to) != bar) {
            return;
        }
        if (size >= ENTRIES_MAX) {
            clear();
        }
        insert(new Entry(line, colon, bar, series));
    }

    void clear() {
        table = new Entry[256];
        size = 0;
    }

    /** Reads numbers with colons between them. @return where the bar after them stands; -1 where they are not plain */
    private int readValues(byte[] bytes, int from, int to) {
        int bar = readShortValue(bytes, from, to);
        return bar < 0 ? readLongValues(bytes, from, to) : bar;
    }

    /** Reads one number of at most seven bytes without a branch for each. @return where the bar after it stands; -1 where there is none such */
    private int readShortValue(byte[] bytes, int from, int to) {
        long word = Words.at(bytes, from, to);
        int length = Words.indexOf(word, BARS);
        int digits = length;
        int decimals = 0;
        int pointAt = Words.indexOf(word, POINTS);
        if (pointAt < length) {
            digits--;
            decimals = digits - pointAt;
            long before = word & (1L << Byte.SIZE * pointAt) - 1;
            word = before | word >>> Byte.SIZE & -1L << Byte.SIZE * pointAt;
        }
        if (length == Long.BYTES || digits == 0 || !Words.areDigits(word, digits)) {
            return -1;
        }
        long mantissa = Words.number(word, digits);
        values[0] = decimals == 0 ? mantissa : mantissa / TENS[decimals];
        valueCount = 1;
        return from + length;
    }

    private int readLongValues(byte[] bytes, int from, int to) {
        valueCount = 0;
        long mantissa = 0;
        int digits = 0;
        int pointAt = -1;
        for (int i = from; i < to; i++) {
            int b = bytes[i];
            if (b >= '0' && b <= '9') {
                mantissa = mantissa * 10 + (b - '0');
                digits++;
            } else if (b == '.' && pointAt < 0) {
                pointAt = digits;
            } else if (b == '|' || b == ':') {
                if (digits == 0 || digits > DIGITS_MAX || valueCount == VALUES_MAX) {
                    return -1;
                }
                values[valueCount++] = pointAt < 0 ? mantissa : mantissa / TENS[digits - pointAt];
                if (b == '|') {
                    return i;
                }
                mantissa = 0;
                digits = 0;
                pointAt = -1;
            } else {
                return -1;
            }
        }
        return -1;
    }

    private Entry lookUp(byte[] bytes, int from, int nameEnd, int rest, long hash) {
        int mask = table.length - 1;
        int nameLength = nameEnd + 1 - from;
        for (int i = slotOf(hash) & mask; table[i] != null; i = i + 1 & mask) {
            Entry entry = table[i];
            if (entry.hash == hash
                    && entry.nameLength == nameLength
                    && entry.restLength == end - rest
                    && entry.isNamed(bytes, from)
                    && entry.endsWith(bytes, rest)) {
                return entry;
            }
        }
        return null;
    }

    private void insert(Entry entry) {
        if (2 * size >= table.length) {
            Entry[] old = table;
            table = new Entry[old.length * 2];
            for (Entry kept : old) {
                if (kept != null) {
                    table[freeSlot(kept.hash)] = kept;
                }
            }
        }
        table[freeSlot(entry.hash)] = entry;
        size++;
    }

    private int freeSlot(long hash) {
        int mask = table.length - 1;
        int i = slotOf(hash) & mask;
        while (table[i] != null) {
            i = i + 1 & mask;
        }
        return i;
    }

    private static int slotOf(long hash) {
        return (int) (hash >>> 40);
    }
}
