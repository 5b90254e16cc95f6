package io.tidemark.detectors.model.sarima;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.MinMax;

/**
 * An AR(4) of normalised residuals, fitted by recursive least squares with forgetting, inside a block.
 *
 * <p>For lags x (newest first) and weights w: prediction w'x; with k = C x / (lambda + x'C x): w += k e, C = (C - k x'C) / lambda.
 * lambda = 0.9995; C is symmetric and kept as its 10 upper elements; when its trace passes 40 it is not inflated further
 * (quiet data would let it grow without bound [1]). The prediction may not exceed the largest lag, which keeps the recursion
 * stable whatever the weights.
 *
 * <p>State (72 bytes at {@code at}): x[4], w[4], C[10].
 *
 * <p>[1] Astrom and Wittenmark, "Adaptive Control", chapter 11 (estimator wind-up).
 */
final class Autoregression {
    static final int BYTES = 72;
    private static final double LAMBDA = 0.9995;
    private static final double TRACE_MAX = 40;
    private static final int WEIGHTS = 16;
    private static final int MATRIX = 32;

    private Autoregression() {}

    static void reset(Block s, int at) {
        s.putFloat(at + WEIGHTS, 0.5f);
        for (int i : new int[] {0, 4, 7, 9}) { // the diagonal of the packed upper triangle
            s.putFloat(at + MATRIX + 4 * i, 1);
        }
    }

    static double predict(Block s, int at) {
        double x0 = s.getFloat(at);
        double x1 = s.getFloat(at + 4);
        double x2 = s.getFloat(at + 8);
        double x3 = s.getFloat(at + 12);
        double sum = s.getFloat(at + WEIGHTS) * x0
                + s.getFloat(at + WEIGHTS + 4) * x1
                + s.getFloat(at + WEIGHTS + 8) * x2
                + s.getFloat(at + WEIGHTS + 12) * x3;
        double limit = MinMax.max(MinMax.max(Math.abs(x0), Math.abs(x1)), MinMax.max(Math.abs(x2), Math.abs(x3)));
        return MinMax.max(-limit, MinMax.min(limit, sum));
    }

    /** The lags move on; the newest is now {@code x}. */
    static void push(Block s, int at, double x) {
        s.putFloat(at + 12, s.getFloat(at + 8));
        s.putFloat(at + 8, s.getFloat(at + 4));
        s.putFloat(at + 4, s.getFloat(at));
        s.putFloat(at, (float) x);
    }

    /** The same where the unit of the lags has changed: the older ones are multiplied by {@code factor}. */
    static void push(Block s, int at, double x, double factor) {
        s.putFloat(at + 12, (float) (s.getFloat(at + 8) * factor));
        s.putFloat(at + 8, (float) (s.getFloat(at + 4) * factor));
        s.putFloat(at + 4, (float) (s.getFloat(at) * factor));
        s.putFloat(at, (float) x);
    }

    /** Learns the (clipped) error of the prediction from the present lags. */
    static void learn(Block s, int at, double error) {
        double x0 = clip(s.getFloat(at));
        double x1 = clip(s.getFloat(at + 4));
        double x2 = clip(s.getFloat(at + 8));
        double x3 = clip(s.getFloat(at + 12));
        int c = at + MATRIX;
        double c00 = s.getFloat(c);
        double c01 = s.getFloat(c + 4);
        double c02 = s.getFloat(c + 8);
        double c03 = s.getFloat(c + 12);
        double c11 = s.getFloat(c + 16);
        double c12 = s.getFloat(c + 20);
        double c13 = s.getFloat(c + 24);
        double c22 = s.getFloat(c + 28);
        double c23 = s.getFloat(c + 32);
        double c33 = s.getFloat(c + 36);
        double g0 = c00 * x0 + c01 * x1 + c02 * x2 + c03 * x3;
        double g1 = c01 * x0 + c11 * x1 + c12 * x2 + c13 * x3;
        double g2 = c02 * x0 + c12 * x1 + c22 * x2 + c23 * x3;
        double g3 = c03 * x0 + c13 * x1 + c23 * x2 + c33 * x3;
        double q = 1 / (LAMBDA + x0 * g0 + x1 * g1 + x2 * g2 + x3 * g3);
        int w = at + WEIGHTS;
        s.putFloat(w, weight(s.getFloat(w) + q * g0 * error));
        s.putFloat(w + 4, weight(s.getFloat(w + 4) + q * g1 * error));
        s.putFloat(w + 8, weight(s.getFloat(w + 8) + q * g2 * error));
        s.putFloat(w + 12, weight(s.getFloat(w + 12) + q * g3 * error));
        double grow = c00 + c11 + c22 + c33 < TRACE_MAX ? 1 / LAMBDA : 1;
        s.putFloat(c, (float) MinMax.max(1e-6, (c00 - q * g0 * g0) * grow));
        s.putFloat(c + 4, (float) ((c01 - q * g0 * g1) * grow));
        s.putFloat(c + 8, (float) ((c02 - q * g0 * g2) * grow));
        s.putFloat(c + 12, (float) ((c03 - q * g0 * g3) * grow));
        s.putFloat(c + 16, (float) MinMax.max(1e-6, (c11 - q * g1 * g1) * grow));
        s.putFloat(c + 20, (float) ((c12 - q * g1 * g2) * grow));
        s.putFloat(c + 24, (float) ((c13 - q * g1 * g3) * grow));
        s.putFloat(c + 28, (float) MinMax.max(1e-6, (c22 - q * g2 * g2) * grow));
        s.putFloat(c + 32, (float) ((c23 - q * g2 * g3) * grow));
        s.putFloat(c + 36, (float) MinMax.max(1e-6, (c33 - q * g3 * g3) * grow));
    }

    private static double clip(double lag) {
        return MinMax.max(-5, MinMax.min(5, lag));
    }

    private static float weight(double w) {
        return (float) MinMax.max(-2, MinMax.min(2, w));
    }
}
