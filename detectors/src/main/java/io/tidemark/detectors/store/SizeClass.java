package io.tidemark.detectors.store;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Blocks of one length, packed into slabs of a quarter to half a megabyte, each with its name. The first slab is an array of its own; those
 * that follow share arrays of a whole region ({@link Regions}).
 */
final class SizeClass {
    /** Less than half a region of G1's smallest: an array of half a region or more gets whole regions for itself. */
    private static final int SLAB_BYTES = (1 << 19) - 1;

    final int blockBytes;
    /** Since the last commit. */
    final PageChanges unwritten = new PageChanges();

    private final int slabShift;
    private final int slabBytes;
    /** So many slabs share an array. */
    private final int shared;
    /** Null where no block of a slab is used: what many groups need for a while is not kept for ever. */
    private byte[][] slabs = new byte[4][];

    private int[] usedInSlab = new int[4];
    /** Where in its array a slab begins. */
    private int[] slabFrom = new int[4];

    private final BitSet used = new BitSet();
    private final BitSet everUsed = new BitSet();
    private String[] names = new String[16];
    private int lowestFree;

    /** @param arrayBytes how much of an array several slabs may share; 0 where each is to have its own */
    SizeClass(int blockBytes, int arrayBytes) {
        this.blockBytes = blockBytes;
        this.slabShift = 31 - Integer.numberOfLeadingZeros(Math.max(1, SLAB_BYTES / blockBytes));
        this.slabBytes = blockBytes << slabShift;
        this.shared = arrayBytes / slabBytes;
    }

    /** Takes the smallest free index. True in {@link #wasUsed} where an earlier owner's pages may be in the changelog. */
    int take(String name) {
        int index = used.nextClearBit(lowestFree);
        lowestFree = index + 1;
        makeRoom(index);
        if (everUsed.get(index)) {
            // A record of a whole row, restored, may have brought what an owner before it left there.
            Arrays.fill(slab(index), offset(index), offset(index) + blockBytes, (byte) 0);
        }
        name(index, name);
        return index;
    }

    void name(int index, String name) {
        makeRoom(index);
        if (!used.get(index)) {
            used.set(index);
            usedInSlab[index >> slabShift]++;
        }
        names[index] = name;
    }

    /** Gives the index back, its bytes zero; lets the slab go with its last block. It may have none, as when its end is restored. */
    void release(int index) {
        everUsed.set(index);
        lowestFree = Math.min(lowestFree, index);
        if (!hasSlab(index)) {
            return;
        }
        int slab = index >> slabShift;
        if (used.get(index)) {
            used.clear(index);
            usedInSlab[slab]--;
        }
        if (index < names.length) {
            names[index] = null;
        }
        if (usedInSlab[slab] == 0) {
            slabs[slab] = null;
        } else {
            Arrays.fill(slabs[slab], offset(index), offset(index) + blockBytes, (byte) 0);
        }
    }

    /** Whether there are bytes for it; where there are none, all of them are zero. */
    boolean hasSlab(int index) {
        int slab = index >> slabShift;
        return slab < slabs.length && slabs[slab] != null;
    }

    boolean wasUsed(int index) {
        return everUsed.get(index);
    }

    boolean isUsed(int index) {
        return used.get(index);
    }

    int nextUsed(int from) {
        return used.nextSetBit(from);
    }

    String name(int index) {
        return names[index];
    }

    byte[] slab(int index) {
        return slabs[index >> slabShift];
    }

    int offset(int index) {
        return slabFrom[index >> slabShift] + (index & ((1 << slabShift) - 1)) * blockBytes;
    }

    /** Whether blocks are all used and lie in one slab. */
    boolean isRow(int first, int count) {
        return count <= 1 << slabShift && used.nextClearBit(first) >= first + count;
    }

    /** Where an owner, now or before, may have left something in the changelog; -1 where none did from here on. */
    int nextEverUsed(int from) {
        int now = used.nextSetBit(from);
        int before = everUsed.nextSetBit(from);
        return now < 0 || before < 0 ? Math.max(now, before) : Math.min(now, before);
    }

    /** These had owners, whose pages may be in the changelog. */
    void usedBefore(int first, int count) {
        makeRoom(first + count - 1);
        everUsed.set(first, first + count);
    }

    void makeRoom(int index) {
        int slab = index >> slabShift;
        if (slab >= slabs.length) {
            slabs = Arrays.copyOf(slabs, Math.max(slab + 1, 2 * slabs.length));
            usedInSlab = Arrays.copyOf(usedInSlab, slabs.length);
            slabFrom = Arrays.copyOf(slabFrom, slabs.length);
        }
        if (slabs[slab] == null) {
            makeSlab(slab);
        }
        if (index >= names.length) {
            names = Arrays.copyOf(names, Math.max(index + 1, names.length * 2));
        }
    }

    /** Few blocks do not take a whole region, so the first slab shares none. */
    private void makeSlab(int slab) {
        if (slab == 0 || shared < 2) {
            slabs[slab] = new byte[slabBytes];
            return;
        }
        int first = slab - (slab - 1) % shared;
        slabFrom[slab] = Regions.FIRST_LINE + (slab - first) * slabBytes;
        for (int other = first; other < Math.min(first + shared, slabs.length); other++) {
            if (slabs[other] != null) {
                slabs[slab] = slabs[other];
                // It may have been used before.
                Arrays.fill(slabs[slab], slabFrom[slab], slabFrom[slab] + slabBytes, (byte) 0);
                return;
            }
        }
        slabs[slab] = new byte[Regions.FIRST_LINE + shared * slabBytes];
    }
}
