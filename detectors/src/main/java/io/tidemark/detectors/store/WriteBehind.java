package io.tidemark.detectors.store;

import io.tidemark.detectors.store.checkpoint.Checkpoint;
import io.tidemark.detectors.store.checkpoint.Checkpoints;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Makes {@link Contents} a Kafka Streams state store, with public interfaces only.
 *
 * <p>Two built-in key-value stores stand behind one name. {@code NAME} has its changelog on and a bottom that keeps nothing:
 * what is put goes to the changelog only, and the contents are filled again by the bottom's restore callback.
 * {@code NAME-commit} has no changelog but a cache, and holds one sentinel entry, put when the contents change for the first
 * time after a commit. Streams flushes caches before it commits; the sentinel then reaches its bottom, and that is the moment
 * at which the changes are written. A store's own {@code commit} comes too late for that: what it puts is not in the
 * transaction (measured: with kill -9, every key wrong).
 *
 * <p>If the cache gives the sentinel up earlier, changes are written earlier and the next change puts it again.
 */
public final class WriteBehind<C extends Contents> {
    /**
     * A restore reads all that is not compacted, and the newest segment never is: of Kafka's 1 GiB for each partition most would be
     * pages that were written again since.
     */
    private static final int CHANGELOG_SEGMENT_BYTES = 64 << 20;

    private static final Bytes SENTINEL = Bytes.wrap(new byte[] {1});

    private final String name;
    private final Supplier<C> empty;
    private final Optional<Checkpoints> checkpoints;
    private final Map<TaskId, Task<C>> tasks = new ConcurrentHashMap<>();

    /** @param empty makes the contents of a new task */
    public WriteBehind(String name, Supplier<C> empty) {
        this(name, empty, Optional.empty());
    }

    /** With copies on disk, from which a restore starts. */
    public WriteBehind(String name, Supplier<C> empty, Optional<Checkpoints> checkpoints) {
        this.name = name;
        this.empty = empty;
        this.checkpoints = checkpoints;
    }

    public String name() {
        return name;
    }

    /** The two stores to add to the processors that call {@link #open}. */
    public Set<StoreBuilder<?>> builders() {
        StoreBuilder<?> changelog = Stores.keyValueStoreBuilder(
                        supplier(
                                name,
                                () -> checkpoints.isPresent()
                                        ? new CheckpointedBottom(this, checkpoints.get())
                                        : new ContentsBottom(this)),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(
                        Map.of(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(CHANGELOG_SEGMENT_BYTES)));
        StoreBuilder<?> commit = Stores.keyValueStoreBuilder(
                        supplier(commitName(), () -> new CommitBottom(this)), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingDisabled();
        return Set.of(changelog, commit);
    }

    /** The contents of this task, restored; from a processor's {@code init}. */
    public C open(ProcessorContext<?, ?> context) {
        Task<C> task = tasks.get(context.taskId());
        if (task == null) {
            throw new IllegalStateException("store " + name + " is not part of task " + context.taskId());
        }
        task.changelog = context.getStateStore(name);
        task.whenOpened.run();
        KeyValueStore<Bytes, byte[]> commit = context.getStateStore(commitName());
        task.contents.whenFirstChanged(() -> commit.put(SENTINEL, new byte[] {1}));
        return task.contents;
    }

    /** Says that a task is at the present: large ones of its thread that are still to begin need wait for it no longer. */
    public void caughtUp(ProcessorContext<?, ?> context) {
        checkpoints.ifPresent(all -> all.caughtUp(context.stateDir().toPath()));
    }

    private String commitName() {
        return name + "-commit";
    }

    private static KeyValueBytesStoreSupplier supplier(String name, Supplier<KeyValueStore<Bytes, byte[]>> bottom) {
        return new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return bottom.get();
            }

            @Override
            public String metricsScope() {
                return "write-behind";
            }
        };
    }

    private static final class Task<C> {
        final C contents;
        /** Null where none are kept. */
        final Checkpoint checkpoint;

        KeyValueStore<Bytes, byte[]> changelog;
        Runnable whenOpened = () -> {};

        Task(C contents, Checkpoint checkpoint) {
            this.contents = contents;
            this.checkpoint = checkpoint;
        }
    }

    /** The bottom of NAME: keeps nothing, restores into the contents. */
    private static class ContentsBottom extends SwallowingStore {
        final WriteBehind<?> store;

        ContentsBottom(WriteBehind<?> store) {
            super(store.name, key -> {});
            this.store = store;
        }

        @Override
        void register(StateStoreContext context, StateStore root) {
            Contents contents = store.begin(context.taskId(), context.stateDir().toPath()).contents;
            context.register(root, contents::restore);
        }
    }

    /** The same, but a restore starts from a copy on disk, and Streams is told which offset that stands for. */
    private static final class CheckpointedBottom extends ContentsBottom {
        /**
         * What Streams itself commits for a store without an offset; "none" would mean a store that cannot be trusted wherever
         * its folder is not empty.
         */
        private static final long FROM_THE_BEGINNING = -4;

        private final Checkpoints checkpoints;
        private Task<? extends Contents> task;
        private Runnable forget;
        private boolean atWork;

        CheckpointedBottom(WriteBehind<?> store, Checkpoints checkpoints) {
            super(store);
            this.checkpoints = checkpoints;
        }

        @Override
        void register(StateStoreContext context, StateStore root) {
            task = store.begin(context.taskId(), context.stateDir().toPath());
            forget = () -> store.tasks.remove(context.taskId(), task);
            atWork = false;
            task.whenOpened = () -> {
                task.checkpoint.load();
                atWork = true;
            };
            context.register(root, (key, value) -> {
                task.checkpoint.load();
                atWork = false; // Or no longer: a task that has become a standby.
                task.contents.restore(key, value);
            });
        }

        @Override
        public boolean persistent() {
            return true;
        }

        @Override
        @SuppressWarnings("deprecation") // Deprecated is to say no.
        public boolean managesOffsets() {
            return true;
        }

        @Override
        public Long committedOffset(TopicPartition changelog) {
            return checkpoints.find(task.checkpoint, changelog).orElse(FROM_THE_BEGINNING);
        }

        @Override
        public void commit(Map<TopicPartition, Long> changelogOffsets) {
            Iterator<Long> offsets = changelogOffsets.values().iterator();
            Long offset = offsets.hasNext() ? offsets.next() : null; // The store has one changelog.
            if (offset == null) {
                task.checkpoint.discard();
            } else if (offset >= 0) {
                // While a task restores, or stands by, Streams says so again and again; of one at work when it leaves.
                if (atWork) {
                    task.checkpoint.committedLast(offset);
                } else {
                    task.checkpoint.committed(offset, true);
                    task.checkpoint.goOn();
                }
            }
        }

        @Override
        public void close() {
            super.close();
            if (task != null) {
                checkpoints.close(task.checkpoint, forget);
                task = null;
            }
        }
    }

    /** The bottom of NAME-commit: a put means that a commit is near. */
    private static final class CommitBottom extends SwallowingStore {
        private final WriteBehind<?> store;
        private TaskId task;

        CommitBottom(WriteBehind<?> store) {
            super(store.commitName(), key -> {});
            this.store = store;
        }

        @Override
        void register(StateStoreContext context, StateStore root) {
            task = context.taskId();
            context.register(root, (key, value) -> {});
        }

        @Override
        public void put(Bytes key, byte[] value) {
            store.writeChanges(task);
        }
    }

    private Task<C> begin(TaskId id, Path folder) {
        Task<C> before = tasks.get(id);
        if (before != null && checkpoints.isPresent() && checkpoints.get().isReusable(before.checkpoint)) {
            return before;
        }
        C contents = empty.get();
        Task<C> task = new Task<>(
                contents, checkpoints.map(all -> all.of(contents, name, folder)).orElse(null));
        tasks.put(id, task);
        return task;
    }

    private void writeChanges(TaskId id) {
        Task<C> task = tasks.get(id);
        task.contents.drain((key, value) -> task.changelog.put(Bytes.wrap(key), value));
    }
}
