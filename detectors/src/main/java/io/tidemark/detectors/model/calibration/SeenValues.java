package io.tidemark.detectors.model.calibration;

import io.tidemark.detectors.model.Block;

/**
 * What values a series has had, as a sorted list of up to {@code capacity} representatives: how far is a value from the
 * nearest one ever seen?
 *
 * <p>A new value becomes a representative if it lies farther from its neighbours than the list can resolve. When the list is
 * full, the one whose removal leaves the smallest hole (the distance between its two neighbours) makes place; the ends
 * always stay. So the list spreads out over the range seen and keeps lonely values: exact while few distinct values came,
 * and later to within about (range / capacity). Nothing is forgotten: what was seen once is not new.
 *
 * <p>Layout at {@code at}: count (int), smallest hole when last full (float), then floats in rising order, in units of the
 * caller. Cost: a binary search; an insertion moves half the list, and becomes rare once the list is full.
 */
public final class SeenValues {
    private static final int HEAD = 8;
    private final int capacity;

    public SeenValues(int capacity) {
        this.capacity = capacity;
    }

    public int bytes() {
        return HEAD + 4 * capacity;
    }

    /**
     * How many representatives are smaller than a value: where {@link #distance} and {@link #learn} look, found once for both.
     */
    public int rank(Block s, int at, float value) {
        int rank = 0;
        int left = s.getInt(at);
        // Halves what is left whatever the answer was: so often the same that only the choice is unpredictable, and
        // that is no branch.
        while (left > 1) {
            int half = left >>> 1;
            rank = item(s, at, rank + half - 1) < value ? rank + half : rank;
            left -= half;
        }
        return left == 1 && item(s, at, rank) < value ? rank + 1 : rank;
    }

    /** Distance to the nearest value seen; 0 before two were seen. */
    public double distance(Block s, int at, float value, int rank) {
        int n = s.getInt(at);
        if (n < 2) {
            return 0;
        }
        double below = rank > 0 ? (double) value - item(s, at, rank - 1) : Double.MAX_VALUE;
        double above = rank < n ? (double) item(s, at, rank) - value : Double.MAX_VALUE;
        return Math.min(below, above); // either is as likely: this one takes no branch to guess wrong
    }

    public void learn(Block s, int at, float value, int rank) {
        int n = s.getInt(at);
        int i = rank;
        if (i < n && item(s, at, i) == value) {
            return;
        }
        if (n < capacity) {
            insert(s, at, i, value, n);
            s.putInt(at, n + 1);
            return;
        }
        float hole = i > 0 && i < n ? item(s, at, i) - item(s, at, i - 1) : Float.MAX_VALUE;
        float smallest = s.getFloat(at + 4);
        if (hole <= smallest) {
            return; // it would be the first to go again
        }
        int victim = 1;
        float least = Float.MAX_VALUE;
        for (int k = 1; k < n - 1; k++) {
            float gap = item(s, at, k + 1) - item(s, at, k - 1);
            if (gap < least) {
                least = gap;
                victim = k;
            }
        }
        s.putFloat(at + 4, least);
        if (hole <= least) {
            return;
        }
        if (victim < i) {
            for (int k = victim; k < i - 1; k++) {
                put(s, at, k, item(s, at, k + 1));
            }
            put(s, at, i - 1, value);
        } else {
            for (int k = victim; k > i; k--) {
                put(s, at, k, item(s, at, k - 1));
            }
            put(s, at, i, value);
        }
    }

    private void insert(Block s, int at, int i, float value, int n) {
        for (int k = n; k > i; k--) {
            put(s, at, k, item(s, at, k - 1));
        }
        put(s, at, i, value);
    }

    private static float item(Block s, int at, int i) {
        return s.getFloat(at + HEAD + 4 * i);
    }

    private static void put(Block s, int at, int i, float value) {
        s.putFloat(at + HEAD + 4 * i, value);
    }
}
