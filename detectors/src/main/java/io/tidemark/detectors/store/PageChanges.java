package io.tidemark.detectors.store;

import java.util.Arrays;
import java.util.BitSet;

/** Which pages and names of one size class changed and are not yet written: to the changelog, or to a checkpoint. */
final class PageChanges {
    private long[] pages = new long[16];
    private final BitSet names = new BitSet();

    /** Adds to the mask of changed pages; the mask before. */
    long add(int index, long more) {
        if (index >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(index + 1, pages.length * 2));
        }
        long before = pages[index];
        pages[index] = before | more;
        return before;
    }

    long take(int index) {
        if (index >= pages.length) {
            return 0;
        }
        long taken = pages[index];
        pages[index] = 0;
        return taken;
    }

    void addName(int index) {
        names.set(index);
    }

    /** True once after a change of the name: it has to be written. */
    boolean takeName(int index) {
        boolean changed = names.get(index);
        names.clear(index);
        return changed;
    }

    /** What changed in a row of blocks, also here. */
    void addRow(PageChanges others, int first, int count) {
        for (int i = first; i < Math.min(first + count, others.pages.length); i++) {
            if (others.pages[i] != 0) {
                add(i, others.pages[i]);
            }
            if (others.names.get(i)) {
                names.set(i);
            }
        }
    }

    /** Pages that any block of a row has changed; none where nobody had its last place yet. */
    long ofRow(int first, int count) {
        if (first + count > pages.length) {
            return 0;
        }
        long any = 0;
        for (int i = first; i < first + count; i++) {
            any |= pages[i];
        }
        return any;
    }

    int countInRow(int first, int count, int page) {
        int changed = 0;
        for (int i = first; i < first + count; i++) {
            changed += (int) (pages[i] >>> page & 1);
        }
        return changed;
    }

    /** Takes a page from what has changed. */
    void takeFromRow(int first, int count, int page) {
        for (int i = first; i < first + count; i++) {
            pages[i] &= ~(1L << page);
        }
    }

    boolean has(int index) {
        return index < pages.length && pages[index] != 0 || names.get(index);
    }

    /** The first index from here on that has changed pages, or -1. */
    int next(int from) {
        for (int i = from; i < pages.length; i++) {
            if (pages[i] != 0) {
                return i;
            }
        }
        return -1;
    }
}
