package io.tidemark.detectors.model;

/**
 * The smaller and the larger of two numbers by one comparison.
 *
 * <p>{@link Math#min} and {@link Math#max} also order the two zeroes and pass NaN on, which costs several dependent instructions
 * each; a model takes some twenty a bucket. Here neither argument is NaN, and either zero will do. If one is NaN all the same,
 * the second argument is returned.
 */
public final class MinMax {
    private MinMax() {}

    public static double max(double a, double b) {
        return a > b ? a : b;
    }

    public static double min(double a, double b) {
        return a < b ? a : b;
    }

    public static float max(float a, float b) {
        return a > b ? a : b;
    }

    public static float min(float a, float b) {
        return a < b ? a : b;
    }

    public static int max(int a, int b) {
        return a > b ? a : b;
    }

    public static int min(int a, int b) {
        return a < b ? a : b;
    }

    public static long max(long a, long b) {
        return a > b ? a : b;
    }

    public static long min(long a, long b) {
        return a < b ? a : b;
    }
}
