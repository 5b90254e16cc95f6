package io.tidemark.detectors.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A window on one series' state inside a slab of bytes, little-endian, with a note of which 256-byte pages were written.
 *
 * <p>One object is moved over many series ({@link #wrap}); it owns no bytes. Offsets are relative to the block. The dirty
 * mask has one bit a page (bit 0: bytes 0..255), so a block is at most 64 pages (16 KiB) long; a commit writes the pages
 * of the mask and calls {@link #clearDirty}.
 */
public final class Block {
    public static final int PAGE_BYTES = 256;
    public static final int LENGTH_MAX = 64 * PAGE_BYTES;
    private static final int PAGE_SHIFT = 8;

    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] slab = new byte[0];
    private int base;
    private int length;
    private long dirty;

    /** A block with bytes of its own, all zero and clean. */
    public static Block allocate(int length) {
        return new Block().wrap(new byte[length], 0, length);
    }

    /** Moves this window; the dirty mask starts empty. */
    public Block wrap(byte[] bytes, int offset, int blockLength) {
        Objects.checkFromIndexSize(offset, blockLength, bytes.length);
        if (blockLength > LENGTH_MAX) {
            throw new IllegalArgumentException("block of " + blockLength + " bytes (at most " + LENGTH_MAX + ")");
        }
        slab = bytes;
        base = offset;
        length = blockLength;
        dirty = 0;
        return this;
    }

    public int length() {
        return length;
    }

    /**
     * Bit p set: page p was written since the last {@link #wrap} or {@link #clearDirty}. Bit 0 is always set: who asks has
     * written the header, so that writes to the first page, most of a model's, need not be noted one by one.
     */
    public long dirtyPages() {
        return dirty | 1;
    }

    private void note(int at) {
        if (at >= PAGE_BYTES) {
            dirty |= 1L << (at >> PAGE_SHIFT);
        }
    }

    public void clearDirty() {
        dirty = 0;
    }

    public void markAllDirty() {
        int pages = (length + PAGE_BYTES - 1) >> PAGE_SHIFT;
        dirty = pages == 64 ? -1L : (1L << pages) - 1;
    }

    /** Sets every byte to zero. */
    public void zero() {
        Arrays.fill(slab, base, base + length, (byte) 0);
        markAllDirty();
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(slab, base, base + length);
    }

    /** Takes over the bytes of another block of the same length. */
    public void copyFrom(Block other) {
        if (other.length != length) {
            throw new IllegalArgumentException("block of " + other.length + " bytes into one of " + length);
        }
        System.arraycopy(other.slab, other.base, slab, base, length);
        markAllDirty();
    }

    public float getFloat(int at) {
        return (float) FLOAT.get(slab, base + at);
    }

    public void putFloat(int at, float value) {
        FLOAT.set(slab, base + at, value);
        note(at);
    }

    public double getDouble(int at) {
        return (double) DOUBLE.get(slab, base + at);
    }

    public void putDouble(int at, double value) {
        DOUBLE.set(slab, base + at, value);
        note(at);
    }

    public int getInt(int at) {
        return (int) INT.get(slab, base + at);
    }

    public void putInt(int at, int value) {
        INT.set(slab, base + at, value);
        note(at);
    }

    public long getLong(int at) {
        return (long) LONG.get(slab, base + at);
    }

    public void putLong(int at, long value) {
        LONG.set(slab, base + at, value);
        note(at);
    }

    /** An unsigned 8-bit number, 0..255. */
    public int getByte(int at) {
        return slab[base + at] & 0xff;
    }

    public void putByte(int at, int value) {
        slab[base + at] = (byte) value;
        note(at);
    }

    /** An unsigned 16-bit number, 0..65,535. */
    public int getUnsignedShort(int at) {
        return (short) SHORT.get(slab, base + at) & 0xffff;
    }

    public void putShort(int at, int value) {
        SHORT.set(slab, base + at, (short) value);
        note(at);
    }
}
