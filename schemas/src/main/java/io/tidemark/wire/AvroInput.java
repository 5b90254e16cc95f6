package io.tidemark.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Avro's binary encoding out of an array; every claim of a length is checked against what is left. */
final class AvroInput {

    private byte[] bytes = new byte[0];
    private byte[] compared = new byte[64];
    private int at;

    void reset(byte[] source, int from) {
        bytes = source;
        at = from;
    }

    int left() {
        return bytes.length - at;
    }

    long getLong() {
        int position = at;
        byte[] source = bytes;
        long n = 0;
        int shift = 0;
        while (true) {
            if (position >= source.length) {
                throw MalformedRecordException.malformed("the record ends inside a number at byte " + position);
            }
            byte b = source[position++];
            n |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                at = position;
                return (n >>> 1) ^ -(n & 1);
            }
            shift += 7;
            if (shift > 63) {
                throw MalformedRecordException.malformed("a number at byte " + at + " is longer than 10 bytes");
            }
        }
    }

    int getInt() {
        long value = getLong();
        if (value != (int) value) {
            throw MalformedRecordException.malformed(
                    "number " + value + " before byte " + at + " is no 32-bit integer");
        }
        return (int) value;
    }

    /** So many of them, which a block has claimed, from this place of the array on. */
    void getDoubles(double[] into, int from, int count) {
        littleEndian(count * Double.BYTES).asDoubleBuffer().get(into, from, count);
    }

    void getFloats(float[] into, int from, int count) {
        littleEndian(count * Float.BYTES).asFloatBuffer().get(into, from, count);
    }

    /** So many bytes, which {@link #getBlock} has found to be there. */
    private ByteBuffer littleEndian(int length) {
        at += length;
        return ByteBuffer.wrap(bytes, at - length, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean getBoolean() {
        need(1);
        return bytes[at++] != 0;
    }

    String getString() {
        int length = length();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** Goes past a text; the position where it begins. It ends at {@link #position}. */
    int skipString() {
        int length = length();
        at += length;
        return at - length;
    }

    int position() {
        return at;
    }

    /** The text that was skipped between these positions. */
    String textAt(int from, int until) {
        return new String(bytes, from, until - from, StandardCharsets.UTF_8);
    }

    /** Whether the text that was skipped between these positions is this one, of ASCII characters only. */
    @SuppressWarnings("deprecation") // The one way to get at the bytes of a text without a copy of their own.
    boolean isAsciiAt(int from, int until, String ascii) {
        int length = ascii.length();
        if (length != until - from) {
            return false;
        }
        if (compared.length < length) {
            compared = new byte[length * 2];
        }
        ascii.getBytes(0, length, compared, 0);
        return Arrays.equals(compared, 0, length, bytes, from, until);
    }

    byte[] getBytes() {
        int length = length();
        byte[] value = new byte[length];
        System.arraycopy(bytes, at, value, 0, length);
        at += length;
        return value;
    }

    /** The branch of a union of {@code branches}, or the symbol of an enum of as many. */
    int getIndex(int branches) {
        int index = getInt();
        if (index < 0 || index >= branches) {
            throw MalformedRecordException.malformed(
                    "index " + index + " before byte " + at + " (expected 0 to " + (branches - 1) + ")");
        }
        return index;
    }

    /**
     * Items in the next block of an array; 0 ends the array.
     *
     * @param itemBytesMin the fewest bytes that one item takes: what keeps a claim honest
     */
    int getBlock(int itemBytesMin) {
        long count = getLong();
        if (count < 0) {
            if (count == Long.MIN_VALUE) {
                throw MalformedRecordException.malformed("an array at byte " + at + " claims -2^63 items");
            }
            count = -count;
            getLong(); // the block's size in bytes, for readers that skip
        }
        if (count * itemBytesMin > left() || count > Integer.MAX_VALUE) {
            throw MalformedRecordException.malformed(
                    "an array before byte " + at + " claims " + count + " items; " + left() + " bytes are left");
        }
        return (int) count;
    }

    private int length() {
        long length = getLong();
        if (length < 0 || length > left()) {
            throw MalformedRecordException.malformed("a text or bytes before byte " + at + " claims a length of "
                    + length + "; " + left() + " bytes are left");
        }
        return (int) length;
    }

    private void need(int wanted) {
        if (left() < wanted) {
            throw MalformedRecordException.malformed("the record ends at byte " + bytes.length + ", inside a value");
        }
    }
}
