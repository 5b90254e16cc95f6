package io.tidemark.detectors.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.wire.BandFlags;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a new series is of use in its first day and does not cry wolf. Method: siblings with a daily wave for two weeks, then
 * newcomers of other sizes for a day, with what they may borrow and without.
 */
class FirstDayTest {
    private static final int WIDTH = 300;
    private static final int DAY = 86_400;
    private static final int SIBLINGS = 3;
    private static final int NEWCOMERS = 28;
    private static final int LEARN_DAYS = 14;
    private static final long BEGIN = 1_699_920_000L;

    /** What the newcomers were told in their first day. */
    private static final class FirstDay implements BandRows {
        int rows;
        int alarms;
        int borrowed;
        int provisional;
        int outside;
        double missed;
        private final long[] lastAlarm = new long[NEWCOMERS];

        @Override
        public void row(
                Unit unit,
                String group,
                long start,
                double value,
                io.tidemark.detectors.model.Judgement judgement,
                int flags,
                List<Double> past) {
            if (!group.startsWith("m{host:n")) {
                return;
            }
            int number = Integer.parseInt(group.substring(8, group.length() - 1));
            rows++;
            borrowed += (flags & BandFlags.BORROWED) == 0 ? 0 : 1;
            provisional += (flags & BandFlags.PROVISIONAL) == 0 ? 0 : 1;
            outside += value > judgement.upper || value < judgement.lower ? 1 : 0;
            missed += Double.isNaN(judgement.expected) ? 0 : Math.abs(value - judgement.expected) / size(number);
            if ((flags & BandFlags.ANOMALOUS) != 0) {
                alarms += start - lastAlarm[number] > 10 * WIDTH ? 1 : 0;
                lastAlarm[number] = start;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "sarima", "seasonal-trend"})
    void aNewcomerIsUsefulInItsFirstDayAndKeepsToTheBudget(String model) {
        FirstDay with = run(model, true);
        FirstDay without = run(model, false);
        assertThat(without.borrowed).isZero();
        assertThat(with.borrowed).isGreaterThan(with.rows * 8 / 10);
        assertThat(with.alarms)
                .as("alarms of %d newcomers in a day; one a week each is the budget", NEWCOMERS)
                .isLessThanOrEqualTo(2 * NEWCOMERS / 7);
        assertThat(with.outside)
                .as("values outside the wide band, of %d", with.rows)
                .isLessThan(with.rows / 50);
        assertThat(with.missed).as("sum of distances to the expected value").isLessThan(without.missed);
    }

    private static FirstDay run(String model, boolean borrow) {
        FirstDay told = new FirstDay();
        String json = "{\"query\":\"avg:m{*} by {*}.rollup(avg, 300)\",\"interval\":300,\"model\":\"" + model
                + "\",\"seasonality\":\"daily\"}";
        InForce inForce = OneDetector.inForce(json);
        Judge judge = new Judge(
                new Judge.Memory(Judge.newGroupStore(), Judge.newModelStore(), borrow),
                inForce,
                new Judge.Limits(5_000, DAY * 1_000L, 30L * DAY * 1_000, 1_000),
                (unit, group, end) -> false,
                new Tally(),
                told);
        Unit unit = inForce.unit("d", BEGIN);
        Random random = new Random(23);
        for (int second = 0; second < (LEARN_DAYS + 1) * DAY; second += WIDTH) {
            judge.setNow((BEGIN + second + WIDTH + 5) * 1_000);
            for (int sibling = 0; sibling < SIBLINGS; sibling++) {
                row(judge, unit, "m{host:s" + sibling + "}", second, 10 + sibling, random);
            }
            for (int number = 0; second >= LEARN_DAYS * DAY && number < NEWCOMERS; number++) {
                row(judge, unit, "m{host:n" + number + "}", second, size(number), random);
            }
        }
        return told;
    }

    private static void row(Judge judge, Unit unit, String group, int second, double size, Random random) {
        double wave = 1 + 0.6 * Math.sin(second * 2 * Math.PI / DAY) + 0.2 * Math.sin(second * 4 * Math.PI / DAY);
        double value = size * (wave + 0.03 * random.nextGaussian());
        judge.row(unit, judge.group(unit, group), group, BEGIN + second, value, false);
    }

    private static double size(int number) {
        return 2 + 3 * number;
    }
}
