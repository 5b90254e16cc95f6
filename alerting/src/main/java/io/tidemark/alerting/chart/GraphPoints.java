package io.tidemark.alerting.chart;

import io.tidemark.avro.Graph;
import java.util.Arrays;
import java.util.List;

/**
 * A graph's columns as primitives, in the order of time, with a row without value wherever buckets are missing. Sizes are equal;
 * values are finite or NaN; an edge of the band that is missing is NaN.
 */
record GraphPoints(long[] millis, double[] value, double[] lower, double[] upper, boolean[] anomalous) {

    /** Beyond this, sums of axis arithmetic would leave the range of a double. */
    private static final double MAGNITUDE_MAX = 1e300;

    /** A step of more than this many usual steps is a gap. */
    private static final double GAP_STEPS = 1.5;

    GraphPoints {
        int n = millis.length;
        if (value.length != n || lower.length != n || upper.length != n || anomalous.length != n) {
            throw new IllegalArgumentException(
                    "columns of different length: " + n + " starts, " + value.length + " values, " + lower.length
                            + " lower, " + upper.length + " upper, " + anomalous.length + " marks");
        }
    }

    static GraphPoints of(Graph graph) {
        List<Long> starts = graph.getStartMillis();
        int n = starts.size();
        if (graph.getValue().size() != n
                || graph.getLower().size() != n
                || graph.getUpper().size() != n
                || graph.getAnomalous().size() != n) {
            throw new IllegalArgumentException("graph columns of different length: " + n + " starts, "
                    + graph.getValue().size() + " values, " + graph.getLower().size() + " lower, "
                    + graph.getUpper().size() + " upper, "
                    + graph.getAnomalous().size() + " marks");
        }
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(starts.get(a), starts.get(b)));
        Columns columns = new Columns(2 * n);
        long usual = usualStep(starts, order);
        for (int k = 0; k < n; k++) {
            int i = order[k];
            long at = starts.get(i);
            if (k > 0 && usual > 0 && at - starts.get(order[k - 1]) > usual * GAP_STEPS) {
                columns.add(starts.get(order[k - 1]) + usual, Double.NaN, Double.NaN, Double.NaN, false);
            }
            columns.add(
                    at,
                    tamed(graph.getValue().get(i)),
                    tamed(graph.getLower().get(i)),
                    tamed(graph.getUpper().get(i)),
                    graph.getAnomalous().get(i));
        }
        return columns.points();
    }

    int size() {
        return millis.length;
    }

    boolean isEmpty() {
        return millis.length == 0;
    }

    boolean hasBand() {
        for (int i = 0; i < size(); i++) {
            if (!Double.isNaN(lower[i]) || !Double.isNaN(upper[i])) {
                return true;
            }
        }
        return false;
    }

    /** Whether row {@code i} belongs to the band: at least one edge is known. */
    boolean banded(int i) {
        return !Double.isNaN(lower[i]) || !Double.isNaN(upper[i]);
    }

    GraphPoints pick(int[] rows) {
        Columns columns = new Columns(rows.length);
        for (int i : rows) {
            columns.add(millis[i], value[i], lower[i], upper[i], anomalous[i]);
        }
        return columns.points();
    }

    /** The median step: robust against one long gap and against a bucket that was written twice. */
    private static long usualStep(List<Long> starts, Integer[] order) {
        if (order.length < 3) {
            return 0;
        }
        long[] steps = new long[order.length - 1];
        for (int k = 1; k < order.length; k++) {
            steps[k - 1] = starts.get(order[k]) - starts.get(order[k - 1]);
        }
        Arrays.sort(steps);
        return steps[steps.length / 2];
    }

    /** Infinities are no values that could be drawn; giants are held at the edge of what an axis can add up. */
    private static double tamed(double v) {
        if (Double.isNaN(v) || Double.isInfinite(v)) {
            return Double.NaN;
        }
        return Math.max(-MAGNITUDE_MAX, Math.min(MAGNITUDE_MAX, v));
    }

    private static final class Columns {
        private final long[] millis;
        private final double[] value;
        private final double[] lower;
        private final double[] upper;
        private final boolean[] anomalous;
        private int size;

        Columns(int capacity) {
            millis = new long[capacity];
            value = new double[capacity];
            lower = new double[capacity];
            upper = new double[capacity];
            anomalous = new boolean[capacity];
        }

        void add(long at, double v, double low, double up, boolean mark) {
            millis[size] = at;
            value[size] = v;
            lower[size] = low;
            upper[size] = up;
            anomalous[size] = mark;
            size++;
        }

        GraphPoints points() {
            return new GraphPoints(
                    Arrays.copyOf(millis, size),
                    Arrays.copyOf(value, size),
                    Arrays.copyOf(lower, size),
                    Arrays.copyOf(upper, size),
                    Arrays.copyOf(anomalous, size));
        }
    }
}
