package io.tidemark.bench.senders;

import java.util.List;

/** Points a second of a step over the same bodies: the best of three rounds of two seconds after one to warm up. */
final class Rounds {

    static final String TEXT = "The best of 3 rounds of 2 s after one to warm up, on one thread.";
    private static final int ROUNDS = 3;
    private static final long ROUND_NANOS = 2_000_000_000L;

    private Rounds() {}

    /** What is done to one body. */
    interface Step {
        void with(byte[] body) throws Exception;
    }

    static double pointsPerSecond(List<byte[]> bodies, int pointsPerBody, Step step) throws Exception {
        round(bodies, pointsPerBody, step);
        double best = 0;
        for (int i = 0; i < ROUNDS; i++) {
            best = Math.max(best, round(bodies, pointsPerBody, step));
        }
        return best;
    }

    private static double round(List<byte[]> bodies, int pointsPerBody, Step step) throws Exception {
        long start = System.nanoTime();
        long points = 0;
        long now = start;
        while (now - start < ROUND_NANOS) {
            for (byte[] body : bodies) {
                step.with(body);
                points += pointsPerBody;
            }
            now = System.nanoTime();
        }
        return points * 1e9 / (now - start);
    }

    static long sumOf(byte[] body) {
        long sum = 0;
        for (byte b : body) {
            sum += b;
        }
        return sum;
    }
}
