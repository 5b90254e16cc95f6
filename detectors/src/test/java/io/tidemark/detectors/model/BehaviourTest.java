package io.tidemark.detectors.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.detectors.model.ModelSettings.Kind;
import io.tidemark.detectors.model.SimulatedSeries.Seen;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the models treat what real series do: seasons, counts, bounds, drifts, steps, outages, changes of clocks, gaps. */
class BehaviourTest {
    private static final String MONDAY = "2024-02-05T00:00:00Z";
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static ModelSettings settings(String model, int interval) {
        return ModelSettings.ofInterval(interval).withModel(model);
    }

    private static SimulatedSeries series(String model, int interval) {
        return new SimulatedSeries(settings(model, interval), MONDAY, 7);
    }

    private static double wave(long time, double periodSeconds) {
        return Math.sin(2 * Math.PI * (time % 604_800L * 1.0 + time / 604_800 % 1_000 * 604_800.0) / periodSeconds);
    }

    private static boolean office(long time, ZoneId zone) {
        var civil = Instant.ofEpochSecond(time).atZone(zone);
        return civil.getHour() >= 8
                && civil.getHour() < 18
                && civil.getDayOfWeek().getValue() <= 5;
    }

    // --- the season is found from the data

    @ParameterizedTest(name = "a period of {0} s in buckets of {1} s is found within {2} hours")
    @CsvSource({"3600,60,6", "86400,300,96", "5400,60,9", "3000,60,9", "50400,300,140", "36000,300,140"})
    void autoFindsThePeriodThatTheDataShow(int period, int interval, int hours) {
        SimulatedSeries series = series("auto", interval);
        LongToDoubleFunction truth = t -> 100 + 20 * wave(t, period);
        series.hours(hours, t -> truth.applyAsDouble(t) + 2 * series.noise());
        Seen later = series.hours(24, truth, t -> truth.applyAsDouble(t) + 2 * series.noise());
        assertEquals(period, series.out.seasonSeconds, 0.02 * period);
        assertTrue(later.meanMiss() < 3, "misses by " + later.meanMiss() + " where the wave is 20 and the noise 2");
    }

    @Test
    void autoFindsTheWorkingWeek() {
        SimulatedSeries series = series("auto", 300);
        LongToDoubleFunction truth = t -> office(t, ZoneId.of("UTC")) ? 200 : 100;
        series.hours(24 * 7 * 4, t -> truth.applyAsDouble(t) + 2 * series.noise());
        assertEquals(7 * 86_400, series.out.seasonSeconds);
        Seen sunday = series.hours(24 * 7, truth, t -> truth.applyAsDouble(t) + 2 * series.noise());
        assertTrue(sunday.meanMiss() < 6, "misses by " + sunday.meanMiss());
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 300, 3600})
    void autoFindsNoSeasonInNoise(int interval) {
        SimulatedSeries series = series("auto", interval);
        for (int day = 0; day < 21; day++) {
            series.hours(24, t -> 50 + series.noise());
            assertEquals(0, series.out.seasonSeconds, "on day " + day);
        }
    }

    // --- cold start

    @ParameterizedTest
    @ValueSource(strings = {"sarima", "seasonal-trend", "auto"})
    void aNewSeriesHasAWideAndHonestBandAndIsUsefulAfterThreeCycles(String model) {
        SimulatedSeries series = series(model, 300);
        LongToDoubleFunction truth = t -> 100 + 30 * wave(t, 86_400);
        Seen first = series.hours(24, truth, t -> truth.applyAsDouble(t) + 2 * series.noise());
        series.hours(48, t -> truth.applyAsDouble(t) + 2 * series.noise());
        Seen fourth = series.hours(24, truth, t -> truth.applyAsDouble(t) + 2 * series.noise());
        assertTrue(first.inside() > 0.97, "of the first day inside the band: " + first.inside());
        assertTrue(first.alarms() <= 1, first.alarms() + " alarms on the first day");
        assertTrue(fourth.inside() > 0.985, "of the fourth day inside: " + fourth.inside());
        assertTrue(fourth.meanMiss() < 6, "misses by " + fourth.meanMiss() + " on the fourth day");
        assertTrue(fourth.meanWidth() < 40, "as wide as " + fourth.meanWidth() + " on the fourth day, noise 2");
        Seen accident = series.hours(0.5, t -> truth.applyAsDouble(t) + 40);
        assertTrue(accident.alarms() > 0, "20 deviations on the fourth day are told");
    }

    // --- counts, bounds, drift

    @ParameterizedTest
    @ValueSource(strings = {"robust-zscore", "sarima", "seasonal-trend", "auto"})
    void aLoneEventInACountThatIsMostlyZeroIsNoAlarm(String model) {
        ModelSettings counts = settings(model, 60).withKind(Kind.COUNT).withSensitivity(new Sensitivity.Bounds(4));
        SimulatedSeries series = new SimulatedSeries(counts, MONDAY, 5);
        series.hours(72, t -> series.chance(0.02) ? 1 : 0);
        Seen ordinary = series.hours(24, t -> series.chance(0.02) ? 1 : 0);
        assertEquals(0, ordinary.alarms());
        assertTrue(series.out.lower >= 0, "a count has no negative band: " + series.out.lower);
        assertTrue(series.hours(0.1, t -> 40).alarms() > 0, "40 events in a minute are told");
    }

    @ParameterizedTest
    @ValueSource(strings = {"robust-zscore", "sarima", "seasonal-trend", "auto"})
    void theBandStaysInsideWhatTheDataCanBe(String model) {
        ModelSettings share = settings(model, 60).withRange(0, 100);
        SimulatedSeries series = new SimulatedSeries(share, MONDAY, 5);
        for (int hour = 0; hour < 48; hour++) {
            series.hours(1, t -> Math.min(100, 99 + series.noise()));
            assertTrue(series.out.upper <= 100 && series.out.lower >= 0, series.out.lower + " to " + series.out.upper);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"robust-zscore", "sarima", "seasonal-trend", "auto"})
    void aSlowDriftIsFollowedAndIsNoAnomaly(String model) {
        SimulatedSeries series = series(model, 300);
        long start = series.time;
        LongToDoubleFunction truth = t -> 100 + (t - start) / 86_400.0;
        series.hours(24 * 14, t -> truth.applyAsDouble(t) + 2 * series.noise());
        Seen later = series.hours(24 * 28, truth, t -> truth.applyAsDouble(t) + 2 * series.noise());
        assertTrue(later.alarms() <= 12, later.alarms() + " alarms in four weeks at one a week");
        assertTrue(later.meanMiss() < 2.5, "misses by " + later.meanMiss());
    }

    // --- steps and outages

    @ParameterizedTest
    @CsvSource({"robust-zscore,6", "sarima,12", "seasonal-trend,24", "auto,48"})
    void aLevelShiftIsToldAndThenAcceptedAfterTheStatedTime(String model, int hours) {
        SimulatedSeries series = series(model, 300);
        series.hours(24 * 14, t -> 100 + 20 * wave(t, 86_400) + 2 * series.noise());
        LongToDoubleFunction shifted = t -> 160 + 20 * wave(t, 86_400);
        Seen onset = series.hours(0.5, t -> shifted.applyAsDouble(t) + 2 * series.noise());
        assertTrue(onset.alarms() > 0, "the shift is told");
        series.hours(hours, t -> shifted.applyAsDouble(t) + 2 * series.noise());
        Seen later = series.hours(24, shifted, t -> shifted.applyAsDouble(t) + 2 * series.noise());
        assertTrue(later.alarms() <= 2, later.alarms() + " alarms on the day after it was accepted");
        double near = model.equals("robust-zscore") ? 20 : 5;
        assertTrue(later.meanMiss() < near, "misses by " + later.meanMiss());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sarima", "seasonal-trend", "auto"})
    void anOutageIsNotLearnt(String model) {
        SimulatedSeries series = series(model, 300);
        LongToDoubleFunction truth = t -> 100 + 20 * wave(t, 86_400);
        series.hours(24 * 14 + 9, t -> truth.applyAsDouble(t) + 2 * series.noise());
        Seen outage = series.hours(2, t -> 0);
        assertTrue(outage.alarms() > 0, "the outage is told");
        series.hours(22, t -> truth.applyAsDouble(t) + 2 * series.noise());
        Seen sameHours = series.hours(2, truth, t -> truth.applyAsDouble(t) + 2 * series.noise());
        assertTrue(sameHours.meanMiss() < 3, "misses by " + sameHours.meanMiss() + " at the hour of the outage");
        assertEquals(
                0,
                series.hours(2, t -> truth.applyAsDouble(t) + 2 * series.noise())
                        .alarms());
    }

    // --- clocks and gaps

    @ParameterizedTest
    @ValueSource(strings = {"sarima", "seasonal-trend", "auto"})
    void onTheDayWhenClocksChangeTheSeasonGoesByCivilTime(String model) {
        // Three weeks up to the change of 31 March 2024 in Berlin.
        SimulatedSeries series = new SimulatedSeries(settings(model, 300).withZone(BERLIN), "2024-03-10T23:00:00Z", 3);
        LongToDoubleFunction truth = t -> {
            var civil = Instant.ofEpochSecond(t).atZone(BERLIN);
            return civil.getHour() >= 8 && civil.getHour() < 18 ? 200 : 100;
        };
        series.hours(24 * 20, t -> truth.applyAsDouble(t) + 2 * series.noise());
        Seen after = series.hours(24 * 2, truth, t -> truth.applyAsDouble(t) + 2 * series.noise());
        assertTrue(after.meanMiss() < 6, "misses by " + after.meanMiss());
        assertTrue(after.alarms() <= 2, after.alarms() + " alarms after the change");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sarima", "seasonal-trend", "auto"})
    void gapsAndRepeatedBucketsLeaveTheSeasonWhereItWas(String model) {
        SimulatedSeries series = series(model, 300);
        LongToDoubleFunction truth = t -> 100 + 20 * wave(t, 86_400);
        series.hours(24 * 10, t -> series.chance(0.2) ? Double.NaN : truth.applyAsDouble(t) + 2 * series.noise());
        series.time += 5 * 86_400 + 7 * 3_600; // nobody sent anything
        series.hours(2, t -> truth.applyAsDouble(t) + 2 * series.noise());
        series.time -= 3_600; // and an hour is sent again
        series.hours(4, t -> truth.applyAsDouble(t) + 2 * series.noise());
        Seen later = series.hours(24, truth, t -> truth.applyAsDouble(t) + 2 * series.noise());
        assertTrue(later.meanMiss() < 3, "misses by " + later.meanMiss());
        assertTrue(later.alarms() <= 1, later.alarms() + " alarms");
    }

    // --- siblings

    @ParameterizedTest
    @ValueSource(strings = {"sarima", "seasonal-trend", "auto"})
    void aYoungSeriesMayBorrowTheShapeOfASibling(String model) {
        SimulatedSeries old = series(model, 300);
        old.hours(24 * 21 + 1, t -> 100 + 30 * wave(t, 86_400) + 2 * old.noise());
        SimulatedSeries young = new SimulatedSeries(settings(model, 300), "2024-02-26T00:00:00Z", 8);
        LongToDoubleFunction tenfold = t -> 1_000 + 300 * wave(t, 86_400);
        assertFalse(young.borrow(old), "nothing is known of its size yet");
        young.hours(1, t -> tenfold.applyAsDouble(t) + 20 * young.noise());
        assertTrue(young.borrow(old));
        Seen first = young.hours(20, tenfold, t -> tenfold.applyAsDouble(t) + 20 * young.noise());
        assertTrue(young.out.borrowed);
        assertTrue(first.meanMiss() < 60, "misses by " + first.meanMiss() + " where the wave is 300");
        assertTrue(first.inside() > 0.97, "inside: " + first.inside());
        young.hours(24, t -> tenfold.applyAsDouble(t) + 20 * young.noise());
        assertFalse(young.out.borrowed, "it has had a day of its own");
        assertFalse(young.borrow(old), "and is too old to borrow");
    }

    @Test
    void whoHasNoSeasonHasNothingToLend() {
        SimulatedSeries one = series("robust-zscore", 300);
        SimulatedSeries other = series("robust-zscore", 300);
        one.hours(48, t -> 1);
        other.hours(2, t -> 1);
        assertFalse(other.borrow(one));
    }
}
