package io.tidemark.detectors.store;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Named blocks of bytes in heap slabs, of which only changed pages are written.
 *
 * <p>A block belongs to one name and has a handle, an {@code int} that stays the same for its life and across restores:
 * {@code size class << 27 | index}. Whoever writes into a block tells so with {@link #changed}. How they are written:
 * {@link PageRecords}. A freed block is told by tombstones. Pages never written are zero.
 *
 * <p>Costs: a look-up by name is one hash look-up; by handle, two array reads. Memory besides the blocks: the name, and about
 * 30 bytes a block.
 */
public final class ModelStore implements Contents {
    /** No such block. */
    public static final int NONE = -1;

    private static final int INDEX_BITS = PageRecords.INDEX_BITS;
    private static final int INDEX_MASK = PageRecords.INDEX_MASK;
    private static final int PAGES_MAX = 64;

    private final int pageBytes;
    private final PageRecords records;
    private final SizeClass[] classes;
    /** Since the last checkpoint, of each size class; null while nobody asked for one. */
    private PageChanges[] noted;

    private int notedFrom;
    private final Object2IntOpenHashMap<String> handles = new Object2IntOpenHashMap<>();
    private final IntArrayList changedHandles = new IntArrayList();
    private Runnable firstChange = () -> {};
    /** The block asked for last and where it is: a block is mostly asked for many times in a row, and does not move while
     * it is used.
     */
    private int lastHandle = NONE;

    private byte[] lastSlab;
    private int lastOffset;

    /** @param pagesOfClass lengths of blocks that can be had, in pages, ascending */
    public ModelStore(int pageBytes, int... pagesOfClass) {
        if (pageBytes < 8 || pagesOfClass.length == 0 || pagesOfClass.length > 15) {
            throw new IllegalArgumentException("pages of " + pageBytes + " bytes in " + pagesOfClass.length
                    + " size classes (expected at least 8 bytes, 1 to 15 classes)");
        }
        this.pageBytes = pageBytes;
        this.records = new PageRecords(pageBytes);
        this.classes = new SizeClass[pagesOfClass.length];
        for (int i = 0; i < pagesOfClass.length; i++) {
            if (pagesOfClass[i] < 1
                    || pagesOfClass[i] > PAGES_MAX
                    || (i > 0 && pagesOfClass[i] <= pagesOfClass[i - 1])) {
                throw new IllegalArgumentException("size class " + i + " has " + pagesOfClass[i]
                        + " pages (expected ascending, 1 to " + PAGES_MAX + ")");
            }
            classes[i] = new SizeClass(pagesOfClass[i] * pageBytes, Regions.ARRAY_BYTES);
        }
        handles.defaultReturnValue(NONE);
    }

    /** The handle of the block with this name, or {@link #NONE}. */
    public int find(String name) {
        return handles.getInt(name);
    }

    /** A new block of zeroes with at least so many bytes. */
    public int create(String name, int bytes) {
        if (handles.containsKey(name)) {
            throw new IllegalStateException("block \"" + name + "\" exists");
        }
        for (int c = 0; c < classes.length; c++) {
            if (classes[c].blockBytes >= bytes) {
                int index = classes[c].take(name);
                int handle = c << INDEX_BITS | index;
                handles.put(name, handle);
                classes[c].unwritten.addName(index);
                // An index that had an owner before may have pages in the changelog: all of them are written again.
                change(handle, classes[c].wasUsed(index) ? allPages(classes[c]) : 1);
                return handle;
            }
        }
        throw new IllegalArgumentException(
                "block of " + bytes + " bytes (at most " + classes[classes.length - 1].blockBytes + ")");
    }

    /** Forgets a block; its handle may be given to another. */
    public void free(int handle) {
        lastHandle = NONE; // Its slab may go with it.
        SizeClass sizeClass = classOf(handle);
        handles.removeInt(name(handle));
        sizeClass.release(handle & INDEX_MASK);
        sizeClass.unwritten.addName(handle & INDEX_MASK);
        change(handle, allPages(sizeClass));
    }

    public boolean isUsed(int handle) {
        return classOf(handle).isUsed(handle & INDEX_MASK);
    }

    public String name(int handle) {
        return classOf(handle).name(handle & INDEX_MASK);
    }

    /** The bytes that hold the block, at {@link #offset}. Stays the same array for the life of the block. */
    public byte[] slab(int handle) {
        if (handle != lastHandle) {
            turnTo(handle);
        }
        return lastSlab;
    }

    public int offset(int handle) {
        if (handle != lastHandle) {
            turnTo(handle);
        }
        return lastOffset;
    }

    private void turnTo(int handle) {
        SizeClass sizeClass = classOf(handle);
        lastSlab = sizeClass.slab(handle & INDEX_MASK);
        lastOffset = sizeClass.offset(handle & INDEX_MASK);
        lastHandle = handle;
    }

    public int length(int handle) {
        return classOf(handle).blockBytes;
    }

    /** Says that pages of a block were written: bit p for page p. */
    public void changed(int handle, long pages) {
        if (pages != 0) {
            change(handle, pages);
        }
    }

    /** Every block, in the order of handles. The caller must not create blocks meanwhile; it may free the one it is given. */
    public void forEach(IntConsumer action) {
        for (int c = 0; c < classes.length; c++) {
            for (int i = classes[c].nextUsed(0); i >= 0; i = classes[c].nextUsed(i + 1)) {
                action.accept(c << INDEX_BITS | i);
            }
        }
    }

    /** The first used handle at or after this one, in the order of {@link #forEach}; {@link #NONE} where there is none. */
    public int nextUsed(int handle) {
        for (int c = handle >>> INDEX_BITS, from = handle & INDEX_MASK; c < classes.length; c++, from = 0) {
            int index = classes[c].nextUsed(from);
            if (index >= 0) {
                return c << INDEX_BITS | index;
            }
        }
        return NONE;
    }

    @Override
    public int size() {
        return handles.size();
    }

    @Override
    public void whenFirstChanged(Runnable signal) {
        firstChange = signal;
        if (!changedHandles.isEmpty()) {
            signal.run();
        }
    }

    @Override
    public void drain(Changelog changelog) {
        int lastRow = NONE;
        for (int i = 0; i < changedHandles.size(); i++) {
            int handle = changedHandles.getInt(i);
            SizeClass sizeClass = classOf(handle);
            int row = handle & -PageRecords.ROW;
            if (row != lastRow) {
                if (noted != null) {
                    notedOf(handle).addRow(sizeClass.unwritten, row & INDEX_MASK, PageRecords.ROW);
                }
                records.writeRow(changelog, row, sizeClass, sizeClass.unwritten);
                lastRow = row;
            }
            records.writeBlock(changelog, handle, sizeClass, sizeClass.unwritten);
        }
        changedHandles.clear();
    }

    @Override
    public boolean isDrained() {
        return changedHandles.isEmpty();
    }

    @Override
    public void noteNothing() {
        noted = new PageChanges[classes.length];
        Arrays.setAll(noted, i -> new PageChanges());
        notedFrom = 0;
    }

    @Override
    public void noteAll() {
        noteNothing();
        byte[] zeroes = new byte[pageBytes];
        for (int c = 0; c < classes.length; c++) {
            for (int i = classes[c].nextEverUsed(0); i >= 0; i = classes[c].nextEverUsed(i + 1)) {
                noted[c].add(i, classes[c].isUsed(i) ? notZero(classes[c], i, zeroes) | 1 : 1);
                noted[c].addName(i);
            }
        }
    }

    private long notZero(SizeClass sizeClass, int index, byte[] zeroes) {
        byte[] slab = sizeClass.slab(index);
        long pages = 0;
        for (int page = 0; page < sizeClass.blockBytes / pageBytes; page++) {
            int from = sizeClass.offset(index) + page * pageBytes;
            if (!Arrays.equals(slab, from, from + pageBytes, zeroes, 0, pageBytes)) {
                pages |= 1L << page;
            }
        }
        return pages;
    }

    @Override
    public boolean writeNoted(Changelog checkpoint, BooleanSupplier enough) {
        for (int c = notedFrom >>> INDEX_BITS, from = notedFrom & INDEX_MASK; c < classes.length; c++, from = 0) {
            for (int i = noted[c].next(from); i >= 0; i = noted[c].next(i)) {
                int row = i & -PageRecords.ROW;
                if (enough.getAsBoolean()) {
                    notedFrom = c << INDEX_BITS | row;
                    return false;
                }
                records.writeRow(checkpoint, c << INDEX_BITS | row, classes[c], noted[c]);
                for (int block = row; block < row + PageRecords.ROW; block++) {
                    if (noted[c].has(block)) {
                        records.writeBlock(checkpoint, c << INDEX_BITS | block, classes[c], noted[c]);
                    }
                }
            }
        }
        notedFrom = 0;
        return true;
    }

    @Override
    public void restore(byte[] key, int keyFrom, int keyLength, byte[] value, int valueFrom, int valueLength) {
        int handle = PageRecords.handle(key, keyFrom);
        SizeClass sizeClass = classOf(handle);
        int index = handle & INDEX_MASK;
        if (value != null) {
            sizeClass.makeRoom(index);
        }
        int page = key[keyFrom + Integer.BYTES] & 0xff;
        if (page == PageRecords.NAME_PAGE) {
            String name = value == null ? null : new String(value, valueFrom, valueLength, StandardCharsets.UTF_8);
            restoreName(handle, sizeClass, index, name);
        } else {
            PageChanges also = noted == null ? null : notedOf(handle);
            records.restore(index, page, keyLength, value, valueFrom, sizeClass, also);
        }
    }

    private void restoreName(int handle, SizeClass sizeClass, int index, String name) {
        lastHandle = NONE;
        // The name may have moved to another handle already, told earlier in the same commit.
        if (sizeClass.isUsed(index) && handles.getInt(sizeClass.name(index)) == handle) {
            handles.removeInt(sizeClass.name(index));
        }
        if (name == null) {
            // Pages of this owner that follow are tombstones; those of a next owner come after its name.
            sizeClass.release(index);
        } else {
            sizeClass.name(index, name);
            handles.put(name, handle);
        }
        if (noted != null) {
            notedOf(handle).addName(index);
            notedOf(handle).add(index, 1);
        }
    }

    private void change(int handle, long pages) {
        if (classOf(handle).unwritten.add(handle & INDEX_MASK, pages) == 0) {
            changedHandles.add(handle);
            if (changedHandles.size() == 1) {
                firstChange.run();
            }
        }
    }

    private SizeClass classOf(int handle) {
        return classes[handle >>> INDEX_BITS];
    }

    private long allPages(SizeClass sizeClass) {
        return -1L >>> (PAGES_MAX - sizeClass.blockBytes / pageBytes);
    }

    private PageChanges notedOf(int handle) {
        return noted[handle >>> INDEX_BITS];
    }
}
