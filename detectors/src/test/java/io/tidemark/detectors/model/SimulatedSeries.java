package io.tidemark.detectors.model;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/** A model fed with a made-up series, bucket by bucket, for tests that read as a story. */
final class SimulatedSeries {
    private final ModelSettings settings;
    private final Model model;
    private final Block state;
    private final SplittableRandom random;
    final Judgement out = new Judgement();
    long time;

    SimulatedSeries(ModelSettings settings, String from, long seed) {
        this.settings = settings;
        model = Models.create(settings);
        state = Block.allocate(model.stateBytes());
        model.reset(state);
        random = new SplittableRandom(seed);
        time = Instant.parse(from).getEpochSecond();
    }

    /** What a stretch of the series looked like to the model. */
    record Seen(int buckets, int alarms, double meanMiss, double inside, double meanWidth, double meanScore) {}

    double noise() {
        return ModelContract.gauss(random);
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    int poisson(double mean) {
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int n = 0;
        while (product > limit) {
            product *= random.nextDouble();
            n++;
        }
        return n;
    }

    Seen hours(double hours, LongToDoubleFunction value) {
        return hours(hours, value, value);
    }

    /**
     * Feeds it.
     *
     * @param truth what it should expect, for {@link Seen#meanMiss}
     */
    Seen hours(double hours, LongToDoubleFunction truth, LongToDoubleFunction value) {
        int buckets = (int) Math.round(hours * 3600 / settings.intervalSeconds());
        int alarms = 0;
        double miss = 0;
        int inside = 0;
        double width = 0;
        double score = 0;
        for (int i = 0; i < buckets; i++) {
            double v = value.applyAsDouble(time);
            model.next(state, time, v, out);
            alarms += out.anomalous ? 1 : 0;
            miss += Math.abs(out.expected - truth.applyAsDouble(time));
            inside += v >= out.lower && v <= out.upper ? 1 : 0;
            width += out.upper - out.lower;
            score += out.score;
            time += settings.intervalSeconds();
        }
        return new Seen(buckets, alarms, miss / buckets, inside / (double) buckets, width / buckets, score / buckets);
    }

    boolean borrow(SimulatedSeries sibling) {
        return model.borrow(state, sibling.state);
    }
}
