package io.tidemark.detectors.model;

/**
 * The sixteen bytes with which every model's block begins.
 *
 * <p>{@code 0 int layout | 4 int values learnt (saturating) | 8 long last bucket start, epoch seconds}. A block of zeroes
 * has layout 0, which no model accepts, so a fresh slab is recognised as "reset me".
 */
public final class BlockHeader {
    public static final int LAYOUT = 0;
    public static final int SEEN = 4;
    public static final int LAST_START = 8;
    public static final int BYTES = 16;
    /** The last bucket start of a series that has seen none. */
    public static final long NEVER = Long.MIN_VALUE;

    private BlockHeader() {}

    /** Zeroes the block and writes the header of an unseen series. */
    public static void reset(Block state, int layout) {
        state.zero();
        state.putInt(LAYOUT, layout);
        state.putLong(LAST_START, NEVER);
    }

    public static int layout(Block state) {
        return state.getInt(LAYOUT);
    }

    /** How many values were learnt. */
    public static int seen(Block state) {
        return state.getInt(SEEN);
    }

    /** Start of the bucket judged last, epoch seconds, or {@link #NEVER}. */
    public static long lastStart(Block state) {
        return state.getLong(LAST_START);
    }

    /** Notes that a value was learnt; stops at the largest int. */
    public static void countSeen(Block state, int seenBefore) {
        if (seenBefore < Integer.MAX_VALUE) {
            state.putInt(SEEN, seenBefore + 1);
        }
    }

    /** Whole intervals since the last bucket: 1 for the next one, and also where the clock repeated or went back. */
    public static long stepsSince(long lastStart, long bucketStartSeconds, int intervalSeconds) {
        if (lastStart == NEVER || bucketStartSeconds <= lastStart) {
            return 1;
        }
        long elapsed = bucketStartSeconds - lastStart;
        if (elapsed == intervalSeconds) {
            return 1; // nearly always so, and a division of longs is dear
        }
        if (elapsed < 0) {
            return Integer.MAX_VALUE; // the difference overflowed: very far ahead
        }
        return Math.max(1, (elapsed + intervalSeconds / 2) / intervalSeconds);
    }
}
