package io.tidemark.detectors.store.checkpoint;

import io.tidemark.detectors.store.Contents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of one store on disk, so that a restart reads only what its changelog says since.
 *
 * <p>A full checkpoint is begun in a file of its own and written over several calls, as much at a time as does not hold the task up; what changes
 * meanwhile is written at its end, and then it takes the file's place. Behind it come increments: what changed since the last. Where they are as
 * long as the full one, the next full one is begun.
 *
 * <p>It is used by the thread that has the store. A copy that cannot be written is a warning, not the end: there is the changelog.
 */
public final class Checkpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);

    /** Of a full checkpoint at a time: some 50 ms of a stream thread. */
    private static final long SLICE_BYTES = 64L << 20;

    /** Increments of so much do not yet ask for a new full checkpoint. */
    private static final long INCREMENTS_MIN_BYTES = 16L << 20;

    /** A changelog's tombstones are kept for a day by default; a copy that is older might miss some. */
    static final Duration AGE_MAX = Duration.ofHours(12);

    /** A full disk does not get room at once. */
    static final Duration RETRY_AFTER = Duration.ofMinutes(10);

    private static final BooleanSupplier NEVER = () -> false;

    private final Contents contents;
    private final Path path;
    private final CheckpointClock clock;
    private final AtomicBoolean trusted;
    private String changelog;
    private CheckpointFile file;
    private CheckpointFile next;
    private Future<?> loading;
    private boolean loaded;
    private long due;
    private long committed = -1;

    /**
     * @param contents what is copied, empty as yet
     * @param trusted of all copies of an instance: one that is damaged is a sign that others are, after a loss of power
     */
    Checkpoint(Contents contents, Path path, CheckpointClock clock, AtomicBoolean trusted) {
        this.contents = contents;
        this.path = path;
        this.clock = clock;
        this.trusted = trusted;
    }

    /**
     * Looks for a copy of this changelog.
     *
     * @param changelogId tells this changelog from another of its name; empty where that is not known, then nothing is read or written
     * @return the offset of the last record it stands for; {@link #load} fills the contents
     */
    public OptionalLong find(Optional<String> changelogId) {
        changelog = changelogId.orElse(null);
        due = clock.firstDue(path);
        try {
            Files.deleteIfExists(unfinished());
            if (!trusted.get() && !isReadWhole()) {
                requireNothingRead();
                discard();
            }
            if (changelog != null && file == null) {
                file = CheckpointFile.open(path, changelog, clock.now().minus(AGE_MAX))
                        .orElse(null);
            }
        } catch (IOException e) {
            giveUp(e);
        }
        return file == null ? OptionalLong.empty() : OptionalLong.of(file.offset());
    }

    /** Contents that a reader has begun to fill are no place to restore to from the beginning. */
    private void requireNothingRead() {
        if (loading != null) {
            discard();
            throw new IllegalStateException(
                    "another checkpoint of this instance was found damaged while " + path + " was read");
        }
    }

    /** Begins to fill the contents in another thread, so that they are there when {@link #load} asks. */
    void loadAhead(ExecutorService readers) {
        if (file != null && !loaded && loading == null) {
            CheckpointFile found = file;
            loading = readers.submit(() -> {
                read(found);
                return null;
            });
        }
    }

    /**
     * Fills the contents, once; before the first record behind {@link #find}'s offset is restored, and before they are used.
     *
     * @throws UncheckedIOException where the file is damaged: it is gone then, and the contents are of no use. The task is to be begun anew.
     */
    public void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        if (file != null) {
            try {
                if (!trusted.get() && !isReadWhole()) {
                    throw new IOException("another checkpoint of this instance is damaged");
                }
                if (loading == null) {
                    read(file);
                } else {
                    loading.get();
                }
            } catch (IOException | ExecutionException e) {
                IOException why = e instanceof IOException own ? own : new IOException(e.getCause());
                distrust(why);
                throw new UncheckedIOException(why);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while reading " + path, e);
            }
        }
    }

    /**
     * Notices, of one that was read ahead and that nobody has asked for yet, that it is damaged: it is gone then, and its contents are of no use.
     * Later, {@link #load} could only end the thread.
     */
    void noticeDamage() {
        if (file != null && !loaded && loading != null && loading.isDone() && !isReadWhole()) {
            distrust(new IOException("read ahead, it was damaged or could not be read: " + path));
        }
    }

    private void distrust(IOException why) {
        trusted.set(false);
        giveUp(why);
    }

    /** Whether it was read ahead to its end, each checksum right: then it is good, whatever others are. */
    private boolean isReadWhole() {
        if (loading == null || !loading.isDone()) {
            return false;
        }
        try {
            loading.get();
            return true;
        } catch (ExecutionException e) {
            LOG.debug("while reading {}", path, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void read(CheckpointFile from) throws IOException {
        long start = clock.nanos();
        from.read(contents);
        contents.noteNothing();
        LOG.debug("Read. file={} bytes={} ms={}", path, from.bytes(), (clock.nanos() - start) / 1_000_000);
    }

    /** Whether {@link #load} would have to wait. */
    boolean isBeingRead() {
        return loading != null && !loading.isDone();
    }

    /** Of the copy; 0 where there is none. */
    long bytes() {
        return file == null ? 0 : file.bytes();
    }

    Path taskFolder() {
        return path.getParent();
    }

    /** Whether a copy was found, is still there, and nobody has used what it holds. */
    boolean isUntouched() {
        return file != null && !loaded && trusted.get() && Files.exists(path);
    }

    /**
     * Says that the contents are those of this offset, all of it committed; writes an increment, or begins a full one, where one is due.
     *
     * @param mayBegin false where another full one of this thread is being written: increments go on until this one's turn
     */
    public void committed(long offset, boolean mayBegin) {
        if (isOf(offset) && next == null && clock.nanos() - due >= 0) {
            write(mayBegin, false);
        }
    }

    /** The same where there may be no next time: what there is is written now, and whole. */
    public void committedLast(long offset) {
        if (isOf(offset)) {
            write(true, true);
        }
    }

    /** Goes on with a full one, for which nothing changed since the offset that was told last. */
    public void goOn() {
        if (isUnfinished() && contents.isDrained()) {
            write(true, false);
        }
    }

    boolean isUnfinished() {
        return next != null;
    }

    private boolean isOf(long offset) {
        boolean known = changelog != null && loaded && contents.isDrained();
        committed = known ? offset : committed;
        return known && (file == null || file.offset() != offset);
    }

    private void write(boolean mayBegin, boolean whole) {
        due = clock.nanos() + clock.every().toNanos();
        try {
            boolean isLong =
                    file == null || file.bytes() - file.fullBytes() > Math.max(file.fullBytes(), INCREMENTS_MIN_BYTES);
            if (next == null && isLong && mayBegin) {
                Files.createDirectories(path.getParent());
                next = CheckpointFile.create(unfinished(), changelog);
                contents.noteAll();
            }
            if (next != null) {
                writeSlice(whole);
            } else if (file != null) {
                writeNoted(file, NEVER);
                file.end(committed, clock.now());
            }
        } catch (IOException | UncheckedIOException e) {
            giveUp(e);
        }
    }

    private void writeSlice(boolean whole) throws IOException {
        CheckpointFile full = next;
        long until = full.bytes() + SLICE_BYTES;
        if (!writeNoted(full, whole ? NEVER : () -> full.bytes() >= until)) {
            return;
        }
        writeNoted(full, NEVER); // What changed behind the place where earlier slices had been.
        full.end(committed, clock.now());
        full.moveTo(path);
        if (file != null) {
            file.close();
        }
        file = full;
        next = null;
    }

    private boolean writeNoted(CheckpointFile to, BooleanSupplier enough) {
        return contents.writeNoted(
                (key, value) -> {
                    try {
                        to.write(key, value);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                enough);
    }

    /** Forgets the copy: it is not to be used again. A new one is begun when it is due. */
    public void discard() {
        close();
        try {
            Files.deleteIfExists(path);
            Files.deleteIfExists(unfinished());
        } catch (IOException e) {
            LOG.warn("A checkpoint that must not be used cannot be deleted. file={} [checkpoint-failed]", path, e);
        }
    }

    private void giveUp(Exception why) {
        LOG.warn(
                "A checkpoint cannot be used or written; a restart will read the whole changelog until the next one is."
                        + " Look for room and rights in the folder of state. file={} why={} [checkpoint-failed]",
                path,
                why.toString());
        discard();
        due = clock.nanos() + RETRY_AFTER.toNanos();
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
            if (next != null) {
                next.close();
            }
        } catch (IOException e) {
            LOG.debug("while closing {}", path, e);
        }
        file = null;
        next = null;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private Path unfinished() {
        return path.resolveSibling(path.getFileName() + ".next");
    }
}
