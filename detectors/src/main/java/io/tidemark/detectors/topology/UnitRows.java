package io.tidemark.detectors.topology;

import io.tidemark.detectors.model.Judgement;
import io.tidemark.wire.BandBatchWriter;
import java.util.Arrays;

/** Judged buckets of one unit in columns, until they are written. */
final class UnitRows {
    private static final int BAND_COLUMNS = 8;

    private int size;
    private String[] group = new String[16];
    private long[] startSeconds = new long[16];
    private double[] value = new double[16];
    private int[] flags = new int[16];
    /** Eight numbers a row: expected, lower, upper, scale, score, warm, trend, season. */
    private double[] band = new double[16 * BAND_COLUMNS];

    void add(String rowGroup, long start, double rowValue, Judgement judgement, int rowFlags) {
        if (size == group.length) {
            group = Arrays.copyOf(group, size * 2);
            startSeconds = Arrays.copyOf(startSeconds, size * 2);
            value = Arrays.copyOf(value, size * 2);
            flags = Arrays.copyOf(flags, size * 2);
            band = Arrays.copyOf(band, size * 2 * BAND_COLUMNS);
        }
        group[size] = rowGroup;
        startSeconds[size] = start;
        value[size] = rowValue;
        flags[size] = rowFlags;
        int at = size * BAND_COLUMNS;
        if (judgement == null) {
            Arrays.fill(band, at, at + BAND_COLUMNS, Double.NaN);
            band[at + 4] = 0;
            band[at + 5] = 0;
        } else {
            band[at] = judgement.expected;
            band[at + 1] = judgement.lower;
            band[at + 2] = judgement.upper;
            band[at + 3] = judgement.scale;
            band[at + 4] = judgement.score;
            band[at + 5] = judgement.warm;
            band[at + 6] = judgement.trend;
            band[at + 7] = judgement.season;
        }
        size++;
    }

    void writeTo(BandBatchWriter writer, int row) {
        int at = row * BAND_COLUMNS;
        writer.add(group[row], startSeconds[row], value[row], flags[row])
                .band(
                        band[at],
                        band[at + 1],
                        band[at + 2],
                        band[at + 3],
                        band[at + 4],
                        band[at + 5],
                        band[at + 6],
                        band[at + 7]);
    }

    int size() {
        return size;
    }

    String group(int row) {
        return group[row];
    }

    void clear() {
        Arrays.fill(group, 0, size, null);
        size = 0;
    }
}
