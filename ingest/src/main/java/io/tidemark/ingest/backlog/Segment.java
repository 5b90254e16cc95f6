package io.tidemark.ingest.backlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * A run of entries, in a file or in memory. A file's entries are in memory only while it is written and read at once, or while
 * it is the oldest. Guarded by the backlog's lock.
 */
final class Segment {

    private final Path file;
    private FileChannel channel;
    private Deque<Entry> loaded;
    private long bytes;
    private long written;
    private long waitingItems;
    private long waitingEntries;
    private boolean dirty;

    private Segment(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        this.loaded = new ArrayDeque<>();
    }

    static Segment inMemory() {
        return new Segment(null, null);
    }

    static Segment inFile(Path file) throws IOException {
        return new Segment(file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** A file that an earlier process wrote: its entries after this number wait, and are read when their turn comes. */
    static Segment found(Path file, long doneUpTo, EntryFormat.Content content, long fileBytes) {
        Segment segment = new Segment(file, null);
        for (Entry entry : content.entries()) {
            if (entry.number() > doneUpTo) {
                segment.waitingEntries++;
                segment.waitingItems += entry.items();
            }
        }
        segment.bytes = fileBytes;
        segment.loaded = null;
        return segment;
    }

    boolean isFile() {
        return file != null;
    }

    long bytes() {
        return bytes;
    }

    /** Bytes of all entries that were ever put here: what decides when the next segment is begun. */
    long written() {
        return written;
    }

    boolean isSealed() {
        return isFile() && channel == null;
    }

    long waitingItems() {
        return waitingItems;
    }

    long waitingEntries() {
        return waitingEntries;
    }

    /** @throws IOException where the disk did not take it; the segment then holds what it held */
    void append(Entry entry) throws IOException {
        ByteBuffer out = EntryFormat.bytes(entry);
        int size = out.remaining();
        if (isFile()) {
            try {
                while (out.hasRemaining()) {
                    channel.write(out, bytes + size - out.remaining());
                }
            } catch (IOException e) {
                // Half an entry must not stand behind whole ones; if even this fails, the checksum tells.
                channel.truncate(bytes);
                throw e;
            }
            dirty = true;
        }
        bytes += size;
        written += size;
        waitingItems += entry.items();
        waitingEntries++;
        if (loaded != null) {
            loaded.add(entry);
        }
    }

    /** No more comes: what need not be in memory is let go. */
    void seal(boolean isOldest) throws IOException {
        if (channel != null) {
            force();
            channel.close();
            channel = null;
            if (!isOldest) {
                loaded = null;
            }
        }
    }

    /** On to the disk itself. */
    void force() throws IOException {
        if (dirty && channel != null) {
            channel.force(false);
            dirty = false;
        }
    }

    /** Adds the oldest waiting entries to a list until it holds so many bytes. @return bytes in the list afterwards */
    long head(long doneUpTo, List<Entry> into, long listBytes, long bytesMax) throws IOException {
        load(doneUpTo);
        Iterator<Entry> entries = loaded.iterator();
        while (entries.hasNext() && (into.isEmpty() || listBytes < bytesMax)) {
            Entry entry = entries.next();
            into.add(entry);
            listBytes += EntryFormat.HEADER_BYTES + entry.payload().length;
        }
        return listBytes;
    }

    /** Forgets the entries up to this number. @param doneUpTo what was forgotten before */
    void release(long upTo, long doneUpTo) throws IOException {
        if (waitingEntries == 0) {
            return;
        }
        load(doneUpTo);
        while (!loaded.isEmpty() && loaded.peek().number() <= upTo) {
            Entry entry = loaded.poll();
            waitingItems -= entry.items();
            waitingEntries--;
            if (!isFile()) {
                bytes -= EntryFormat.HEADER_BYTES + entry.payload().length;
            }
        }
    }

    void delete() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
        if (isFile()) {
            Files.deleteIfExists(file);
        }
    }

    private void load(long doneUpTo) throws IOException {
        if (loaded == null) {
            List<Entry> all = EntryFormat.read(Files.readAllBytes(file)).entries();
            Deque<Entry> waiting = new ArrayDeque<>();
            all.stream().filter(entry -> entry.number() > doneUpTo).forEach(waiting::add);
            loaded = waiting;
        }
    }
}
