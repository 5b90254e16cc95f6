package io.tidemark.ingest.backlog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A bounded queue of entries that outlives the process. Thread-safe.
 *
 * <pre>
 * put a, b, c     numbers 1, 2, 3        on disk before put returns
 * head            a, b                   stays until released
 * release 2                              c waits
 * killed, opened  head: c                and new numbers are above 3
 * </pre>
 */
public final class Backlog implements AutoCloseable {

    /** Hears of items that were dropped because a limit was reached. */
    public interface Losses {

        void dropped(long items);
    }

    /**
     * How the queue stands.
     *
     * @param entries that wait
     * @param items points, events and checks in them
     * @param diskBytes of files, released entries of the newest included
     * @param memoryBytes of entries that are on no disk
     * @param damagedBytes of files that held no whole entry, since the start
     */
    public record Level(long entries, long items, long diskBytes, long memoryBytes, long damagedBytes) {}

    private BacklogLimits limits;
    private final Losses losses;
    private final Optional<QueueFolder> folder;
    private final LongSupplier usableBytes;
    private final String id;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private long nextNumber;
    private long doneUpTo = -1;
    private long damagedBytes;
    private String diskFault = "";
    private boolean closed;
    private boolean woken;

    private Backlog(
            BacklogLimits limits, Losses losses, Optional<QueueFolder> folder, OptionalLong usable, String newId) {
        this.limits = limits;
        this.losses = losses;
        this.folder = folder;
        this.id = folder.map(QueueFolder::id).orElse(newId);
        this.nextNumber = folder.map(QueueFolder::firstNumber).orElse(0L);
        this.usableBytes = usable.isPresent()
                ? usable::getAsLong
                : () -> folder.map(QueueFolder::usableBytes).orElse(0L);
    }

    /** A queue in memory only. @param id chosen anew by each process */
    public static Backlog inMemory(BacklogLimits limits, String id, Losses losses) {
        return new Backlog(limits, losses, Optional.empty(), OptionalLong.empty(), id);
    }

    /**
     * A queue in a folder; what an earlier process left there waits again.
     *
     * @param host a folder that was made on another host gets the new id
     * @param newId for a new folder
     */
    public static Backlog inFolder(Path path, String host, String newId, BacklogLimits limits, Losses losses) {
        return inFolder(path, host, newId, limits, losses, OptionalLong.empty());
    }

    static Backlog inFolder(
            Path path, String host, String newId, BacklogLimits limits, Losses losses, OptionalLong usable) {
        Backlog backlog = new Backlog(limits, losses, Optional.of(QueueFolder.open(path, host, newId)), usable, newId);
        try {
            backlog.findSegments();
            return backlog;
        } catch (IOException e) {
            backlog.close();
            throw new UncheckedIOException("cannot read the queue's folder " + path + ": " + e.getMessage(), e);
        }
    }

    /** Under which name the receiving side remembers this queue's position. */
    public String id() {
        return id;
    }

    /**
     * Takes one entry; where it reaches a limit, the oldest are dropped and told to {@link Losses}.
     *
     * @return its number; -1 where it alone is over the limits (not told to Losses)
     */
    public synchronized long put(int kind, int items, byte[] payload) {
        long size = EntryFormat.HEADER_BYTES + (long) payload.length;
        if (closed || size > limits.segmentBytes()) {
            return -1;
        }
        Entry entry = new Entry(nextNumber++, kind, items, payload);
        Segment last = segments.peekLast();
        if (last == null || last.isSealed() || last.written() + size > limits.segmentBytes()) {
            last = begin(entry.number());
        }
        try {
            last.append(entry);
        } catch (IOException e) {
            diskFault = e.toString();
            append(beginInMemory(), entry);
        }
        dropOverLimits();
        notifyAll();
        return entry.number();
    }

    /** The oldest entries, at least one where any waits, up to about so many bytes; they stay until released. */
    public synchronized List<Entry> head(long bytesMax) {
        List<Entry> head = new ArrayList<>();
        long bytes = 0;
        for (Segment segment : List.copyOf(segments)) {
            if (!head.isEmpty() && bytes >= bytesMax) {
                break;
            }
            try {
                bytes = segment.head(doneUpTo, head, bytes, bytesMax);
            } catch (IOException e) {
                // A file that cannot be read any more must not hold up what is behind it.
                diskFault = e.toString();
                drop(segment);
            }
        }
        return head;
    }

    /** As {@link #head(long)}, and waits up to so long for an entry to come. */
    public synchronized List<Entry> head(long bytesMax, long waitMillis) throws InterruptedException {
        long deadline = System.nanoTime() + waitMillis * 1_000_000;
        long left = waitMillis;
        while (!closed && !woken && left > 0 && level().entries() == 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
        woken = false;
        return closed ? List.of() : head(bytesMax);
    }

    /** Ends a wait for entries early. */
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** These entries and all before them are done. @return items that were waiting until now */
    public synchronized long release(long upTo) {
        if (upTo <= doneUpTo) {
            return 0;
        }
        long before = level().items();
        try {
            releaseSegments(upTo);
            if (folder.isPresent()) {
                folder.get().position(upTo);
            }
        } catch (IOException e) {
            diskFault = e.toString();
        }
        doneUpTo = upTo;
        return before - level().items();
    }

    /** Other limits from now on. */
    public synchronized void limit(BacklogLimits newLimits) {
        limits = newLimits;
        dropOverLimits();
    }

    /** Forces what was written on to the disk itself: what came before survives a loss of power. */
    public synchronized void sync() {
        Segment last = segments.peekLast();
        if (last != null) {
            try {
                last.force();
            } catch (IOException e) {
                diskFault = e.toString();
            }
        }
    }

    public synchronized Level level() {
        long entries = 0;
        long items = 0;
        long disk = 0;
        long memory = 0;
        for (Segment segment : segments) {
            entries += segment.waitingEntries();
            items += segment.waitingItems();
            disk += segment.isFile() ? segment.bytes() : 0;
            memory += segment.isFile() ? 0 : segment.bytes();
        }
        return new Level(entries, items, disk, memory, damagedBytes);
    }

    /** Why the newest entries are in memory only; empty where they are not, or no folder was asked for. */
    public synchronized String diskFault() {
        return diskFault;
    }

    /** Whether what waits now would be there after a restart. */
    public synchronized boolean isDurable() {
        return folder.isPresent() && segments.stream().allMatch(s -> s.isFile() || s.waitingEntries() == 0);
    }

    /** What is on disk waits for the next opening. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        notifyAll();
        Segment last = segments.peekLast();
        try {
            if (last != null) {
                last.seal(true);
            }
        } catch (IOException e) {
            diskFault = e.toString();
        }
        folder.ifPresent(QueueFolder::close);
    }

    private void findSegments() throws IOException {
        doneUpTo = folder.orElseThrow().position();
        for (Path file : folder.orElseThrow().segments()) {
            byte[] bytes = Files.readAllBytes(file);
            EntryFormat.Content content = EntryFormat.read(bytes);
            damagedBytes += content.damagedBytes();
            Segment segment = Segment.found(file, doneUpTo, content, bytes.length);
            if (segment.waitingEntries() == 0) {
                segment.delete();
            } else {
                segments.add(segment);
            }
        }
    }

    private void releaseSegments(long upTo) throws IOException {
        while (!segments.isEmpty()) {
            Segment oldest = segments.peek();
            oldest.release(upTo, doneUpTo);
            boolean written = oldest == segments.peekLast() && !oldest.isSealed();
            if (oldest.waitingEntries() > 0 || written) {
                return;
            }
            segments.poll().delete();
        }
    }

    private Segment begin(long firstNumber) {
        sealLast();
        if (folder.isEmpty()) {
            return beginInMemory();
        }
        if (usableBytes.getAsLong() < limits.diskFreeBytesMin() + limits.segmentBytes()) {
            diskFault = "less than " + limits.diskFreeBytesMin() + " bytes of the disk are free [disk-guard]";
            return beginInMemory();
        }
        try {
            Segment segment = Segment.inFile(folder.get().segment(firstNumber));
            segments.add(segment);
            diskFault = "";
            return segment;
        } catch (IOException e) {
            diskFault = e.toString();
            return beginInMemory();
        }
    }

    private Segment beginInMemory() {
        sealLast();
        Segment segment = Segment.inMemory();
        segments.add(segment);
        return segment;
    }

    private void sealLast() {
        Segment last = segments.peekLast();
        if (last != null) {
            try {
                last.seal(segments.size() == 1);
            } catch (IOException e) {
                diskFault = e.toString();
            }
        }
    }

    private static void append(Segment memory, Entry entry) {
        try {
            memory.append(entry);
        } catch (IOException e) {
            throw new IllegalStateException("memory has no input or output", e);
        }
    }

    private void dropOverLimits() {
        Level level = level();
        while (level.diskBytes() > limits.diskBytesMax() && dropOldest(true)) {
            level = level();
        }
        while (level.memoryBytes() > limits.memoryBytesMax() && dropOldest(false)) {
            level = level();
        }
    }

    /** The oldest segment of the two sorts goes, unless it is the one that is written to. */
    private boolean dropOldest(boolean file) {
        for (Segment segment : segments) {
            if (segment.isFile() == file && segment != segments.peekLast()) {
                drop(segment);
                return true;
            }
        }
        return false;
    }

    private void drop(Segment segment) {
        segments.remove(segment);
        try {
            segment.delete();
        } catch (IOException e) {
            diskFault = e.toString();
        }
        if (segment.waitingItems() > 0) {
            losses.dropped(segment.waitingItems());
        }
    }
}
