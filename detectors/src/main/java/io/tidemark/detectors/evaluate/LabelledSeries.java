package io.tidemark.detectors.evaluate;

import java.util.List;

/**
 * One file of a corpus in columns, rows in the order of the file.
 *
 * @param times epoch seconds; may repeat, have gaps, go back
 * @param values NaN where the row has none
 * @param labels true inside an anomaly; null if the file has no labels
 * @param intervalSeconds of the manifest, or 0
 * @param evalFrom only rows at or after this time are scored; {@code Long.MIN_VALUE}: all
 */
record LabelledSeries(
        String name,
        long[] times,
        double[] values,
        boolean[] labels,
        int intervalSeconds,
        long evalFrom,
        Unreadable unreadable) {

    /** Rows that were left out: how many, and of the first few file, line, and what was expected. */
    record Unreadable(long rows, List<String> shown) {
        static final Unreadable NONE = new Unreadable(0, List.of());
    }

    LabelledSeries(String name, long[] times, double[] values, boolean[] labels, int intervalSeconds, long evalFrom) {
        this(name, times, values, labels, intervalSeconds, evalFrom, Unreadable.NONE);
    }

    /** Rows whose spacing tells the interval where nobody says it. */
    static final int FIRST_ROWS = 20;

    int rows() {
        return times.length;
    }

    /**
     * The interval as whoever sets up a detector for the live series would state it: the manifest's, or else the most
     * common positive spacing of the first {@link #FIRST_ROWS} rows (60 s where these tell nothing). Later rows are not
     * looked at.
     */
    int statedInterval() {
        if (intervalSeconds > 0) {
            return intervalSeconds;
        }
        int rows = Math.min(FIRST_ROWS, times.length);
        long best = 60;
        int bestCount = 0;
        for (int i = 1; i < rows; i++) {
            long spacing = times[i] - times[i - 1];
            int count = 0;
            for (int j = 1; j < rows; j++) {
                count += times[j] - times[j - 1] == spacing ? 1 : 0;
            }
            if (spacing > 0 && spacing <= 7 * 86_400 && (count > bestCount || count == bestCount && spacing < best)) {
                best = spacing;
                bestCount = count;
            }
        }
        return (int) best;
    }
}
