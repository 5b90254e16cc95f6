package io.tidemark.detectors.evaluate;

import java.util.Arrays;

/** Row numbers in order of falling score; equal scores in the order of the rows. Scores are 0 or more. */
final class Descending {
    private Descending() {}

    static int[] order(float[] scores) {
        long[] keys = new long[scores.length];
        for (int i = 0; i < keys.length; i++) {
            // The bits of a float of 0 or more rise with it; NaN counts as 0.
            int bits = scores[i] > 0 ? Float.floatToIntBits(scores[i]) : 0;
            keys[i] = (long) (Integer.MAX_VALUE - bits) << 32 | i;
        }
        Arrays.sort(keys);
        int[] order = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            order[i] = (int) keys[i];
        }
        return order;
    }
}
