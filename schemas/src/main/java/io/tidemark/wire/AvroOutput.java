package io.tidemark.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Avro's binary encoding into a growing array, reused from record to record. */
final class AvroOutput {

    /** A variable-length long takes at most ten bytes (64 bits in groups of seven), an int five. */
    private static final int LONG_BYTES_MAX = 10;

    private static final int INT_BYTES_MAX = 5;

    private byte[] bytes = new byte[4096];
    private int size;

    void clear() {
        size = 0;
    }

    void reset(byte[] header) {
        clear();
        raw(header, 0, header.length);
    }

    void raw(byte[] source, int from, int length) {
        room(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    /** The first bytes of what another has written. */
    void raw(AvroOutput other, int length) {
        raw(other.bytes, 0, length);
    }

    int size() {
        return size;
    }

    /** Forgets all but the first bytes. */
    void truncate(int length) {
        size = length;
    }

    void putLong(long value) {
        room(LONG_BYTES_MAX);
        size = write(value, bytes, size);
    }

    /** Many at once: there is room for all before the first is written. */
    void putInts(int[] values, int count) {
        room(count * INT_BYTES_MAX);
        byte[] to = bytes;
        int at = size;
        for (int i = 0; i < count; i++) {
            at = write(values[i], to, at);
        }
        size = at;
    }

    void putLongs(long[] values, int count) {
        room(count * LONG_BYTES_MAX);
        byte[] to = bytes;
        int at = size;
        for (int i = 0; i < count; i++) {
            at = write(values[i], to, at);
        }
        size = at;
    }

    /** Each minus the one before it, the first as it is. */
    void putDeltas(long[] values, int count) {
        room(count * LONG_BYTES_MAX);
        byte[] to = bytes;
        int at = size;
        long before = 0;
        for (int i = 0; i < count; i++) {
            at = write(values[i] - before, to, at);
            before = values[i];
        }
        size = at;
    }

    void putDoubles(double[] values, int count) {
        littleEndian(count * Double.BYTES).asDoubleBuffer().put(values, 0, count);
    }

    void putFloats(float[] values, int count) {
        littleEndian(count * Float.BYTES).asFloatBuffer().put(values, 0, count);
    }

    /** So many bytes, which the caller fills. */
    private ByteBuffer littleEndian(int length) {
        room(length);
        size += length;
        return ByteBuffer.wrap(bytes, size - length, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int write(long value, byte[] to, int from) {
        int at = from;
        long n = (value << 1) ^ (value >> 63);
        while ((n & ~0x7fL) != 0) {
            to[at++] = (byte) (n | 0x80);
            n >>>= 7;
        }
        to[at++] = (byte) n;
        return at;
    }

    void putBoolean(boolean value) {
        room(1);
        bytes[size++] = (byte) (value ? 1 : 0);
    }

    void putString(String text) {
        putBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    void putBytes(byte[] value) {
        putLong(value.length);
        raw(value, 0, value.length);
    }

    /** Index of the union's branch, then the value where it is there: {@code ["null", "long"]}. */
    void putNullableLong(Long value) {
        putLong(value == null ? 0 : 1);
        if (value != null) {
            putLong(value);
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int wanted) {
        if (bytes.length - size < wanted) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + wanted));
        }
    }
}
