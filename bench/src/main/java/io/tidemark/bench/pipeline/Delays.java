package io.tidemark.bench.pipeline;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;

/** Milliseconds, many of them. */
final class Delays {
    private final LongArrayList all = new LongArrayList();

    void add(long millis) {
        all.add(millis);
    }

    int size() {
        return all.size();
    }

    long percentile(int percent) {
        long[] sorted = all.toLongArray();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }
}
