package io.tidemark.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Avro's binary encoding into a growing array, reused from record to record. */
final class AvroOutput {

    private static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    /** A variable-length long takes at most ten bytes (64 bits in groups of seven). */
    private static final int LONG_BYTES_MAX = 10;

    private byte[] bytes = new byte[4096];
    private int size;

    void reset(byte[] header) {
        size = 0;
        raw(header, 0, header.length);
    }

    void raw(byte[] source, int from, int length) {
        room(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    void putLong(long value) {
        room(LONG_BYTES_MAX);
        long n = (value << 1) ^ (value >> 63);
        while ((n & ~0x7fL) != 0) {
            bytes[size++] = (byte) (n | 0x80);
            n >>>= 7;
        }
        bytes[size++] = (byte) n;
    }

    void putDouble(double value) {
        room(Double.BYTES);
        DOUBLES.set(bytes, size, value);
        size += Double.BYTES;
    }

    void putFloat(float value) {
        room(Float.BYTES);
        FLOATS.set(bytes, size, value);
        size += Float.BYTES;
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
