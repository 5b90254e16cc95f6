package io.tidemark.alerting.chart;

import java.util.TreeSet;

/**
 * Reduces a long series to what a picture of some 600 columns can show, without losing what matters.
 *
 * <p>Idea: cut the series into as many columns as the plot has, and keep of each column its first row, its lowest and highest
 * value, the first row of a gap, and its lowest and highest anomalous value. So an extreme stays an extreme, a column that held an
 * anomaly still shows one, and a gap stays a gap. Up to {@value #COLUMNS} anomalous rows are kept one and all.
 *
 * <p>Cost: one pass, O(n); at most 6 rows a column remain.
 */
final class Thinning {

    /** Series up to this length are drawn as they are. */
    static final int POINTS_MAX = 1_500;

    /** Columns of the plot at mail width, in logical pixels. */
    static final int COLUMNS = 600;

    private Thinning() {}

    static GraphPoints thin(GraphPoints points) {
        int n = points.size();
        if (n <= POINTS_MAX) {
            return points;
        }
        boolean keepAllAnomalies = anomalies(points) <= COLUMNS;
        TreeSet<Integer> kept = new TreeSet<>();
        kept.add(n - 1);
        for (int column = 0; column < COLUMNS; column++) {
            int from = (int) ((long) n * column / COLUMNS);
            int to = (int) ((long) n * (column + 1) / COLUMNS);
            keepColumn(points, from, to, keepAllAnomalies, kept);
        }
        return points.pick(kept.stream().mapToInt(Integer::intValue).toArray());
    }

    private static void keepColumn(GraphPoints points, int from, int to, boolean allAnomalies, TreeSet<Integer> kept) {
        int low = -1;
        int high = -1;
        int lowAnomaly = -1;
        int highAnomaly = -1;
        boolean gapKept = false;
        kept.add(from);
        for (int i = from; i < to; i++) {
            double v = points.value()[i];
            if (Double.isNaN(v)) {
                if (!gapKept) {
                    kept.add(i);
                    gapKept = true;
                }
                continue;
            }
            low = low < 0 || v < points.value()[low] ? i : low;
            high = high < 0 || v > points.value()[high] ? i : high;
            if (points.anomalous()[i]) {
                lowAnomaly = lowAnomaly < 0 || v < points.value()[lowAnomaly] ? i : lowAnomaly;
                highAnomaly = highAnomaly < 0 || v > points.value()[highAnomaly] ? i : highAnomaly;
                if (allAnomalies) {
                    kept.add(i);
                }
            }
        }
        for (int i : new int[] {low, high, lowAnomaly, highAnomaly}) {
            if (i >= 0) {
                kept.add(i);
            }
        }
    }

    private static int anomalies(GraphPoints points) {
        int count = 0;
        for (boolean anomalous : points.anomalous()) {
            count += anomalous ? 1 : 0;
        }
        return count;
    }
}
