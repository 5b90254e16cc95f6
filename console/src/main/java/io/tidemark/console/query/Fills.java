package io.tidemark.console.query;

import io.tidemark.query.MetricQuery;

/** What stands for buckets without points: {@code .fill(last, 300)}. */
final class Fills {

    private Fills() {}

    /**
     * The values with their gaps filled. Only gaps up to the fill's limit are filled; nothing is invented before the first value,
     * nor after the last by a line. Zero stands everywhere.
     */
    static double[] fill(MetricQuery.Fill fill, int stepSeconds, double[] values) {
        double[] out = values.clone();
        int gapMax = fill.limitSeconds() == 0 ? Integer.MAX_VALUE : Math.max(1, fill.limitSeconds() / stepSeconds);
        int known = -1;
        for (int i = 0; i <= values.length; i++) {
            boolean end = i == values.length;
            if (!end && Double.isNaN(values[i])) {
                continue;
            }
            int gap = i - known - 1;
            if (gap > 0 && gap <= gapMax) {
                fillGap(fill.method(), values, out, known, i);
            }
            known = i;
        }
        return out;
    }

    private static void fillGap(MetricQuery.FillMethod method, double[] values, double[] out, int before, int after) {
        for (int i = before + 1; i < after; i++) {
            switch (method) {
                case ZERO -> out[i] = 0;
                case LAST -> out[i] = before < 0 ? Double.NaN : values[before];
                case LINEAR ->
                    out[i] = before < 0 || after == values.length
                            ? Double.NaN
                            : values[before] + (values[after] - values[before]) * (i - before) / (after - before);
                default -> {} // Nothing stands for nothing.
            }
        }
    }
}
