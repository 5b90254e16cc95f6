package io.tidemark.bench.pipeline;

import java.util.Map;
import java.util.TreeMap;

/** Milliseconds, very many of them: how often each. */
final class Delays {
    private final TreeMap<Long, Long> counts = new TreeMap<>();
    private long size;

    void add(long millis) {
        counts.merge(millis, 1L, Long::sum);
        size++;
    }

    long size() {
        return size;
    }

    /** The smallest of them that no fewer than so many per cent are at or below. */
    long percentile(int percent) {
        long rank = (long) Math.ceil(size * percent / 100.0);
        long seen = 0;
        for (Map.Entry<Long, Long> one : counts.entrySet()) {
            seen += one.getValue();
            if (seen >= rank) {
                return one.getKey();
            }
        }
        throw new IllegalStateException("no delays");
    }
}
