package io.tidemark.detectors.store.checkpoint;

import io.tidemark.detectors.store.Contents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
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

    /** Of a full checkpoint at a time: 20 to 40 ms of a stream thread. */
    private static final long SLICE_BYTES = 32L << 20;

    /** Increments of so much do not yet ask for a new full checkpoint. */
    private static final long INCREMENTS_MIN_BYTES = 16L << 20;

    /** A changelog's tombstones are kept for a day by default; a copy that is older might miss some. */
    static final Duration AGE_MAX = Duration.ofHours(12);

    private static final BooleanSupplier NEVER = () -> false;

    private final Contents contents;
    private final Path path;
    private final CheckpointClock clock;
    private final AtomicBoolean trusted;
    private String changelog;
    private CheckpointFile file;
    private CheckpointFile next;
    private boolean loaded;
    private long due;

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
            if (!trusted.get()) {
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
                if (!trusted.get()) {
                    throw new IOException("another checkpoint of this instance is damaged");
                }
                file.read(contents::restore);
                contents.noteNothing();
            } catch (IOException e) {
                trusted.set(false);
                giveUp(e);
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Says that the contents are those of this offset, all of it committed; writes a copy where one is due.
     *
     * @param last true where there may be no next time: written now, and whole
     */
    public void committed(long offset, boolean last) {
        if (changelog == null || !loaded || !contents.isDrained() || file != null && file.offset() == offset) {
            return;
        }
        try {
            if (next != null) {
                goOn(offset, last);
            } else if (last || clock.nanos() - due >= 0) {
                due = clock.nanos() + clock.every().toNanos();
                if (file == null
                        || file.bytes() - file.fullBytes() > Math.max(file.fullBytes(), INCREMENTS_MIN_BYTES)) {
                    Files.createDirectories(path.getParent());
                    next = CheckpointFile.create(unfinished(), changelog);
                    contents.noteAll();
                    goOn(offset, last);
                } else {
                    writeNoted(file, NEVER);
                    file.end(offset, clock.now());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            giveUp(e);
        }
    }

    private void goOn(long offset, boolean last) throws IOException {
        CheckpointFile full = next;
        long until = full.bytes() + SLICE_BYTES;
        if (!writeNoted(full, last ? NEVER : () -> full.bytes() >= until)) {
            return;
        }
        writeNoted(full, NEVER); // What changed behind the place where earlier calls had been.
        full.end(offset, clock.now());
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
        file = null;
        next = null;
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
                        + " Look for room and rights in the folder of state. file={} [checkpoint-failed]",
                path,
                why);
        discard();
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
    }

    private Path unfinished() {
        return path.resolveSibling(path.getFileName() + ".next");
    }
}
