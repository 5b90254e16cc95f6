package io.tidemark.ingest.backlog;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Entries as bytes in a file, big-endian:
 *
 * <pre>
 * marker "TMQ1" (4) | CRC-32C of all that follows (4) | number (8) | kind (1) | items (4) | length (4) | payload (length)
 * </pre>
 *
 * The marker lets a reader find the next whole entry behind damage; a checksum that does not fit makes it look on.
 */
final class EntryFormat {

    static final int HEADER_BYTES = 25;

    private static final int MARKER = 0x544D5131;
    private static final int CHECKED_FROM = 8;

    /** What a file holds. @param damagedBytes that belong to no whole entry */
    record Content(List<Entry> entries, long damagedBytes) {}

    private EntryFormat() {}

    static ByteBuffer bytes(Entry entry) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + entry.payload().length);
        out.putInt(MARKER)
                .putInt(0)
                .putLong(entry.number())
                .put((byte) entry.kind())
                .putInt(entry.items())
                .putInt(entry.payload().length)
                .put(entry.payload());
        out.putInt(4, checksum(out.array(), CHECKED_FROM, out.capacity()));
        return out.flip();
    }

    /** All whole entries whose numbers rise. */
    static Content read(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        List<Entry> entries = new ArrayList<>();
        long damaged = 0;
        long last = -1;
        int at = 0;
        while (at < file.length) {
            int length = wholeEntryAt(in, at);
            if (length < 0) {
                damaged++;
                at++;
                continue;
            }
            Entry entry = entryAt(in, at, length);
            if (entry.number() > last) {
                entries.add(entry);
                last = entry.number();
            }
            at += HEADER_BYTES + length;
        }
        return new Content(entries, damaged);
    }

    /** @return length of the payload; -1 where no whole entry starts here */
    private static int wholeEntryAt(ByteBuffer in, int at) {
        int left = in.capacity() - at;
        if (left < HEADER_BYTES || in.getInt(at) != MARKER) {
            return -1;
        }
        int length = in.getInt(at + 21);
        boolean fits = length >= 0
                && length <= left - HEADER_BYTES
                && in.getLong(at + 8) >= 0
                && in.get(at + 16) >= 0
                && in.getInt(at + 17) >= 0;
        return fits && in.getInt(at + 4) == checksum(in.array(), at + CHECKED_FROM, at + HEADER_BYTES + length)
                ? length
                : -1;
    }

    private static Entry entryAt(ByteBuffer in, int at, int length) {
        byte[] payload = new byte[length];
        in.get(at + HEADER_BYTES, payload);
        return new Entry(in.getLong(at + 8), in.get(at + 16), in.getInt(at + 17), payload);
    }

    private static int checksum(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
