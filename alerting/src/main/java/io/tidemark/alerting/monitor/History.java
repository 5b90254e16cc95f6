package io.tidemark.alerting.monitor;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The last rows of one group, oldest first: what windows are computed from and graphs are drawn from.
 *
 * <p>All rows have one width; a row of another width begins anew. At most {@value #ROWS_MAX} rows; per row 13 bytes, 21
 * with a band.
 */
public final class History {

    /** Rows that are always kept, for the graph. */
    public static final int ROWS_MIN = 120;

    /** Rows that are kept at most: a day of minutes, and some. */
    public static final int ROWS_MAX = 1_500;

    private static final int OUT = 1;
    private static final int ABOVE = 2;
    private static final int BELOW = 4;
    private static final int BAND = 8;

    private int interval;
    private int size;
    private long[] start = new long[16];
    private double[] value = new double[16];
    private float[] lower = new float[16];
    private float[] upper = new float[16];
    private byte[] flags = new byte[16];

    /** Appends the newest row, and forgets the oldest above a number of rows. */
    void append(Row row, int rowsMax) {
        boolean otherWidth = row.intervalSeconds() != interval;
        if (otherWidth || size > 0 && row.startSeconds() - start[size - 1] > Integer.MAX_VALUE) {
            size = 0;
            interval = row.intervalSeconds();
        }
        int keep = Math.min(rowsMax, ROWS_MAX);
        if (size >= keep) {
            drop(size - keep + 1);
        }
        grow();
        set(size++, row);
    }

    /** Replaces a row that is remembered; one that is forgotten stays so. */
    void correct(Row row) {
        int at = Arrays.binarySearch(start, 0, size, row.startSeconds());
        if (at >= 0 && row.intervalSeconds() == interval) {
            set(at, row);
        }
    }

    private void set(int at, Row row) {
        start[at] = row.startSeconds();
        value[at] = row.value();
        lower[at] = row.lower();
        upper[at] = row.upper();
        boolean band = !Float.isNaN(row.lower()) || !Float.isNaN(row.upper());
        flags[at] = (byte)
                ((row.out() ? OUT : 0) | (row.above() ? ABOVE : 0) | (row.below() ? BELOW : 0) | (band ? BAND : 0));
    }

    private void drop(int rows) {
        size -= rows;
        System.arraycopy(start, rows, start, 0, size);
        System.arraycopy(value, rows, value, 0, size);
        System.arraycopy(lower, rows, lower, 0, size);
        System.arraycopy(upper, rows, upper, 0, size);
        System.arraycopy(flags, rows, flags, 0, size);
    }

    private void grow() {
        if (size == start.length) {
            int to = Math.min(ROWS_MAX + 1, size * 2);
            start = Arrays.copyOf(start, to);
            value = Arrays.copyOf(value, to);
            lower = Arrays.copyOf(lower, to);
            upper = Arrays.copyOf(upper, to);
            flags = Arrays.copyOf(flags, to);
        }
    }

    public int size() {
        return size;
    }

    public int intervalSeconds() {
        return interval;
    }

    public long startSeconds(int row) {
        return start[row];
    }

    public double value(int row) {
        return value[row];
    }

    public float lower(int row) {
        return lower[row];
    }

    public float upper(int row) {
        return upper[row];
    }

    public boolean isOut(int row) {
        return (flags[row] & OUT) != 0;
    }

    public boolean isAbove(int row) {
        return (flags[row] & ABOVE) != 0;
    }

    public boolean isBelow(int row) {
        return (flags[row] & BELOW) != 0;
    }

    /** Start of the newest row; {@link Long#MIN_VALUE} where there is none. */
    long newestStart() {
        return size == 0 ? Long.MIN_VALUE : start[size - 1];
    }

    /** Index of the first row at or after a start. */
    int indexFrom(long startSeconds) {
        int at = Arrays.binarySearch(start, 0, size, startSeconds);
        return at >= 0 ? at : -at - 1;
    }

    int bytes() {
        int bytes = 4 + 4 + 8;
        for (int i = 0; i < size; i++) {
            bytes += 4 + 8 + 1 + ((flags[i] & BAND) != 0 ? 8 : 0);
        }
        return bytes;
    }

    void write(ByteBuffer out) {
        out.putInt(interval).putInt(size).putLong(size == 0 ? 0 : start[0]);
        for (int i = 0; i < size; i++) {
            out.putInt(i == 0 ? 0 : Math.toIntExact(start[i] - start[i - 1]));
            out.putDouble(value[i]).put(flags[i]);
            if ((flags[i] & BAND) != 0) {
                out.putFloat(lower[i]).putFloat(upper[i]);
            }
        }
    }

    static History read(ByteBuffer in) {
        History history = new History();
        history.interval = in.getInt();
        int rows = in.getInt();
        long start = in.getLong();
        if (rows < 0 || rows > ROWS_MAX) {
            throw new IllegalArgumentException("rows: " + rows + " (expected: 0 to " + ROWS_MAX + ")");
        }
        for (int i = 0; i < rows; i++) {
            start += in.getInt();
            double value = in.getDouble();
            byte flags = in.get();
            boolean band = (flags & BAND) != 0;
            float lower = band ? in.getFloat() : Float.NaN;
            float upper = band ? in.getFloat() : Float.NaN;
            history.grow();
            history.start[i] = start;
            history.value[i] = value;
            history.lower[i] = lower;
            history.upper[i] = upper;
            history.flags[i] = flags;
            history.size++;
        }
        return history;
    }
}
