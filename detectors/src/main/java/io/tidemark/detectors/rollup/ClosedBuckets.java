package io.tidemark.detectors.rollup;

import java.util.Arrays;

/** Closed buckets in columns, in the order in which they closed. Reused: whoever wants to keep a row copies it. */
public final class ClosedBuckets {
    private int size;
    private RolledSeries[] series = new RolledSeries[64];
    private int[] widthSeconds = new int[64];
    private boolean[] correction = new boolean[64];
    private long[] startSeconds = new long[64];
    private long[] count = new long[64];
    private double[] sum = new double[64];
    private double[] min = new double[64];
    private double[] max = new double[64];
    private double[] last = new double[64];
    private Sketch[] sketch = new Sketch[64];

    void add(RolledSeries ofSeries, int width, boolean isCorrection, byte[] slab, int cell, Sketch itsSketch) {
        if (size == series.length) {
            grow();
        }
        series[size] = ofSeries;
        widthSeconds[size] = width;
        correction[size] = isCorrection;
        startSeconds[size] = Cell.start(slab, cell);
        count[size] = Cell.count(slab, cell);
        sum[size] = Cell.sum(slab, cell);
        min[size] = Cell.min(slab, cell);
        max[size] = Cell.max(slab, cell);
        last[size] = Cell.last(slab, cell);
        sketch[size] = itsSketch;
        size++;
    }

    /** A bucket from elsewhere, as when kept ones are read again; {@code itsSketch} is null but for distributions. */
    public void add(
            RolledSeries ofSeries,
            int width,
            long start,
            long itsCount,
            double itsSum,
            double itsMin,
            double itsMax,
            double itsLast,
            Sketch itsSketch) {
        if (size == series.length) {
            grow();
        }
        series[size] = ofSeries;
        widthSeconds[size] = width;
        correction[size] = false;
        startSeconds[size] = start;
        count[size] = itsCount;
        sum[size] = itsSum;
        min[size] = itsMin;
        max[size] = itsMax;
        last[size] = itsLast;
        sketch[size] = itsSketch;
        size++;
    }

    public void clear() {
        Arrays.fill(series, 0, size, null);
        Arrays.fill(sketch, 0, size, null);
        size = 0;
    }

    public int size() {
        return size;
    }

    public RolledSeries series(int row) {
        return series[row];
    }

    public int widthSeconds(int row) {
        return widthSeconds[row];
    }

    /** The bucket was told before; this replaces what was said. */
    public boolean correction(int row) {
        return correction[row];
    }

    public long startSeconds(int row) {
        return startSeconds[row];
    }

    public long count(int row) {
        return count[row];
    }

    public double sum(int row) {
        return sum[row];
    }

    public double min(int row) {
        return min[row];
    }

    public double max(int row) {
        return max[row];
    }

    public double last(int row) {
        return last[row];
    }

    /** The distribution of the bucket's values, or null where the series is none. Not to be changed. */
    public Sketch sketch(int row) {
        return sketch[row];
    }

    private void grow() {
        int length = size * 2;
        series = Arrays.copyOf(series, length);
        widthSeconds = Arrays.copyOf(widthSeconds, length);
        correction = Arrays.copyOf(correction, length);
        startSeconds = Arrays.copyOf(startSeconds, length);
        count = Arrays.copyOf(count, length);
        sum = Arrays.copyOf(sum, length);
        min = Arrays.copyOf(min, length);
        max = Arrays.copyOf(max, length);
        last = Arrays.copyOf(last, length);
        sketch = Arrays.copyOf(sketch, length);
    }
}
