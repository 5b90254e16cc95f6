package io.tidemark.detectors.store.checkpoint;

import io.tidemark.detectors.store.Contents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.LockException;

/**
 * The checkpoints of an instance's stores, by partition of their changelogs: told what a transaction has committed, they are written.
 *
 * <p>Kafka Streams asks a store to commit with an offset while it restores and where a task leaves; with exactly-once it does not while a task is
 * at work. Then the producer tells: see {@code ClientsThatTell}.
 */
public final class Checkpoints implements AutoCloseable {
    private static final int READERS = 2;

    /** A task with a copy of so much takes seconds until it is at the present again; with less, waiting for it would be what takes long. */
    private static final long LARGE_BYTES = 32L << 20;

    /** So long others wait for one, whatever it does. */
    private static final Duration BEHIND_MAX = Duration.ofSeconds(30);

    private final CheckpointClock clock;
    private final Function<String, Optional<String>> changelogIds;
    private final AtomicBoolean trusted = new AtomicBoolean(true);
    /** Of each thread one at most: the others' increments go on meanwhile. */
    private final ThreadLocal<Checkpoint> unfinished = new ThreadLocal<>();

    /** Of each thread the task that began last, while it is not at the present yet. */
    private final ThreadLocal<Behind> behind = new ThreadLocal<>();

    /** Of stores that were closed before anybody used them, with what forgets the store. */
    private final Map<Checkpoint, Runnable> kept = new ConcurrentHashMap<>();

    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, task -> {
        Thread thread = new Thread(task, "checkpoint-reader");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<TopicPartition, Checkpoint> byChangelog = new ConcurrentHashMap<>();

    private record Behind(Path taskFolder, long sinceNanos) {}

    /** @param changelogIds the id of a topic, by its name: a topic that was deleted and made again has another */
    public Checkpoints(CheckpointClock clock, Function<String, Optional<String>> changelogIds) {
        this.clock = clock;
        this.changelogIds = changelogIds;
    }

    /** Of a store that is to be restored, in its task's folder. */
    public Checkpoint of(Contents contents, String store, Path taskFolder) {
        return new Checkpoint(contents, taskFolder.resolve(store + ".checkpoint"), clock, trusted);
    }

    /** Looks for a copy, and begins to read it; from now on hears of commits. */
    public OptionalLong find(Checkpoint checkpoint, TopicPartition changelog) {
        byChangelog.put(changelog, checkpoint);
        OptionalLong offset = checkpoint.find(changelogIds.apply(changelog.topic()));
        checkpoint.loadAhead(readers);
        return offset;
    }

    /**
     * Of a store that is closed. Kafka Streams opens all stores in its folder at the start to see how far they are, and closes them; what is
     * read then is kept for the task that will own them.
     *
     * @param forget forgets the store, if it is kept in vain
     */
    public void close(Checkpoint checkpoint, Runnable forget) {
        byChangelog.values().remove(checkpoint);
        if (checkpoint.isUntouched()) {
            kept.put(checkpoint, forget);
        } else {
            checkpoint.close();
        }
    }

    /**
     * Whether a store that was closed can go on as it is. One whose copy is damaged cannot, and is restored from its changelog.
     *
     * @throws LockException while its copy is still being read, or a large task of this thread that began before it has to catch up: Kafka
     *     Streams asks again a second later, and lets other tasks begin meanwhile. One after the other they tell their first bands early; all at
     *     once, a thread would have to take each a step further before it commits.
     */
    public boolean isReusable(Checkpoint checkpoint) {
        if (kept.containsKey(checkpoint)) {
            if (checkpoint.isBeingRead()) {
                throw new LockException("a checkpoint is still being read: " + checkpoint);
            }
            checkpoint.noticeDamage();
            waitForTurn(checkpoint);
        }
        if (kept.remove(checkpoint) == null) {
            return false;
        }
        if (!checkpoint.isUntouched()) {
            checkpoint.close();
            return false;
        }
        return true;
    }

    private void waitForTurn(Checkpoint checkpoint) {
        if (checkpoint.bytes() < LARGE_BYTES) {
            return;
        }
        Behind before = behind.get();
        if (before != null && !before.taskFolder.equals(checkpoint.taskFolder())) {
            if (clock.nanos() - before.sinceNanos < BEHIND_MAX.toNanos()) {
                throw new LockException("another task of this thread has to catch up first: " + checkpoint);
            }
            before = null;
        }
        if (before == null) {
            behind.set(new Behind(checkpoint.taskFolder(), clock.nanos()));
        }
    }

    /** Says that a task is at the present, or that it goes; by its thread. */
    public void caughtUp(Path taskFolder) {
        Behind now = behind.get();
        if (now != null && now.taskFolder.equals(taskFolder)) {
            behind.remove();
        }
    }

    /** Forgets what was kept for tasks that others have by now. */
    public void forgetKept() {
        for (Checkpoint checkpoint : kept.keySet()) {
            Runnable forget = kept.remove(checkpoint);
            if (forget != null) {
                forget.run();
                checkpoint.close();
            }
        }
    }

    @Override
    public void close() {
        forgetKept();
        readers.shutdownNow();
    }

    /** Says that a transaction is committed whose last record in this partition has this offset; by the thread that has the task. */
    public void committed(TopicPartition changelog, long offset) {
        Checkpoint checkpoint = byChangelog.get(changelog);
        if (checkpoint != null) {
            checkpoint.committed(offset, unfinished.get() == null);
            if (checkpoint.isUnfinished()) {
                unfinished.set(checkpoint);
            }
        }
    }

    /** Says that a thread has told all that its transaction committed: a piece more is written of what it has begun. */
    public void toldAll() {
        Checkpoint begun = unfinished.get();
        if (begun != null) {
            begun.goOn();
            if (!begun.isUnfinished()) {
                unfinished.remove();
            }
        }
    }
}
