package io.tidemark.detectors.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: blocks are apart, stay where they are, and begin zero, also where slabs share an array. Method: as many blocks as fill several arrays,
 * each with its own bytes; arrays as they are with G1, and none.
 */
class SizeClassTest {
    private static final int REGION = (2 << 20) - 64;
    private static final int BLOCK = 64;
    private static final int IN_SLAB = 4_096;

    @ParameterizedTest
    @ValueSource(ints = {0, REGION})
    void blocksAreApartAndStayWhereTheyAre(int arrayBytes) {
        SizeClass blocks = new SizeClass(BLOCK, arrayBytes);
        List<byte[]> slabs = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        for (int i = 0; i < 20 * IN_SLAB; i++) {
            assertThat(blocks.take("block " + i)).isEqualTo(i);
            slabs.add(blocks.slab(i));
            offsets.add(blocks.offset(i));
            for (int at = 0; at < BLOCK; at++) {
                assertThat(blocks.slab(i)[blocks.offset(i) + at]).isZero();
                blocks.slab(i)[blocks.offset(i) + at] = of(i);
            }
        }
        for (int i = 0; i < 20 * IN_SLAB; i++) {
            assertThat(blocks.slab(i)).isSameAs(slabs.get(i));
            assertThat(blocks.offset(i)).isEqualTo(offsets.get(i));
            for (int at = 0; at < BLOCK; at++) {
                assertThat(slabs.get(i)[offsets.get(i) + at]).isEqualTo(of(i));
            }
        }
    }

    @Test
    void slabsBehindTheFirstShareArraysOfARegionAndLieInLines() {
        SizeClass blocks = new SizeClass(BLOCK, REGION);
        Map<byte[], Set<Integer>> slabsIn = new IdentityHashMap<>();
        for (int slab = 0; slab < 16; slab++) {
            blocks.makeRoom(slab * IN_SLAB);
            slabsIn.computeIfAbsent(blocks.slab(slab * IN_SLAB), unused -> new TreeSet<>())
                    .add(slab);
            if (slab > 0) {
                assertThat((blocks.offset(slab * IN_SLAB) + 16) % 64)
                        .as("behind the array's header")
                        .isZero();
            }
        }
        assertThat(slabsIn.values())
                .containsExactlyInAnyOrder(
                        Set.of(0), Set.of(1, 2, 3, 4, 5, 6, 7), Set.of(8, 9, 10, 11, 12, 13, 14), Set.of(15));
        assertThat(slabsIn.keySet()).allMatch(array -> array.length <= REGION + 48);
    }

    /** As when a block is restored that was in a slab which nobody used any more. */
    @Test
    void aSlabThatWasGivenBackIsZeroWhenItIsUsedAgainThoughOthersKeptItsArray() {
        SizeClass blocks = new SizeClass(BLOCK, REGION);
        for (int i = 0; i < 4 * IN_SLAB; i++) {
            blocks.take("block " + i);
            blocks.slab(i)[blocks.offset(i)] = 7;
        }
        byte[] array = blocks.slab(2 * IN_SLAB);
        for (int i = 2 * IN_SLAB; i < 3 * IN_SLAB; i++) {
            blocks.release(i);
        }
        array[blocks.offset(2 * IN_SLAB)] = 7; // What was there must not matter.
        blocks.makeRoom(2 * IN_SLAB);
        assertThat(blocks.slab(2 * IN_SLAB)).isSameAs(array);
        assertThat(array[blocks.offset(2 * IN_SLAB)]).isZero();
        assertThat(array[blocks.offset(3 * IN_SLAB)]).as("a neighbour's").isEqualTo((byte) 7);
    }

    private static byte of(int block) {
        return (byte) (1 + block % 100);
    }
}
