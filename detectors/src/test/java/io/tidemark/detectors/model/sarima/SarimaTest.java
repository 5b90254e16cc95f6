package io.tidemark.detectors.model.sarima;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.model.ModelContract;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.Models;
import io.tidemark.detectors.model.Sensitivity;
import java.time.Instant;
import java.time.ZoneId;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SarimaTest extends ModelContract {
    private static final int MINUTES_5 = 300;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final ModelSettings settings = ModelSettings.ofInterval(MINUTES_5)
            .withModel("agile")
            .withZone(BERLIN)
            .withSensitivity(new Sensitivity.Bounds(4));
    private final Model model = Models.create(settings);
    private final Block state = Block.allocate(model.stateBytes());
    private final Judgement out = new Judgement();
    private final SplittableRandom random = new SplittableRandom(11);
    private long time = Instant.parse("2024-02-16T00:00:00Z").getEpochSecond();

    @Override
    protected String modelName() {
        return "sarima";
    }

    @Override
    protected int stateBytesMax() {
        return 2_048;
    }

    /** Office hours in Berlin: 200 by day on weekdays, 100 otherwise, noise with a deviation of 2. */
    private double office(long at) {
        var civil = Instant.ofEpochSecond(at).atZone(BERLIN);
        boolean busy = civil.getHour() >= 8
                && civil.getHour() < 18
                && civil.getDayOfWeek().getValue() <= 5;
        return (busy ? 200 : 100) + 2 * noise();
    }

    private double noise() {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += random.nextDouble();
        }
        return sum;
    }

    private int run(int days, java.util.function.DoubleUnaryOperator change) {
        int anomalous = 0;
        for (int i = 0; i < days * 288; i++) {
            model.next(state, time, change.applyAsDouble(office(time)), out);
            anomalous += out.anomalous ? 1 : 0;
            time += MINUTES_5;
        }
        return anomalous;
    }

    @Test
    void itKnowsTheDayAndTheWeekAfterSixWeeks() {
        model.reset(state);
        run(42, v -> v);
        double worst = 0;
        for (int i = 0; i < 7 * 288; i++) {
            double value = office(time);
            model.next(state, time, value, out);
            worst = Math.max(worst, Math.abs(out.trend + out.season - value));
            time += MINUTES_5;
        }
        assertTrue(worst < 60, "level and season miss by up to " + worst);
        assertTrue(Math.abs(out.scale - 2) < 1.5, "scale " + out.scale);
    }

    @Test
    void theDayOnWhichTheClocksChangeRaisesNoAlarm() {
        assertTrue(toldAroundTheChangeOfClocks(BERLIN) <= 2, "civil time");
        assertTrue(toldAroundTheChangeOfClocks(ZoneId.of("UTC+1")) > 4, "without civil time the same days do alarm");
    }

    /** A flat-topped day that follows Berlin's clock: how many buckets are told on 31 March 2024 and the day after. */
    private int toldAroundTheChangeOfClocks(ZoneId zone) {
        Model zoned = Models.create(settings.withZone(zone));
        zoned.reset(state);
        long change = Instant.parse("2024-03-31T01:00:00Z").getEpochSecond();
        int told = 0;
        for (long at = change - 40 * 86_400; at < change + 2 * 86_400; at += MINUTES_5) {
            int hour = Instant.ofEpochSecond(at).atZone(BERLIN).getHour();
            zoned.next(state, at, (hour >= 8 && hour < 18 ? 200 : 100) + 2 * noise(), out);
            told += at >= change && out.anomalous ? 1 : 0;
        }
        return told;
    }

    @Test
    void anOutageIsToldButNotLearnt() {
        model.reset(state);
        run(32, v -> v); // to a Tuesday: tomorrow is a working day as well
        double[] seasonBefore = new double[12];
        for (int i = 0; i < 120; i++) {
            model.next(state, time, office(time), out);
            time += MINUTES_5;
        }
        int told = 0;
        for (int i = 0; i < seasonBefore.length; i++) {
            model.next(state, time, 0, out);
            seasonBefore[i] = out.trend + out.season;
            told += out.anomalous ? 1 : 0;
            time += MINUTES_5;
        }
        assertTrue(told >= 1, "the outage is told");
        for (int i = 0; i < 288 - seasonBefore.length; i++) {
            model.next(state, time, office(time), out);
            time += MINUTES_5;
        }
        for (int i = 0; i < seasonBefore.length; i++) {
            model.next(state, time, Double.NaN, out);
            double now = out.trend + out.season;
            assertTrue(Math.abs(now - seasonBefore[i]) < 20, i + ": " + seasonBefore[i] + " became " + now);
            time += MINUTES_5;
        }
    }

    @Test
    void theBandWidensOverAGapAndNarrowsAgain() {
        ModelSettings flat = settings.withSeasonality(ModelSettings.Seasonality.NONE);
        Model autoregressive = Models.create(flat);
        Block block = Block.allocate(autoregressive.stateBytes());
        autoregressive.reset(block);
        double x = 0;
        for (int i = 0; i < 8_000; i++) {
            x = 0.95 * x + noise();
            autoregressive.next(block, i * 300L, 50 + x, out);
        }
        double near = out.scale;
        autoregressive.next(block, 8_000 * 300L + 3_600, Double.NaN, out);
        double far = out.scale;
        assertTrue(near < 1.5, "one step ahead " + near);
        assertTrue(far > 1.6 * near, "an hour ahead " + far + " against " + near);
        for (int i = 0; i < 20; i++) {
            x = 0.95 * x + noise();
            autoregressive.next(block, 8_013 * 300L + i * 300L, 50 + x, out);
        }
        assertTrue(out.scale < 1.3 * near);
    }

    @Test
    void ordinaryDaysAreQuiet() {
        model.reset(state);
        run(28, v -> v);
        int told = run(14, v -> v);
        assertTrue(told <= 14 * 2 + 4, "the two steps of each working day at most, but told " + told);
        assertFalse(out.provisional);
    }
}
