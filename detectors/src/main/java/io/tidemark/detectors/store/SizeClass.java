package io.tidemark.detectors.store;

import java.util.Arrays;
import java.util.BitSet;

/** Blocks of one length, packed into slabs of a quarter to half a megabyte, each with its name and a mask of changed pages. */
final class SizeClass {
    /** Less than half a region of G1's smallest: an array of half a region or more gets whole regions for itself. */
    private static final int SLAB_BYTES = (1 << 19) - 1;

    final int blockBytes;
    private final int slabShift;
    /** Null where no block of a slab is used: what many groups need for a while is not kept for ever. */
    private byte[][] slabs = new byte[4][];

    private int[] usedInSlab = new int[4];
    private final BitSet used = new BitSet();
    private final BitSet unwrittenName = new BitSet();
    private final BitSet everUsed = new BitSet();
    private String[] names = new String[16];
    private long[] changedPages = new long[16];
    private int lowestFree;

    SizeClass(int blockBytes) {
        this.blockBytes = blockBytes;
        this.slabShift = 31 - Integer.numberOfLeadingZeros(Math.max(1, SLAB_BYTES / blockBytes));
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
        unwrittenName.set(index);
    }

    /** Gives the index back, its bytes zero; lets the slab go with its last block. */
    void release(int index) {
        int slab = index >> slabShift;
        if (used.get(index)) {
            used.clear(index);
            usedInSlab[slab]--;
        }
        names[index] = null;
        unwrittenName.set(index);
        everUsed.set(index);
        if (usedInSlab[slab] == 0) {
            slabs[slab] = null;
        } else {
            Arrays.fill(slabs[slab], offset(index), offset(index) + blockBytes, (byte) 0);
        }
        lowestFree = Math.min(lowestFree, index);
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

    /** True once after a change of the name: it has to be written. */
    boolean takeUnwrittenName(int index) {
        boolean unwritten = unwrittenName.get(index);
        unwrittenName.clear(index);
        return unwritten;
    }

    byte[] slab(int index) {
        return slabs[index >> slabShift];
    }

    int offset(int index) {
        return (index & ((1 << slabShift) - 1)) * blockBytes;
    }

    /** Adds to the mask of changed pages; the mask before. */
    long change(int index, long pages) {
        long before = changedPages[index];
        changedPages[index] = before | pages;
        return before;
    }

    long takeChanged(int index) {
        long pages = changedPages[index];
        changedPages[index] = 0;
        return pages;
    }

    /** Pages that any block of a row has changed; none where the row does not lie in one slab, or nobody had its last place yet. */
    long changedInRow(int first, int count) {
        if (count > 1 << slabShift || first + count > changedPages.length) {
            return 0;
        }
        long any = 0;
        for (int i = first; i < first + count; i++) {
            any |= changedPages[i];
        }
        return any;
    }

    int countChanged(int first, int count, int page) {
        int changed = 0;
        for (int i = first; i < first + count; i++) {
            changed += (int) (changedPages[i] >>> page & 1);
        }
        return changed;
    }

    /** Takes a page from what has changed. */
    void unchange(int first, int count, int page) {
        for (int i = first; i < first + count; i++) {
            changedPages[i] &= ~(1L << page);
        }
    }

    boolean areUsed(int first, int count) {
        return used.nextClearBit(first) >= first + count;
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
        }
        if (slabs[slab] == null) {
            slabs[slab] = new byte[blockBytes << slabShift];
        }
        if (index >= names.length) {
            int length = Math.max(index + 1, names.length * 2);
            names = Arrays.copyOf(names, length);
            changedPages = Arrays.copyOf(changedPages, length);
        }
    }
}
