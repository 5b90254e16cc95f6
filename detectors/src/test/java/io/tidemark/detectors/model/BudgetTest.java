package io.tidemark.detectors.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise behind {@code false_alarms: N per DURATION}: on series without anomalies the rate of alarms stays within a
 * factor of two of the budget after warm-up. Eight kinds of simulated series, several series of each so that chance does not
 * decide; alarms are runs of out-of-bounds buckets, merged within ten buckets, as the gate counts them.
 */
class BudgetTest {
    private static final int INTERVAL = 300;
    private static final int DAY = 86_400 / INTERVAL;
    private static final int WARM_DAYS = 28;
    private static final int DAYS = 28 + 140;
    private static final int SERIES = 6;
    private static final double PER_DAY = 0.5;

    /** Kinds of ordinary series. */
    enum Kind {
        WHITE_NOISE,
        AUTOCORRELATED,
        DAILY_WAVE,
        WORKING_WEEK,
        HEAVY_TAILED,
        POISSON_COUNTS,
        ZERO_INFLATED,
        DRIFTING
    }

    static Stream<Arguments> all() {
        return Stream.of("robust-zscore", "sarima", "seasonal-trend", "auto")
                .flatMap(model -> Stream.of(Kind.values()).map(kind -> Arguments.of(model, kind)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("all")
    void theRateOfAlarmsIsWithinAFactorOfTwoOfTheBudget(String model, Kind kind) {
        ModelSettings settings = ModelSettings.ofInterval(INTERVAL)
                .withModel(model)
                .withSensitivity(new Sensitivity.Budget(PER_DAY, Duration.ofDays(1)));
        int alarms = 0;
        for (int series = 0; series < SERIES; series++) {
            alarms += alarms(Models.create(settings), kind, 1_000L * kind.ordinal() + series);
        }
        double rate = alarms / (double) (SERIES * (DAYS - WARM_DAYS));
        assertTrue(
                rate <= 2 * PER_DAY && rate >= PER_DAY / 2,
                model + " on " + kind + ": " + rate + " alarms a day for a budget of " + PER_DAY);
    }

    private static int alarms(Model model, Kind kind, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Block state = Block.allocate(model.stateBytes());
        model.reset(state);
        Judgement out = new Judgement();
        double memory = 0;
        int alarms = 0;
        int since = 1_000;
        for (int i = 0; i < DAYS * DAY; i++) {
            memory = 0.9 * memory + ModelContract.gauss(random);
            model.next(state, 1_700_006_400L + (long) INTERVAL * i, value(kind, i, memory, random), out);
            since++;
            if (out.anomalous) {
                alarms += i >= WARM_DAYS * DAY && since > 10 ? 1 : 0;
                since = 0;
            }
        }
        return alarms;
    }

    private static double value(Kind kind, int i, double memory, SplittableRandom random) {
        double wave = Math.sin(2 * Math.PI * i / DAY);
        double noise = ModelContract.gauss(random);
        return switch (kind) {
            case WHITE_NOISE -> 50 + noise;
            case AUTOCORRELATED -> 50 + memory;
            case DAILY_WAVE -> 100 + 20 * wave + 2 * noise;
            case WORKING_WEEK -> 100 + (i / DAY % 7 < 5 ? 30 : 10) * (1 + wave) + 2 * noise;
            case HEAVY_TAILED -> 20 * Math.exp(0.6 * noise);
            case POISSON_COUNTS -> poisson(8 + 5 * wave, random);
            case ZERO_INFLATED -> random.nextDouble() < 0.9 ? 0 : poisson(4, random);
            case DRIFTING -> 100 + 0.05 * i / DAY * 20 + noise;
        };
    }

    private static double poisson(double mean, SplittableRandom random) {
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int n = 0;
        while (product > limit) {
            product *= random.nextDouble();
            n++;
        }
        return n;
    }
}
