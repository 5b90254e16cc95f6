package io.tidemark.console.query;

/** What is normal in each bucket of a frame; NaN where nothing can be said. Columns of equal length. */
public record Band(
        double[] expected,
        double[] lower,
        double[] upper,
        double[] score,
        boolean[] anomalous,
        double[] warm,
        String model) {

    public Band {
        int size = expected.length;
        if (lower.length != size
                || upper.length != size
                || score.length != size
                || anomalous.length != size
                || warm.length != size) {
            throw new IllegalArgumentException("A band whose columns differ in length");
        }
    }

    public int size() {
        return expected.length;
    }

    /** The last so many buckets. */
    Band last(int buckets) {
        int from = size() - buckets;
        return new Band(
                tail(expected, from),
                tail(lower, from),
                tail(upper, from),
                tail(score, from),
                java.util.Arrays.copyOfRange(anomalous, from, size()),
                tail(warm, from),
                model);
    }

    private static double[] tail(double[] values, int from) {
        return java.util.Arrays.copyOfRange(values, from, values.length);
    }
}
