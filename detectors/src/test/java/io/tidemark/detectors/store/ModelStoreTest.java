package io.tidemark.detectors.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStoreTest {
    private final List<Map.Entry<byte[], byte[]>> changelog = new ArrayList<>();

    @Test
    void onlyChangedPagesAreWritten() {
        ModelStore store = new ModelStore(256, 8);
        int handle = store.create("a", 2_048);
        drain(store);
        changelog.clear();

        store.slab(handle)[store.offset(handle) + 600] = 7;
        store.changed(handle, 1L << 2);
        drain(store);

        assertThat(changelog).hasSize(1);
        assertThat(changelog.get(0).getValue()).hasSize(256).contains((byte) 7);
        changelog.clear();
        drain(store);
        assertThat(changelog).as("a second drain has nothing to say").isEmpty();
    }

    @Test
    void neighboursThatChangedAreOneRecord() {
        ModelStore store = new ModelStore(64, 8);
        int handle = store.create("a", 512);
        drain(store);
        changelog.clear();
        store.changed(handle, 0b0110_1101);
        drain(store);
        assertThat(changelog.stream().map(record -> record.getValue().length))
                .as("pages 0, 2 and 3 with the one between them; 5 and 6 apart")
                .containsExactly(256, 64, 64);
    }

    @Test
    void aFreedBlockIsForgottenByTheChangelogToo() {
        ModelStore store = new ModelStore(64, 2);
        int handle = store.create("a", 128);
        drain(store);
        changelog.clear();
        store.free(handle);
        drain(store);

        assertThat(changelog).hasSize(3).allMatch(record -> record.getValue() == null);
        assertThat(store.find("a")).isEqualTo(ModelStore.NONE);
    }

    @Test
    void aBlockThatTakesAFreedPlaceStartsWithZeroesAlsoAfterARestore() {
        ModelStore store = new ModelStore(64, 2);
        int first = store.create("first", 128);
        Arrays.fill(store.slab(first), store.offset(first), store.offset(first) + 128, (byte) 9);
        store.changed(first, 3);
        drain(store);
        store.free(first);
        int second = store.create("second", 128);
        drain(store);

        assertThat(second).isEqualTo(first);
        ModelStore restored = restore(64, 2);
        assertThat(bytes(restored, "second")).containsOnly(0);
        assertThat(restored.find("first")).isEqualTo(ModelStore.NONE);
    }

    @Test
    void theFirstChangeAfterADrainIsSignalledOnce() {
        ModelStore store = new ModelStore(64, 1);
        AtomicInteger signals = new AtomicInteger();
        store.whenFirstChanged(signals::incrementAndGet);
        int handle = store.create("a", 64);
        store.changed(handle, 1);
        assertThat(signals).hasValue(1);
        drain(store);
        store.changed(handle, 1);
        store.changed(handle, 1);
        assertThat(signals).hasValue(2);
    }

    @Test
    void aBlockThatFitsNoSizeClassIsRefusedWithBothLengths() {
        assertThatThrownBy(() -> new ModelStore(64, 1).create("a", 65))
                .hasMessageContaining("65")
                .hasMessageContaining("64");
    }

    /** Random operations against a plain map; the store restored from the changelog, compacted or not, equals it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aRestoredStoreEqualsTheOneThatWasLost(long seed) {
        Random random = new Random(seed);
        ModelStore store = new ModelStore(64, 1, 3, 9);
        Map<String, byte[]> truth = new TreeMap<>();
        for (int step = 0; step < 5_000; step++) {
            String name = "block-" + random.nextInt(200);
            int handle = store.find(name);
            if (handle == ModelStore.NONE) {
                handle = store.create(name, 64 * (1 + random.nextInt(9)));
                truth.put(name, new byte[store.length(handle)]);
            } else if (random.nextInt(5) == 0) {
                store.free(handle);
                truth.remove(name);
                continue;
            }
            int at = random.nextInt(store.length(handle));
            byte value = (byte) random.nextInt();
            store.slab(handle)[store.offset(handle) + at] = value;
            store.changed(handle, 1L << at / 64);
            truth.get(name)[at] = value;
            if (random.nextBoolean()) { // and its neighbours, so that they are written together
                int from = Math.max(0, at - 150);
                int until = Math.min(store.length(handle), at + 150);
                Arrays.fill(store.slab(handle), store.offset(handle) + from, store.offset(handle) + until, value);
                Arrays.fill(truth.get(name), from, until, value);
                store.changed(handle, (1L << (until - 1) / 64 + 1) - (1L << from / 64));
            }
            if (random.nextInt(50) == 0) {
                drain(store);
            }
        }
        drain(store);

        ModelStore restored = restore(64, 1, 3, 9);
        Compaction.compact(changelog);
        ModelStore fromCompacted = restore(64, 1, 3, 9);
        assertThat(restored.size()).isEqualTo(truth.size());
        truth.forEach((name, expected) -> {
            assertThat(bytes(restored, name)).as("seed %d, %s", seed, name).isEqualTo(expected);
            assertThat(bytes(fromCompacted, name)).as("seed %d, %s", seed, name).isEqualTo(expected);
            assertThat(restored.find(name)).isEqualTo(store.find(name));
        });
        assertThat(restored.create("the next one", 64)).isEqualTo(store.create("the next one", 64));
    }

    @Test
    void aSlabGoesWithItsLastBlockAndComesBackEmpty() {
        SizeClass blocks = new SizeClass(4_096, 0);
        for (int i = 0; i < 200; i++) {
            assertThat(blocks.take("block-" + i)).isEqualTo(i);
            Arrays.fill(blocks.slab(i), blocks.offset(i), blocks.offset(i) + 4_096, (byte) 1);
        }
        for (int i = 0; i < 199; i++) {
            blocks.release(i);
        }
        assertThat(blocks.slab(0)).isNull();
        assertThat(blocks.slab(199)).as("one of its blocks is used").isNotNull();
        assertThat(blocks.take("again")).isZero();
        assertThat(blocks.slab(0)).containsOnly(0);
    }

    /** Where many blocks were freed, as after a relearning, a restore made and lost a slab for each of them: gigabytes. */
    @Test
    void theEndOfABlockTakesNoBytes() {
        ModelStore store = new ModelStore(4_096, 1);
        List<Integer> handles = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            handles.add(store.create("block-" + i, 4_096));
        }
        handles.forEach(store::free);
        drain(store);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getThreadAllocatedBytes(Thread.currentThread().getId());
        ModelStore restored = new ModelStore(4_096, 1);
        changelog.forEach(record -> restored.restore(record.getKey(), record.getValue()));
        assertThat(thread.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .as("a slab for each would be 500 MB")
                .isLessThan(4_000_000);
        assertThat(restored.size()).isZero();
        assertThat(restored.create("the next one", 64)).isEqualTo(store.create("the next one", 64));
    }

    /** Blocks so large that slabs come and go, some of them within one commit. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aStoreWhoseSlabsComeAndGoIsRestored(long seed) {
        Random random = new Random(seed);
        ModelStore store = new ModelStore(4_096, 1, 2);
        Map<String, byte[]> truth = new TreeMap<>();
        for (int wave = 0; wave < 12; wave++) {
            for (int i = random.nextInt(300); i >= 0; i--) {
                String name = "block-" + i;
                int handle = store.find(name);
                if (handle == ModelStore.NONE) {
                    handle = store.create(name, 4_096 * (1 + random.nextInt(2)));
                    truth.put(name, new byte[store.length(handle)]);
                }
                int at = random.nextInt(store.length(handle));
                store.slab(handle)[store.offset(handle) + at] = (byte) wave;
                store.changed(handle, 1L << at / 4_096);
                truth.get(name)[at] = (byte) wave;
            }
            if (random.nextBoolean()) {
                drain(store);
            }
            int kept = random.nextInt(3);
            for (String name : List.copyOf(truth.keySet())) {
                if (truth.size() > kept && wave < 11) {
                    store.free(store.find(name));
                    truth.remove(name);
                }
            }
            drain(store);
        }
        ModelStore restored = restore(4_096, 1, 2);
        Compaction.compact(changelog);
        ModelStore fromCompacted = restore(4_096, 1, 2);
        truth.forEach((name, expected) -> {
            assertThat(bytes(store, name)).as("seed %d, %s", seed, name).isEqualTo(expected);
            assertThat(bytes(restored, name)).as("seed %d, %s", seed, name).isEqualTo(expected);
            assertThat(bytes(fromCompacted, name)).as("seed %d, %s", seed, name).isEqualTo(expected);
        });
        assertThat(restored.size()).isEqualTo(truth.size());
    }

    @Test
    void aPageThatMostOfARowChangedIsOneRecord() {
        ModelStore store = new ModelStore(64, 2);
        for (int i = 0; i < 40; i++) {
            store.create("block-" + i, 128);
        }
        drain(store);
        changelog.clear();
        for (int i = 0; i < 28; i++) { // twelve of the second row, the third has sixteen places and eight owners
            store.slab(i)[store.offset(i) + 64] = (byte) i;
            store.changed(i, 2);
        }
        store.changed(35, 2);
        drain(store);
        assertThat(changelog).extracting(record -> record.getKey().length).containsExactly(6, 6, 5);
        assertThat(changelog.get(1).getValue()).hasSize(16 * 64);

        drain(store);
        assertThat(changelog).hasSize(3);
    }

    /** Rows of blocks that are used, freed and used again, through restores from logs whose tombstones are gone. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aStoreOfRowsIsRestored(long seed) {
        Random random = new Random(seed);
        ModelStore store = new ModelStore(64, 1, 3);
        Map<String, byte[]> truth = new TreeMap<>();
        boolean seenRows = false;
        for (int generation = 0; generation < 30; generation++) {
            for (int wave = 0; wave < 5; wave++) {
                int page = random.nextInt(3);
                boolean free = random.nextInt(4) == 0;
                int some = 1 + random.nextInt(6);
                for (int i = 0; i < 70; i++) {
                    String name = "block-" + i;
                    int handle = store.find(name);
                    if (free && random.nextInt(some) == 0) {
                        if (handle != ModelStore.NONE) {
                            store.free(handle);
                            truth.remove(name);
                        }
                    } else if (random.nextInt(12) > 0) {
                        if (handle == ModelStore.NONE) {
                            handle = store.create(name, 192);
                            truth.put(name, new byte[192]);
                        }
                        byte value = (byte) random.nextInt();
                        store.slab(handle)[store.offset(handle) + page * 64] = value;
                        truth.get(name)[page * 64] = value;
                        store.changed(handle, 1L << page);
                    }
                }
                if (random.nextBoolean()) {
                    drain(store);
                }
            }
            drain(store);
            seenRows |= changelog.stream().anyMatch(record -> record.getKey().length == 6);
            if (random.nextBoolean()) {
                Compaction.compact(changelog);
            }
            if (random.nextBoolean()) {
                Compaction.compactWithoutTombstones(changelog);
            }
            store = restore(64, 1, 3);
            assertThat(store.size()).isEqualTo(truth.size());
            for (Map.Entry<String, byte[]> expected : truth.entrySet()) {
                assertThat(bytes(store, expected.getKey()))
                        .as("seed %d, generation %d, %s", seed, generation, expected.getKey())
                        .isEqualTo(expected.getValue());
            }
        }
        assertThat(seenRows).isTrue();
    }

    private void drain(ModelStore store) {
        store.drain((key, value) -> changelog.add(new java.util.AbstractMap.SimpleEntry<>(key, value)));
    }

    private ModelStore restore(int page, int... classes) {
        ModelStore store = new ModelStore(page, classes);
        changelog.forEach(record -> store.restore(record.getKey(), record.getValue()));
        return store;
    }

    private static byte[] bytes(ModelStore store, String name) {
        int handle = store.find(name);
        return Arrays.copyOfRange(
                store.slab(handle), store.offset(handle), store.offset(handle) + store.length(handle));
    }
}
