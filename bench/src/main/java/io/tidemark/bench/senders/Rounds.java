package io.tidemark.bench.senders;

import io.tidemark.bench.ProcessorTime;
import java.util.List;

/**
 * Points a second of several steps over the same bodies: the best of five rounds of a second of processor time each after two to
 * warm up. The steps take turns, so that a machine that is slow for a while is slow for all of them.
 */
final class Rounds {

    static final String TEXT =
            "The best of 5 rounds of 1 s of processor time after 2 to warm up, on one thread; the steps take turns.";
    private static final int WARM_UP_ROUNDS = 2;
    private static final int ROUNDS = 5;
    private static final long ROUND_NANOS = 1_000_000_000L;

    private Rounds() {}

    /** What is done to one body. */
    interface Step {
        void with(byte[] body) throws Exception;
    }

    /** Bodies; new ones each time for a step that wants each body once. Making them is not measured. */
    interface Source {
        List<byte[]> next() throws Exception;
    }

    /** A step and what it is done to. */
    record Measured(Source bodies, Step step) {}

    /** @return points a second of each step, in their order */
    static double[] pointsPerSecond(int pointsPerBody, Measured... steps) throws Exception {
        double[] best = new double[steps.length];
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            for (int s = 0; s < steps.length; s++) {
                double rate = round(pointsPerBody, steps[s]);
                best[s] = round < 0 ? 0 : Math.max(best[s], rate);
            }
        }
        return best;
    }

    private static double round(int pointsPerBody, Measured measured) throws Exception {
        long nanos = 0;
        long points = 0;
        while (nanos < ROUND_NANOS) {
            List<byte[]> some = measured.bodies().next();
            long start = ProcessorTime.nanos();
            for (byte[] body : some) {
                measured.step().with(body);
            }
            nanos += ProcessorTime.nanos() - start;
            points += (long) pointsPerBody * some.size();
        }
        return points * 1e9 / nanos;
    }

    static long sumOf(byte[] body) {
        long sum = 0;
        for (byte b : body) {
            sum += b;
        }
        return sum;
    }
}
