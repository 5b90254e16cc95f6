package io.tidemark.alerting.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Values one behind the other in bytes, big-endian; a text is its length in bytes and its UTF-8. */
final class Flat {

    private static final int TEXT_BYTES_MAX = 16 * 1024 * 1024;

    private ByteBuffer out = ByteBuffer.allocate(128);

    Flat put(byte value) {
        room(1).put(value);
        return this;
    }

    Flat put(int value) {
        room(4).putInt(value);
        return this;
    }

    Flat put(long value) {
        room(8).putLong(value);
        return this;
    }

    Flat put(double value) {
        room(8).putDouble(value);
        return this;
    }

    Flat put(String value) {
        return put(value.getBytes(StandardCharsets.UTF_8));
    }

    Flat put(byte[] value) {
        room(4 + value.length).putInt(value.length).put(value);
        return this;
    }

    byte[] bytes() {
        return Arrays.copyOf(out.array(), out.position());
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + bytes));
            out = larger.put(out.array(), 0, out.position());
        }
        return out;
    }

    static byte[] bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining() || length > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException("text of " + length + " bytes, " + in.remaining() + " are left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }
}
