package io.tidemark.detectors.store;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Named blocks of bytes in heap slabs, of which only changed pages are written.
 *
 * <p>A block belongs to one name and has a handle, an {@code int} that stays the same for its life and across restores:
 * {@code size class << 27 | index}. Whoever writes into a block tells so with {@link #changed}. Changelog: one record a page,
 * key {@code handle (4 bytes) page (1 byte)}, value the page's bytes; page 255 holds the name, pages 128 to 143 are four
 * neighbours in one record, where most of them changed. Blocks that were made together tend to change together: the same page of sixteen of
 * them, where most have it changed, is one record, key {@code first handle (4 bytes) page (1 byte) 0 (1 byte)}. Of two records with a page
 * the later one holds. A freed block is told by tombstones. Pages never written are zero.
 *
 * <p>Costs: a look-up by name is one hash look-up; by handle, two array reads. Memory besides the blocks: the name, and about
 * 30 bytes a block.
 */
public final class ModelStore implements Contents {
    /** No such block. */
    public static final int NONE = -1;

    private static final int NAME_PAGE = 255;
    private static final int INDEX_BITS = 27;
    private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;
    private static final int PAGES_MAX = 64;
    /** So many neighbours are written in one record, from so many changed: a record costs more than two pages in vain. */
    private static final int NEIGHBOURS = 4;

    private static final int NEIGHBOURS_CHANGED = 3;
    private static final int NEIGHBOURS_PAGE = 128;

    /** So many blocks have a page in one record, from so many changed: each record costs its key, its header and its way through the client. */
    private static final int ROW = 16;

    private static final int ROW_CHANGED = 12;
    private static final int ROW_KEY_BYTES = 6;

    private final int pageBytes;
    private final SizeClass[] classes;
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
        this.classes = new SizeClass[pagesOfClass.length];
        for (int i = 0; i < pagesOfClass.length; i++) {
            if (pagesOfClass[i] < 1
                    || pagesOfClass[i] > PAGES_MAX
                    || (i > 0 && pagesOfClass[i] <= pagesOfClass[i - 1])) {
                throw new IllegalArgumentException("size class " + i + " has " + pagesOfClass[i]
                        + " pages (expected ascending, 1 to " + PAGES_MAX + ")");
            }
            classes[i] = new SizeClass(pagesOfClass[i] * pageBytes);
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
            int index = handle & INDEX_MASK;
            int row = handle & -ROW;
            if (row != lastRow) {
                writeRow(changelog, row, sizeClass);
                lastRow = row;
            }
            long pages = sizeClass.takeChanged(index);
            boolean used = sizeClass.isUsed(index);
            if (sizeClass.takeUnwrittenName(index)) {
                changelog.write(
                        key(handle, NAME_PAGE), used ? sizeClass.name(index).getBytes(StandardCharsets.UTF_8) : null);
            }
            if (used) {
                writePages(changelog, handle, sizeClass, pages);
            } else {
                deletePages(changelog, handle, sizeClass);
            }
        }
        changedHandles.clear();
    }

    /** Writes what most of these blocks have changed, and takes it from what has changed. Only where all are used: a record speaks for each. */
    private void writeRow(Changelog changelog, int firstHandle, SizeClass sizeClass) {
        int first = firstHandle & INDEX_MASK;
        long any = sizeClass.changedInRow(first, ROW);
        if (any == 0 || !sizeClass.areUsed(first, ROW)) {
            return;
        }
        for (long left = any; left != 0; left &= left - 1) {
            int page = Long.numberOfTrailingZeros(left);
            if (sizeClass.countChanged(first, ROW, page) < ROW_CHANGED) {
                continue;
            }
            byte[] pages = new byte[ROW * pageBytes];
            for (int i = 0; i < ROW; i++) {
                System.arraycopy(
                        sizeClass.slab(first + i),
                        sizeClass.offset(first + i) + page * pageBytes,
                        pages,
                        i * pageBytes,
                        pageBytes);
            }
            sizeClass.unchange(first, ROW, page);
            changelog.write(Arrays.copyOf(key(firstHandle, page), ROW_KEY_BYTES), pages);
        }
    }

    private void writePages(Changelog changelog, int handle, SizeClass sizeClass, long pages) {
        int index = handle & INDEX_MASK;
        int count = sizeClass.blockBytes / pageBytes;
        for (int first = 0; first < count; first += NEIGHBOURS) {
            long changed = pages >>> first & (1 << NEIGHBOURS) - 1;
            if (Long.bitCount(changed) >= NEIGHBOURS_CHANGED && first + NEIGHBOURS <= count) {
                changelog.write(
                        key(handle, NEIGHBOURS_PAGE + first / NEIGHBOURS),
                        pageBytes(sizeClass, index, first, NEIGHBOURS));
                continue;
            }
            for (long left = changed; left != 0; left &= left - 1) {
                int page = first + Long.numberOfTrailingZeros(left);
                changelog.write(key(handle, page), pageBytes(sizeClass, index, page, 1));
            }
        }
    }

    private void deletePages(Changelog changelog, int handle, SizeClass sizeClass) {
        int count = sizeClass.blockBytes / pageBytes;
        for (int page = 0; page < count; page++) {
            changelog.write(key(handle, page), null);
        }
        for (int first = 0; first + NEIGHBOURS <= count; first += NEIGHBOURS) {
            changelog.write(key(handle, NEIGHBOURS_PAGE + first / NEIGHBOURS), null);
        }
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        ByteBuffer fields = ByteBuffer.wrap(key);
        int handle = fields.getInt();
        int page = fields.get() & 0xff;
        SizeClass sizeClass = classOf(handle);
        int index = handle & INDEX_MASK;
        sizeClass.makeRoom(index);
        if (key.length == ROW_KEY_BYTES) {
            restoreRow(sizeClass, index, page, value);
        } else if (page == NAME_PAGE) {
            restoreName(handle, sizeClass, index, value);
        } else {
            int pages = page < NEIGHBOURS_PAGE ? 1 : NEIGHBOURS;
            int first = page < NEIGHBOURS_PAGE ? page : (page - NEIGHBOURS_PAGE) * NEIGHBOURS;
            byte[] bytes = value == null ? new byte[pages * pageBytes] : value;
            int offset = sizeClass.offset(index) + first * pageBytes;
            System.arraycopy(bytes, 0, sizeClass.slab(index), offset, pages * pageBytes);
        }
    }

    private void restoreRow(SizeClass sizeClass, int first, int page, byte[] pages) {
        sizeClass.usedBefore(first, ROW);
        for (int i = 0; i < ROW; i++) {
            System.arraycopy(
                    pages,
                    i * pageBytes,
                    sizeClass.slab(first + i),
                    sizeClass.offset(first + i) + page * pageBytes,
                    pageBytes);
        }
    }

    private void restoreName(int handle, SizeClass sizeClass, int index, byte[] value) {
        lastHandle = NONE;
        // The name may have moved to another handle already, told earlier in the same commit.
        if (sizeClass.isUsed(index) && handles.getInt(sizeClass.name(index)) == handle) {
            handles.removeInt(sizeClass.name(index));
        }
        if (value == null) {
            // Pages of this owner that follow are tombstones; those of a next owner come after its name.
            sizeClass.release(index);
        } else {
            String name = new String(value, StandardCharsets.UTF_8);
            sizeClass.name(index, name);
            handles.put(name, handle);
        }
        sizeClass.takeUnwrittenName(index);
    }

    private void change(int handle, long pages) {
        if (classOf(handle).change(handle & INDEX_MASK, pages) == 0) {
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

    private byte[] pageBytes(SizeClass sizeClass, int index, int first, int pages) {
        int from = sizeClass.offset(index) + first * pageBytes;
        return Arrays.copyOfRange(sizeClass.slab(index), from, from + pages * pageBytes);
    }

    private static byte[] key(int handle, int page) {
        return new byte[] {
            (byte) (handle >>> 24), (byte) (handle >>> 16), (byte) (handle >>> 8), (byte) handle, (byte) page
        };
    }
}
