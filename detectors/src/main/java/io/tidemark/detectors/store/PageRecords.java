package io.tidemark.detectors.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Changed pages as records, in a changelog or a checkpoint: key {@code handle (4 bytes) page (1 byte)}, value the page's bytes; page 255
 * holds the name, pages 128 to 143 are four neighbours in one record, where most of them changed. Blocks that were made together tend to
 * change together: the same page of sixteen of them, where most have it changed, is one record, key
 * {@code first handle (4 bytes) page (1 byte) 0 (1 byte)}. Of two records with a page the later one holds.
 */
final class PageRecords {
    static final int NAME_PAGE = 255;
    static final int INDEX_BITS = 27;
    static final int INDEX_MASK = (1 << INDEX_BITS) - 1;
    /** So many neighbours are written in one record, from so many changed: a record costs more than two pages in vain. */
    private static final int NEIGHBOURS = 4;

    private static final int NEIGHBOURS_CHANGED = 3;
    private static final int NEIGHBOURS_PAGE = 128;

    /** So many blocks have a page in one record, from so many changed: each record costs its key, its header and its way through the client. */
    static final int ROW = 16;

    private static final int ROW_CHANGED = 12;
    private static final int ROW_KEY_BYTES = 6;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final int pageBytes;

    PageRecords(int pageBytes) {
        this.pageBytes = pageBytes;
    }

    /** Writes what most of a row's blocks have changed, and takes it from what has changed. Only where all are used: a record speaks for each. */
    void writeRow(Contents.Changelog to, int firstHandle, SizeClass sizeClass, PageChanges changes) {
        int first = firstHandle & INDEX_MASK;
        long any = changes.ofRow(first, ROW);
        if (any == 0 || !sizeClass.isRow(first, ROW)) {
            return;
        }
        for (long left = any; left != 0; left &= left - 1) {
            int page = Long.numberOfTrailingZeros(left);
            if (changes.countInRow(first, ROW, page) < ROW_CHANGED) {
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
            changes.takeFromRow(first, ROW, page);
            to.write(Arrays.copyOf(key(firstHandle, page), ROW_KEY_BYTES), pages);
        }
    }

    /** Writes what one block has changed, its name first, and takes it from what has changed. */
    void writeBlock(Contents.Changelog to, int handle, SizeClass sizeClass, PageChanges changes) {
        int index = handle & INDEX_MASK;
        long pages = changes.take(index);
        boolean used = sizeClass.isUsed(index);
        if (changes.takeName(index)) {
            to.write(key(handle, NAME_PAGE), used ? sizeClass.name(index).getBytes(StandardCharsets.UTF_8) : null);
        }
        if (used) {
            writePages(to, handle, sizeClass, pages);
        } else {
            deletePages(to, handle, sizeClass);
        }
    }

    private void writePages(Contents.Changelog to, int handle, SizeClass sizeClass, long pages) {
        int index = handle & INDEX_MASK;
        int count = sizeClass.blockBytes / pageBytes;
        for (int first = 0; first < count; first += NEIGHBOURS) {
            long changed = pages >>> first & (1 << NEIGHBOURS) - 1;
            if (Long.bitCount(changed) >= NEIGHBOURS_CHANGED && first + NEIGHBOURS <= count) {
                to.write(
                        key(handle, NEIGHBOURS_PAGE + first / NEIGHBOURS),
                        pageBytes(sizeClass, index, first, NEIGHBOURS));
                continue;
            }
            for (long left = changed; left != 0; left &= left - 1) {
                int page = first + Long.numberOfTrailingZeros(left);
                to.write(key(handle, page), pageBytes(sizeClass, index, page, 1));
            }
        }
    }

    private void deletePages(Contents.Changelog to, int handle, SizeClass sizeClass) {
        int count = sizeClass.blockBytes / pageBytes;
        for (int page = 0; page < count; page++) {
            to.write(key(handle, page), null);
        }
        for (int first = 0; first + NEIGHBOURS <= count; first += NEIGHBOURS) {
            to.write(key(handle, NEIGHBOURS_PAGE + first / NEIGHBOURS), null);
        }
    }

    static int handle(byte[] key, int from) {
        return (int) INTS.get(key, from);
    }

    /** Puts the pages of one record that is no name's into their places; a null value is zeroes. */
    void restore(
            int index, int page, int keyLength, byte[] value, int valueFrom, SizeClass sizeClass, PageChanges noted) {
        if (keyLength == ROW_KEY_BYTES) {
            sizeClass.usedBefore(index, ROW);
            for (int i = 0; i < ROW; i++) {
                copy(value, valueFrom + i * pageBytes, sizeClass, index + i, page, 1, noted);
            }
        } else if (page < NEIGHBOURS_PAGE) {
            copy(value, valueFrom, sizeClass, index, page, 1, noted);
        } else {
            copy(value, valueFrom, sizeClass, index, (page - NEIGHBOURS_PAGE) * NEIGHBOURS, NEIGHBOURS, noted);
        }
    }

    private void copy(byte[] value, int from, SizeClass sizeClass, int index, int page, int pages, PageChanges noted) {
        if (sizeClass.hasSlab(index)) {
            int offset = sizeClass.offset(index) + page * pageBytes;
            if (value == null) {
                Arrays.fill(sizeClass.slab(index), offset, offset + pages * pageBytes, (byte) 0);
            } else {
                System.arraycopy(value, from, sizeClass.slab(index), offset, pages * pageBytes);
            }
        }
        if (noted != null) {
            noted.add(index, (1L << pages) - 1 << page);
        }
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
