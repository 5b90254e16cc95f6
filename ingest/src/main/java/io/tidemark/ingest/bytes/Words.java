package io.tidemark.ingest.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bytes as words of eight, the first byte lowest. A hash of words is mixed by rotation and one multiplication, so that each bit
 * reaches the upper half: take slots from there. Not for keys that an adversary may choose freely where a table has no bound.
 */
public final class Words {

    private static final VarHandle VIEW = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private static final long ZEROS = '0' * ONES;
    private static final long SIXES = 6 * ONES;
    private static final long HIGH_HALVES = 0xf0 * ONES;

    /** 2^64 ÷ golden ratio, odd (Knuth, The Art of Computer Programming, 6.4). */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private static final int ROTATION = 23;

    private Words() {}

    /** Eight bytes from {@code i} on; they must be there. */
    public static long at(byte[] bytes, int i) {
        return (long) VIEW.get(bytes, i);
    }

    /** Eight bytes from {@code i} on; those at {@code to} and after are 0. */
    public static long at(byte[] bytes, int i, int to) {
        if (i + Long.BYTES <= to) {
            return at(bytes, i);
        }
        long word = 0;
        for (int k = to - 1; k >= i; k--) {
            word = word << Byte.SIZE | bytes[k] & 0xff;
        }
        return word;
    }

    /** A word in which each byte is this one. */
    public static long filledWith(char c) {
        return c * ONES;
    }

    /** Where in a word the first byte stands that is also in {@code wanted}, which is filled with it; 8 where there is none. */
    public static int indexOf(long word, long wanted) {
        long other = word ^ wanted;
        // Mycroft's test for a byte that is 0: the lowest bit that it sets is right, those above it may not be.
        return Long.numberOfTrailingZeros(other - ONES & ~other & HIGHS) >>> 3;
    }

    /** Whether the first bytes of a word, one to seven, are all decimal digits. */
    public static boolean areDigits(long word, int count) {
        long digits = padded(word, count);
        return (digits & digits + SIXES & HIGH_HALVES) == ZEROS;
    }

    /** The number that the first bytes of a word say, one to seven decimal digits: pairs, then fours, then all (three multiplications). */
    public static long number(long word, int count) {
        long digits = padded(word, count) - ZEROS;
        long pairs = digits * 10 + (digits >>> Byte.SIZE);
        long mask = 0x000000ff_000000ffL;
        return (pairs & mask) * (100 + (1_000_000L << Integer.SIZE))
                        + (pairs >>> Short.SIZE & mask) * (1 + (10_000L << Integer.SIZE))
                >>> Integer.SIZE;
    }

    /** The digits moved to the end of the word, with noughts before them. */
    private static long padded(long word, int count) {
        return word << Long.SIZE - Byte.SIZE * count | ZEROS >>> Byte.SIZE * count;
    }

    /** A hash with one more word in it. */
    public static long mix(long hash, long word) {
        return (Long.rotateLeft(hash, ROTATION) ^ word) * SPREAD;
    }

    /** The same with the first bytes of a word only. */
    public static long mix(long hash, long word, int bytes) {
        return bytes == 0 ? hash : mix(hash, word & -1L >>> Long.SIZE - Byte.SIZE * bytes);
    }

    /** A hash with some more bytes in it, as {@link #mix} takes them word by word. */
    public static long hash(long hash, byte[] bytes, int from, int to) {
        long sum = hash;
        for (int i = from; i < to; i += Long.BYTES) {
            sum = mix(sum, at(bytes, i, to));
        }
        return sum;
    }
}
