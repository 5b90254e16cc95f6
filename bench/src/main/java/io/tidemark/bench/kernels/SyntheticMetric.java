package io.tidemark.bench.kernels;

import java.util.SplittableRandom;

/**
 * A made-up metric of one value each five minutes: a daily shape, quieter weekends, AR(1) noise and now and then a
 * spike. Enough to send a model through all its branches; says nothing about the quality of detection.
 */
final class SyntheticMetric {

    static final int INTERVAL_SECONDS = 300;
    private static final int SLOTS_A_DAY = 86_400 / INTERVAL_SECONDS;
    private static final double WEEKEND_FACTOR = 0.6;
    private static final double AUTOREGRESSION = 0.7;
    private static final double NOISE = 2.0;
    private static final double SPIKES = 0.002;

    private SyntheticMetric() {}

    /** @param weeks length; values start on a Monday at midnight */
    static double[] weeks(int weeks, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[weeks * 7 * SLOTS_A_DAY];
        double noise = 0;
        for (int i = 0; i < values.length; i++) {
            int day = i / SLOTS_A_DAY % 7;
            double phase = 2 * Math.PI * (i % SLOTS_A_DAY) / SLOTS_A_DAY;
            double shape = 100 + 30 * Math.sin(phase) + 10 * Math.cos(2 * phase);
            noise = AUTOREGRESSION * noise + NOISE * gaussian(random);
            double spike = random.nextDouble() < SPIKES ? 14 + 16 * random.nextDouble() : 0;
            values[i] = shape * (day >= 5 ? WEEKEND_FACTOR : 1) + noise + spike;
        }
        return values;
    }

    /** Box–Muller: SplittableRandom has no Gaussian on Java 17 that is the same on later ones. */
    private static double gaussian(SplittableRandom random) {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return radius * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
