package io.tidemark.console.history;

import java.util.List;

/**
 * A series in buckets of equal width, as columns. Only buckets that hold something are listed.
 *
 * @param intervalSeconds width of the kept buckets it was made of
 * @param stepSeconds width of a bucket here, a multiple of the interval
 * @param kind kind of the series' points
 * @param startSeconds start of each bucket
 */
public record LineGraph(
        int intervalSeconds,
        int stepSeconds,
        String kind,
        long[] startSeconds,
        long[] count,
        double[] sum,
        double[] min,
        double[] max,
        double[] last) {

    static LineGraph of(List<RollupRow> rows, int intervalSeconds, int stepSeconds, String kind) {
        int size = 0;
        long[] start = new long[rows.size()];
        long[] count = new long[rows.size()];
        double[] sum = new double[rows.size()];
        double[] min = new double[rows.size()];
        double[] max = new double[rows.size()];
        double[] last = new double[rows.size()];
        for (RollupRow row : rows) {
            long bucket = Math.floorDiv(row.startSeconds(), (long) stepSeconds) * stepSeconds;
            boolean opens = size == 0 || start[size - 1] != bucket;
            int at = opens ? size++ : size - 1;
            start[at] = bucket;
            count[at] += row.count();
            sum[at] += row.sum();
            min[at] = opens ? row.min() : Math.min(min[at], row.min());
            max[at] = opens ? row.max() : Math.max(max[at], row.max());
            last[at] = row.last();
        }
        return new LineGraph(
                intervalSeconds,
                stepSeconds,
                kind,
                java.util.Arrays.copyOf(start, size),
                java.util.Arrays.copyOf(count, size),
                java.util.Arrays.copyOf(sum, size),
                java.util.Arrays.copyOf(min, size),
                java.util.Arrays.copyOf(max, size),
                java.util.Arrays.copyOf(last, size));
    }

    public int size() {
        return startSeconds.length;
    }

    /** Average of the points of a bucket. */
    public double average(int i) {
        return sum[i] / count[i];
    }
}
