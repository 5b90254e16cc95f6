package io.tidemark.console.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Judged buckets of a group in buckets of equal width, as columns, NaN where there is nothing; and the anomalous ones as
 * they were judged.
 *
 * <p>Where several judged buckets fall into one of the graph, value, expected and the edges are averages over those that
 * have one, and score is the largest. Anomalous buckets are never averaged away: they stand in {@code anomalous} with
 * their own value, the strangest {@value #ANOMALOUS_MAX} where there are more.
 *
 * @param intervalSeconds widest of the judged buckets; 0 where there are none
 * @param stepSeconds width of a bucket of the graph
 */
public record BandGraph(
        int intervalSeconds,
        int stepSeconds,
        long[] startSeconds,
        double[] value,
        double[] expected,
        double[] lower,
        double[] upper,
        double[] score,
        List<BandRow> anomalous,
        int anomalousCount) {

    static final int ANOMALOUS_MAX = 2_000;

    static BandGraph of(List<BandRow> rows, Span span, int bucketsMax) {
        int interval = rows.stream().mapToInt(BandRow::stepSeconds).max().orElse(0);
        int step = Resolution.step(span, Math.max(1, interval), bucketsMax);
        Columns columns = new Columns(rows.size());
        List<BandRow> anomalous = new ArrayList<>();
        for (BandRow row : rows) {
            columns.add(Math.floorDiv(row.startSeconds(), (long) step) * step, row);
            if (row.anomalous()) {
                anomalous.add(row);
            }
        }
        return columns.graph(interval, step, strangest(anomalous), anomalous.size());
    }

    public int size() {
        return startSeconds.length;
    }

    private static List<BandRow> strangest(List<BandRow> anomalous) {
        if (anomalous.size() <= ANOMALOUS_MAX) {
            return List.copyOf(anomalous);
        }
        return anomalous.stream()
                .sorted((a, b) -> Float.compare(b.score(), a.score()))
                .limit(ANOMALOUS_MAX)
                .sorted((a, b) -> Long.compare(a.startSeconds(), b.startSeconds()))
                .toList();
    }

    /** Sums and counts while rows are added in order of time. */
    private static final class Columns {

        private static final int AVERAGED = 4;

        private final long[] start;
        private final double[][] sum;
        private final int[][] count;
        private final double[] score;
        private int size;

        Columns(int rows) {
            start = new long[rows];
            sum = new double[AVERAGED][rows];
            count = new int[AVERAGED][rows];
            score = new double[rows];
        }

        void add(long bucket, BandRow row) {
            if (size == 0 || start[size - 1] != bucket) {
                start[size++] = bucket;
            }
            int at = size - 1;
            take(0, at, row.value());
            take(1, at, row.expected());
            take(2, at, row.lower());
            take(3, at, row.upper());
            if (row.score() > score[at]) {
                score[at] = row.score();
            }
        }

        private void take(int column, int at, double value) {
            if (!Double.isNaN(value)) {
                sum[column][at] += value;
                count[column][at]++;
            }
        }

        BandGraph graph(int interval, int step, List<BandRow> anomalous, int anomalousCount) {
            double[][] mean = new double[AVERAGED][size];
            for (int column = 0; column < AVERAGED; column++) {
                for (int i = 0; i < size; i++) {
                    mean[column][i] = count[column][i] == 0 ? Double.NaN : sum[column][i] / count[column][i];
                }
            }
            return new BandGraph(
                    interval,
                    step,
                    Arrays.copyOf(start, size),
                    mean[0],
                    mean[1],
                    mean[2],
                    mean[3],
                    Arrays.copyOf(score, size),
                    anomalous,
                    anomalousCount);
        }
    }
}
