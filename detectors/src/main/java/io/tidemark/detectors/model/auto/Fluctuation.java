package io.tidemark.detectors.model.auto;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.MinMax;

/**
 * Growth of the short-term spread when the newest value joins: the onset of something short.
 *
 * <p>Residuals to a fast exponential mean (gain 0.3) are kept in a ring of eleven; the signal is the standard deviation of the
 * newest ten less that of the ten before, or 0 where it shrinks. So a lasting disturbance speaks once, when it begins.
 *
 * <p>State 60 bytes: fast mean (double), count (int), ring. Source: the first smoothing step of FluxEV (Li and others, WSDM
 * 2021).
 */
final class Fluctuation {
    static final int BYTES = 60;
    private static final int WINDOW = 10;
    private static final double GAIN = 0.3;
    private static final int COUNT = 8;
    private static final int RING = 12;

    private Fluctuation() {}

    /** Takes the next value in and returns the signal, 0 or more. */
    static double next(Block s, int at, double value) {
        int count = s.getInt(at + COUNT);
        double mean = count == 0 ? value : s.getDouble(at);
        double residual = MinMax.max(-1e30, MinMax.min(1e30, value - mean));
        s.putDouble(at, mean + GAIN * residual);
        int newest = count % (WINDOW + 1);
        s.putFloat(at + RING + 4 * newest, (float) residual);
        // The count keeps its phase in the ring when it starts over.
        s.putInt(at + COUNT, count == 11_000_000 ? WINDOW + 1 : count + 1);
        if (count <= WINDOW) {
            return 0;
        }
        double sum = 0;
        double squares = 0;
        for (int i = 0; i <= WINDOW; i++) {
            double r = s.getFloat(at + RING + 4 * i);
            sum += r;
            squares += r * r;
        }
        double oldest = s.getFloat(at + RING + 4 * (newest == WINDOW ? 0 : newest + 1));
        double last = s.getFloat(at + RING + 4 * newest);
        double now = spread(sum - oldest, squares - oldest * oldest);
        double before = spread(sum - last, squares - last * last);
        return MinMax.max(0, now - before);
    }

    private static double spread(double sum, double squares) {
        return Math.sqrt(MinMax.max(0, squares / WINDOW - sum * sum / (WINDOW * WINDOW)));
    }
}
