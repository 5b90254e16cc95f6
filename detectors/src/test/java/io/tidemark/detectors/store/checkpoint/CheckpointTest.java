package io.tidemark.detectors.store.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detectors.store.Compaction;
import io.tidemark.detectors.store.Contents;
import io.tidemark.detectors.store.ModelStore;
import io.tidemark.detectors.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.LockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a store filled from its checkpoint and what its changelog says behind that offset is the store that was lost. Method: a changelog is a
 * list, a commit is its length; stores are lost at random, and filled both ways.
 */
class CheckpointTest {
    private static final Optional<String> ID = Optional.of("the changelog");

    private final List<Map.Entry<byte[], byte[]>> changelog = new ArrayList<>();
    private final AtomicBoolean trusted = new AtomicBoolean(true);
    private long nanos;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aStoreFromItsCheckpointAndWhatCameBehindIsTheOneThatWasLost(long seed) {
        Random random = new Random(seed);
        Map<String, byte[]> truth = new TreeMap<>();
        Task task = new Task();
        long read = 0;
        for (int life = 0; life < 40; life++) {
            for (int commit = 0; commit < 1 + random.nextInt(8); commit++) {
                change(task.store, truth, random);
                task.commit(random.nextInt(12) == 0);
                nanos += random.nextInt(20) * 1_000_000_000L;
            }
            if (random.nextBoolean()) { // Not committed: nobody may see it again.
                change(task.store, new TreeMap<>(truth), random);
            }
            task = new Task();
            read += changelog.size() - task.from;
            assertHolds(task.store, truth, "seed " + seed + ", life " + life);
            assertHolds(fromChangelogAlone(), truth, "the changelog");
        }
        assertThat(read).as("of the changelog most need not be read").isLessThan(changelog.size() * 40L / 4);
    }

    @Test
    void afterTheWholeCameIncrementsUntilTheyAreAsLong() throws IOException {
        Task task = new Task();
        int handle = task.store.create("a", 64 * 1024);
        for (int i = 0; i < 400; i++) {
            task.store.slab(handle)[task.store.offset(handle) + 1024 * (i % 64)] = (byte) i;
            task.store.changed(handle, 1L << i % 64);
            nanos += Duration.ofSeconds(31).toNanos();
            task.commit(false);
            assertThat(CheckpointPeek.offset(task.path(), "the changelog")).hasValue(changelog.size() - 1);
        }
        assertThat(Files.size(task.path())).isBetween(300_000L, 17L << 20);
    }

    @Test
    void aLargeStoreIsWrittenOverSeveralCommits() throws IOException {
        Task task = new Task();
        Random random = new Random(3);
        for (int i = 0; i < 2_600; i++) { // 162 MiB of pages that are not zero
            int handle = task.store.create("block-" + i, 64 * 1024);
            random.nextBytes(task.store.slab(handle));
            task.store.changed(handle, -1);
        }
        nanos += Duration.ofSeconds(31).toNanos();
        task.commit(false);
        assertThat(Files.exists(task.path())).as("whole after one call").isFalse();
        int first = task.store.find("block-0");
        task.store.slab(first)[task.store.offset(first)]++;
        task.store.changed(first, 1); // behind the place where the copy has been
        task.store.free(task.store.find("block-1"));
        task.commit(false);

        Task again = new Task();
        assertThat(again.from).isEqualTo(changelog.size());
        assertThat(bytes(again.store, "block-0")).isEqualTo(bytes(task.store, "block-0"));
        assertThat(again.store.find("block-1")).isEqualTo(ModelStore.NONE);
        assertThat(bytes(again.store, "block-2599")).isEqualTo(bytes(task.store, "block-2599"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatFollowsTheLastEndIsCutOff(long seed) throws IOException {
        Random random = new Random(seed);
        Map<String, byte[]> truth = new TreeMap<>();
        Task task = new Task();
        List<Long> ends = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            change(task.store, truth, random);
            task.commit(true);
            ends.add(Files.size(task.path()));
        }
        int kept = random.nextInt(5);
        long torn = ends.get(kept) + random.nextInt((int) (ends.get(kept + 1) - ends.get(kept)));
        try (FileChannel file = FileChannel.open(task.path(), StandardOpenOption.WRITE)) {
            file.truncate(torn);
        }
        Task again = new Task();
        assertThat(again.from).isPositive().isLessThan(changelog.size());
        assertHolds(again.store, truth, "torn");
        change(again.store, truth, random);
        again.commit(true);
        assertHolds(new Task().store, truth, "and appended to");
    }

    /** What was written is read back wrong: each byte in turn of a short file. */
    @Test
    void aDamagedFileIsNeverTakenForAGoodOne() throws IOException {
        Map<String, byte[]> truth = new TreeMap<>();
        Task task = new Task();
        change(task.store, truth, new Random(1));
        task.commit(true);
        byte[] good = Files.readAllBytes(task.path());
        for (int at = 0; at < good.length; at += 1 + at / 50) {
            byte[] bad = good.clone();
            bad[at] ^= 0x10;
            Files.write(task.path(), bad);
            trusted.set(true);
            try {
                assertHolds(new Task().store, truth, "byte " + at);
            } catch (UncheckedIOException e) {
                assertThat(trusted).as("others are not trusted either").isFalse();
                assertThat(Files.exists(task.path())).isFalse();
                assertHolds(new Task().store, truth, "begun anew, byte " + at);
            }
        }
    }

    @Test
    void aCopyThatIsTooOldOrOfAnotherChangelogIsNotUsed() {
        Task task = new Task();
        task.store.create("a", 64);
        task.commit(true);
        now = now.plus(Checkpoint.AGE_MAX).plusMillis(1);
        assertThat(new Task().from).isZero();

        new Task().commit(true);
        task.store.create("b", 64);
        task.commit(true);
        assertThat(task.checkpoint().find(Optional.of("another"))).isEmpty();
        assertThat(Files.exists(task.path())).isFalse();
    }

    @Test
    void nothingIsCopiedThatIsNotCommitted() {
        Task task = new Task();
        task.store.create("a", 64);
        task.checkpoint.committedLast(41);
        assertThat(Files.exists(task.path())).isFalse();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoReasonToStop() throws IOException {
        Task task = new Task();
        Files.delete(folder);
        Files.writeString(folder, "a file where the folder was");
        nanos += Duration.ofSeconds(31).toNanos();
        task.store.create("a", 64);
        task.commit(false);
        Files.delete(folder);
        nanos += Duration.ofSeconds(31).toNanos();
        task.store.create("b", 64);
        task.commit(false);
        assertThat(Files.exists(task.path())).as("not at once again").isFalse();
        nanos += Checkpoint.RETRY_AFTER.toNanos();
        task.store.create("c", 64);
        task.commit(false);
        assertThat(new Task().from).as("written once it can be").isEqualTo(changelog.size());
    }

    @Test
    void objectsAreCopiedToo() {
        ObjectStore<Long> store = counts();
        Checkpoint checkpoint = checkpoint(store);
        checkpoint.find(ID);
        checkpoint.load();
        store.put("a", 1L);
        store.put("b", 2L);
        drain(store);
        checkpoint.committedLast(changelog.size() - 1);
        store.remove("a");
        store.put("c", 3L);
        drain(store);
        checkpoint.committedLast(changelog.size() - 1);

        ObjectStore<Long> again = counts();
        Checkpoint found = checkpoint(again);
        assertThat(found.find(ID)).hasValue(changelog.size() - 1);
        found.load();
        assertThat(again.all()).containsExactly(Map.entry("b", 2L), Map.entry("c", 3L));
    }

    /** What the one before left in the changelog, in a record of its whole row, must not come back to the next owner of its place. */
    @Test
    void aPlaceThatHadAnOwnerIsKnownAsSuchBehindACheckpoint() {
        Task task = new Task();
        for (int i = 0; i < 16; i++) {
            int handle = task.store.create("block-" + i, 3 * 1024);
            task.store.slab(handle)[task.store.offset(handle) + 1024] = 7;
            task.store.changed(handle, 2);
        }
        task.commit(false);
        task.store.free(task.store.find("block-3"));
        task.commit(true);

        Task again = new Task();
        again.store.create("next", 3 * 1024);
        again.commit(false);
        Compaction.compactWithoutTombstones(changelog);
        assertThat(bytes(fromChangelogAlone(), "next")).containsOnly(0);
    }

    @Test
    void withoutAnIdNothingIsReadOrWritten() {
        Task task = new Task();
        task.store.create("a", 64);
        task.commit(true);
        Checkpoint unknown = task.checkpoint();
        assertThat(unknown.find(Optional.empty())).isEmpty();
        assertThat(Files.exists(task.path())).as("it may be another's").isTrue();
    }

    /** What is read beside the start is there when it is asked for, and serves one task only. */
    @Test
    void aStoreThatWasReadAheadIsReusedOnceAndOnlyUntouched() {
        Task task = new Task();
        task.store.create("a", 64);
        task.commit(true);
        TopicPartition partition = new TopicPartition("t", 0);
        try (Checkpoints all = new Checkpoints(clock, topic -> ID)) {
            ModelStore store = newStore();
            Checkpoint opened = all.of(store, "store", folder);
            assertThat(all.find(opened, partition)).hasValue(changelog.size() - 1);
            List<String> forgotten = new ArrayList<>();
            all.close(opened, () -> forgotten.add("first"));
            awaitRead(opened);
            assertThat(all.isReusable(opened)).isTrue();
            assertThat(all.isReusable(opened)).as("taken by the first").isFalse();
            assertThat(all.find(opened, partition)).hasValue(changelog.size() - 1);
            opened.load();
            assertThat(store.find("a")).isNotEqualTo(ModelStore.NONE);
            all.close(opened, () -> forgotten.add("second"));
            assertThat(all.isReusable(opened)).as("it was used").isFalse();

            Checkpoint inVain = all.of(newStore(), "store", folder);
            all.find(inVain, partition);
            all.close(inVain, () -> forgotten.add("in vain"));
            all.forgetKept();
            assertThat(forgotten).containsExactly("in vain");
            assertThat(all.isReusable(inVain)).isFalse();
        }
    }

    /** So that a thread's other tasks begin meanwhile; Kafka Streams asks again. */
    @Test
    void aStoreThatIsStillBeingReadIsAskedForAgainAndKeptUntilThen() throws Exception {
        Task task = new Task();
        task.store.create("a", 64);
        task.commit(true);
        ModelStore store = newStore();
        CountDownLatch mayRead = new CountDownLatch(1);
        Contents slow = slow(store, mayRead);
        try (Checkpoints all = new Checkpoints(clock, topic -> ID)) {
            Checkpoint opened = all.of(slow, "store", folder);
            all.find(opened, new TopicPartition("t", 0));
            all.close(opened, () -> {});
            assertThatThrownBy(() -> all.isReusable(opened))
                    .isInstanceOf(LockException.class)
                    .hasMessageContaining("store.checkpoint");
            assertThatThrownBy(() -> all.isReusable(opened)).isInstanceOf(LockException.class);
            mayRead.countDown();
            awaitRead(opened);
            assertThat(all.isReusable(opened)).isTrue();
            opened.load();
            assertThat(store.find("a")).isNotEqualTo(ModelStore.NONE);
        }
    }

    /** An exception while Kafka Streams restores may leave its thread hanging: who is found damaged before is restored as if there were no copy. */
    @Test
    void aStoreWhoseCopyIsDamagedIsRestoredFromItsChangelogAndOthersThatWereReadWholeStay() throws Exception {
        Task task = new Task();
        task.store.create("a", 64);
        task.commit(true);
        byte[] bytes = Files.readAllBytes(task.path());
        Files.write(folder.resolve("good.checkpoint"), bytes);
        bytes[bytes.length / 2] ^= 1;
        Files.write(task.path(), bytes);
        TopicPartition ofGood = new TopicPartition("t", 0);
        TopicPartition ofDamaged = new TopicPartition("t", 1);
        try (Checkpoints all = new Checkpoints(clock, topic -> ID)) {
            ModelStore store = newStore();
            Checkpoint good = all.of(store, "good", folder);
            Checkpoint damaged = all.of(newStore(), "store", folder);
            all.find(good, ofGood);
            all.find(damaged, ofDamaged);
            all.close(good, () -> {});
            all.close(damaged, () -> {});
            awaitRead(good);
            awaitRead(damaged);
            assertThat(all.isReusable(good)).isTrue();
            assertThat(all.isReusable(damaged)).isFalse();
            assertThat(task.path()).doesNotExist();
            assertThat(all.find(good, ofGood)).hasValue(changelog.size() - 1);
            good.load();
            assertThat(store.find("a")).isNotEqualTo(ModelStore.NONE);
            assertThat(all.find(all.of(newStore(), "store", folder), ofDamaged)).isEmpty();
        }
    }

    /** One after the other they tell their first bands early; small ones need not wait, nor the other stores of the same task. */
    @Test
    void aLargeTaskWaitsForTheOneBeforeOfItsThreadToCatchUp() throws Exception {
        Task large = new Task();
        for (int i = 0; i < 600; i++) {
            int handle = large.store.create("block-" + i, 64 * 1024);
            Arrays.fill(
                    large.store.slab(handle), large.store.offset(handle), large.store.offset(handle) + 64 * 1024, (byte)
                            1);
            large.store.changed(handle, -1L);
        }
        large.commit(true);
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.copy(large.path(), other.resolve("store.checkpoint"));
        Files.copy(large.path(), other.resolve("second.checkpoint"));
        Path third = Files.createDirectory(folder.resolve("third"));
        Files.copy(large.path(), third.resolve("store.checkpoint"));
        try (Checkpoints all = new Checkpoints(clock, topic -> ID)) {
            Checkpoint first = kept(all, "store", folder, 0);
            Checkpoint next = kept(all, "store", other, 1);
            Checkpoint ofNext = kept(all, "second", other, 2);
            Checkpoint last = kept(all, "store", third, 3);
            assertThat(all.isReusable(first)).isTrue();
            assertThatThrownBy(() -> all.isReusable(next)).hasMessageContaining("catch up");
            all.caughtUp(other);
            assertThatThrownBy(() -> all.isReusable(next))
                    .as("that was another's")
                    .isInstanceOf(LockException.class);
            all.caughtUp(folder);
            assertThat(all.isReusable(next)).isTrue();
            assertThat(all.isReusable(ofNext)).as("of the same task").isTrue();
            assertThatThrownBy(() -> all.isReusable(last)).isInstanceOf(LockException.class);
            nanos += Duration.ofSeconds(31).toNanos();
            assertThat(all.isReusable(last)).as("not for ever").isTrue();
        }
    }

    private Checkpoint kept(Checkpoints all, String store, Path task, int partition) {
        Checkpoint checkpoint = all.of(newStore(), store, task);
        assertThat(all.find(checkpoint, new TopicPartition("t", partition))).isPresent();
        all.close(checkpoint, () -> {});
        awaitRead(checkpoint);
        return checkpoint;
    }

    /** Takes nothing before it may. */
    private static Contents slow(ModelStore store, CountDownLatch mayTake) {
        return (Contents) Proxy.newProxyInstance(
                Contents.class.getClassLoader(), new Class<?>[] {Contents.class}, (proxy, method, arguments) -> {
                    mayTake.await();
                    return method.invoke(store, arguments);
                });
    }

    private static void awaitRead(Checkpoint checkpoint) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (checkpoint.isBeingRead()) {
            assertThat(System.nanoTime()).as("read in time").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    void contentsThatAreHalfReadAreNoPlaceToRestoreTo() throws Exception {
        Task task = new Task();
        task.store.create("a", 64);
        task.commit(true);
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            Checkpoint ahead = checkpoint(slow(newStore(), new CountDownLatch(1)));
            ahead.find(ID);
            ahead.loadAhead(reader);
            trusted.set(false); // Another one is found damaged meanwhile.
            assertThatThrownBy(() -> ahead.find(ID)).hasMessageContaining("damaged");
            assertThat(new Task().from)
                    .as("the next one starts from the changelog")
                    .isZero();
        } finally {
            reader.shutdownNow();
        }
    }

    @Test
    void damageIsSaid() throws IOException {
        Task task = new Task();
        task.store.create("a", 64);
        task.commit(true);
        byte[] bytes = Files.readAllBytes(task.path());
        bytes[40] ^= 1;
        Files.write(task.path(), bytes);
        assertThatThrownBy(Task::new).hasMessageContaining("damaged").hasMessageContaining("byte");
    }

    /** A task with its store, filled as Kafka Streams does it: the checkpoint, and then what the changelog has behind. */
    private final class Task {
        final ModelStore store = newStore();
        final Checkpoint checkpoint = CheckpointTest.this.checkpoint(store);
        final int from;

        Task() {
            OptionalLong offset = checkpoint.find(ID);
            from = (int) offset.orElse(-1) + 1;
            for (Map.Entry<byte[], byte[]> record : changelog.subList(from, changelog.size())) {
                checkpoint.load();
                store.restore(record.getKey(), record.getValue());
            }
            checkpoint.load();
        }

        void commit(boolean last) {
            drain(store);
            if (last) {
                checkpoint.committedLast(changelog.size() - 1);
            } else {
                checkpoint.committed(changelog.size() - 1, true);
                checkpoint.goOn();
            }
        }

        Checkpoint checkpoint() {
            return CheckpointTest.this.checkpoint(newStore());
        }

        Path path() {
            return folder.resolve("store.checkpoint");
        }
    }

    private final CheckpointClock clock = new CheckpointClock(Duration.ofSeconds(30)) {
        @Override
        long nanos() {
            return nanos;
        }

        @Override
        Instant now() {
            return now;
        }
    };

    private Checkpoint checkpoint(Contents contents) {
        return new Checkpoint(contents, folder.resolve("store.checkpoint"), clock, trusted);
    }

    private static ModelStore newStore() {
        return new ModelStore(1024, 1, 3, 64);
    }

    private static ObjectStore<Long> counts() {
        return new ObjectStore<>(new ObjectStore.Codec<>() {
            @Override
            public byte[] write(Long value) {
                return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
            }

            @Override
            public Long read(byte[] bytes) {
                return ByteBuffer.wrap(bytes).getLong();
            }
        });
    }

    private void drain(Contents contents) {
        contents.drain((key, value) -> changelog.add(new SimpleEntry<>(key, value)));
    }

    private ModelStore fromChangelogAlone() {
        ModelStore store = newStore();
        changelog.forEach(record -> store.restore(record.getKey(), record.getValue()));
        return store;
    }

    /** Blocks come, go, and change, many of a row at a time. */
    private static void change(ModelStore store, Map<String, byte[]> truth, Random random) {
        int page = random.nextInt(3);
        boolean free = random.nextInt(3) == 0;
        int some = 1 + random.nextInt(6);
        for (int i = 0; i < 70; i++) {
            String name = "block-" + i;
            int handle = store.find(name);
            if (free && random.nextInt(some) == 0) {
                if (handle != ModelStore.NONE) {
                    store.free(handle);
                    truth.remove(name);
                }
            } else if (random.nextInt(8) > 0) {
                if (handle == ModelStore.NONE) {
                    handle = store.create(name, 3 * 1024);
                    truth.put(name, new byte[store.length(handle)]);
                }
                int at = page * 1024 + random.nextInt(1024);
                byte value = (byte) random.nextInt();
                store.slab(handle)[store.offset(handle) + at] = value;
                truth.put(name, truth.get(name).clone());
                truth.get(name)[at] = value;
                store.changed(handle, 1L << page);
            }
        }
    }

    private static void assertHolds(ModelStore store, Map<String, byte[]> truth, String what) {
        assertThat(store.size()).as(what).isEqualTo(truth.size());
        truth.forEach((name, expected) ->
                assertThat(bytes(store, name)).as(what + ", " + name).isEqualTo(expected));
    }

    private static byte[] bytes(ModelStore store, String name) {
        int handle = store.find(name);
        return Arrays.copyOfRange(
                store.slab(handle), store.offset(handle), store.offset(handle) + store.length(handle));
    }
}
