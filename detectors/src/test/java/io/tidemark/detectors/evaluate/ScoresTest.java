package io.tidemark.detectors.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scorers against figures worked out by hand and against slow, plain versions of the same definitions. */
class ScoresTest {
    private static final int ROWS = 1_000;
    private static final Corpus.Window WINDOW = new Corpus.Window(500, 599);

    private static NabScore.Result nab(NabScore.Profile profile, int... fired) {
        return result(profile, List.of(WINDOW), fired);
    }

    private static double nab(NabScore.Profile profile, List<Corpus.Window> windows, int... fired) {
        return result(profile, windows, fired).score();
    }

    private static NabScore.Result result(NabScore.Profile profile, List<Corpus.Window> windows, int... fired) {
        float[] scores = new float[ROWS];
        long[] times = new long[ROWS];
        Arrays.setAll(times, i -> i);
        for (int row : fired) {
            scores[row] = 1;
        }
        return new NabScore(List.of(new NabScore.Part(scores, times, windows))).best(profile);
    }

    @Test
    void nabGivesAHundredForTheFirstRowOfEachWindowAndNothingForSilence() {
        assertEquals(100, nab(NabScore.Profile.STANDARD, 500).score(), 1e-9);
        assertEquals(0, nab(NabScore.Profile.STANDARD).score(), 1e-9);
    }

    @Test
    void nabPaysLessForALaterRowAndChargesAFalseAlarm() {
        // The 50th row before the end of a window of 100: s(-0.5) / s(-1); the miss that it saves is worth 1, so of 2
        // in all.
        double late = (NabScore.sigmoid(-0.5) / NabScore.sigmoid(-1) + 1) / 2;
        assertEquals(100 * late, nab(NabScore.Profile.STANDARD, 550).score(), 1e-9);
        assertEquals(
                100 * (2 - 0.11) / 2, nab(NabScore.Profile.STANDARD, 300, 500).score(), 1e-9);
        assertEquals(
                100 * (2 - 0.22) / 2,
                nab(NabScore.Profile.LOW_FALSE_ALARMS, 300, 500).score(),
                1e-9);
        // A miss costs 2 in this profile: -2 is nothing, +1 is all.
        assertEquals(
                100 * (3 - 0.11) / 3, nab(NabScore.Profile.LOW_MISSES, 300, 500).score(), 1e-9);
    }

    /**
     * Facts of numenta/NAB (MIT): what Random Cut Forest fired on in two files, from
     * results/randomCutForest/FOLDER/randomCutForest_FILE, by row; the windows, from labels/combined_windows.json, by row; and
     * the score: for the standard profile as randomCutForest_standard_scores.csv states it, for the others the sum of that
     * profile's column S(t) in the result file.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            realTraffic/speed_7578.csv | 1127 | STANDARD | 303-331 740-768 909-937 945-973 | 317 625 673 753 754 920 | 1.470821974570
            realTraffic/speed_7578.csv | 1127 | LOW_FALSE_ALARMS | 303-331 740-768 909-937 945-973 | 317 | -2.128395793667
            realTraffic/speed_7578.csv | 1127 | LOW_MISSES | 303-331 740-768 909-937 945-973 | 317 624 625 673 753 754 920 | 0.360821974574
            realAdExchange/exchange-4_cpm_results.csv | 1643 | STANDARD | 347-387 729-769 1256-1296 1381-1421 | 367 372 514 518 1276 1293 1375 1401 1565 | 1.164721679970
            realAdExchange/exchange-4_cpm_results.csv | 1643 | LOW_FALSE_ALARMS | 347-387 729-769 1256-1296 1381-1421 | 367 372 1276 1401 | 1.604710362686
            realAdExchange/exchange-4_cpm_results.csv | 1643 | LOW_MISSES | 347-387 729-769 1256-1296 1381-1421 | 367 372 514 518 1276 1293 1375 1401 1565 | 0.164721679973
            """)
    void nabGivesAFileTheScoreThatIsPublishedOfIt(
            String file, int rows, NabScore.Profile profile, String windows, String fired, double published) {
        List<Corpus.Window> spans = Arrays.stream(windows.split(" "))
                .map(span -> span.split("-"))
                .map(ends -> new Corpus.Window(Long.parseLong(ends[0]), Long.parseLong(ends[1])))
                .toList();
        float[] scores = new float[rows];
        for (String row : fired.split(" ")) {
            scores[Integer.parseInt(row)] = 1;
        }
        long[] times = new long[rows];
        Arrays.setAll(times, i -> i);

        double score = new NabScore(List.of(new NabScore.Part(scores, times, spans)))
                .best(profile)
                .score();

        // Back from 0 for silence and 100 for the perfect: what the rows of the file add up to.
        double nothing = -profile.miss * spans.size();
        assertEquals(published, score / 100 * (spans.size() - nothing) + nothing, 1e-10, file);
    }

    @Test
    void nabsCurveHasTheValuesThatItsOwnTestsState() {
        // numenta/NAB, tests/unit/scorer_test.py: the first and the second row of a window of two.
        double first = 0.9866142981514305;
        double second = 0.8482836399575131;
        assertEquals(first, NabScore.sigmoid(-1), 1e-15);
        assertEquals(second, NabScore.sigmoid(-0.5), 1e-15);
        // Its cases with two windows of two rows, with weights of 1: the second row of one and the first of the other;
        // one
        // alone, the other missed; both rows of one. Nothing is -2, all is 2.
        List<Corpus.Window> windows = List.of(new Corpus.Window(500, 501), new Corpus.Window(800, 801));
        assertEquals(100 * (second / first + 1 + 2) / 4, nab(NabScore.Profile.STANDARD, windows, 501, 800), 1e-9);
        assertEquals(100 * (second / first - 1 + 2) / 4, nab(NabScore.Profile.STANDARD, windows, 501), 1e-9);
        assertEquals(100 * (1 - 1 + 2) / 4.0, nab(NabScore.Profile.STANDARD, windows, 800, 801), 1e-9);
    }

    @Test
    void nabForgivesTheProbation() {
        assertEquals(100, nab(NabScore.Profile.STANDARD, 149, 500).score(), 1e-9);
        assertEquals(
                100 * (2 - 0.11) / 2, nab(NabScore.Profile.STANDARD, 150, 500).score(), 1e-9);
    }

    @Test
    void nabFallsBehindAWindowLikeItsCurve() {
        // 30 rows behind a window of 100: distance 30 / 99 of its width.
        double behind = NabScore.sigmoid(30.0 / 99);
        assertEquals(
                100 * (2 + 0.11 * behind) / 2,
                nab(NabScore.Profile.STANDARD, 500, 629).score(),
                1e-9);
    }

    @Test
    void delayedSegmentsAreMissedWhole() {
        boolean[] labels = new boolean[100];
        Arrays.fill(labels, 20, 40, true);
        Arrays.fill(labels, 60, 70, true);
        float[] scores = new float[100];
        scores[27] = 5; // the eighth row of the first segment: in time
        scores[68] = 4; // the ninth of the second: too late
        scores[90] = 3; // false
        PointScore score = score(labels, scores);
        assertEquals(2.0 * 20 / (20 + 30), score.delayF1(7).f1(), 1e-9);
        assertEquals(5, score.delayF1(7).threshold());
        assertEquals(2.0 * 30 / (30 + 30), score.delayF1(8).f1(), 1e-9);
    }

    @Test
    void averagePrecisionIsThatOfTheDefinition() {
        boolean[] labels = {true, false, true, false, false};
        float[] scores = {5, 4, 3, 2, 2};
        assertEquals((1.0 + 2.0 / 3) / 2, score(labels, scores).meanAveragePrecision(), 1e-9);
    }

    @Test
    void eventRecallCountsRunsOfFalseAlarmsOnce() {
        // One week of ten-minute rows: one false alarm is allowed.
        boolean[] labels = new boolean[1_008];
        float[] scores = new float[1_008];
        Arrays.fill(labels, 500, 510, true);
        Arrays.fill(labels, 800, 810, true);
        for (int i = 0; i < scores.length; i += 30) {
            scores[i] = 0.5f; // what is always there
        }
        scores[505] = 3;
        scores[805] = 1;
        scores[100] = 2; // two rows within ten intervals: one alarm
        scores[105] = 2;
        PointScore.Part part = part(labels, scores, 600);
        PointScore.Recall recall = new PointScore(List.of(part)).recallAt(1);
        assertEquals(1.0, recall.recall(), 1e-9);
        assertEquals(1, recall.falseAlarms());
        scores[300] = 1.5f; // a second one: the threshold must rise above it
        assertEquals(
                0.5,
                new PointScore(List.of(part(labels, scores, 600))).recallAt(1).recall(),
                1e-9);
    }

    @Test
    void sweepsFindTheBestThresholdThatThereIs() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 200; round++) {
            int n = 5 + random.nextInt(40);
            boolean[] labels = new boolean[n];
            float[] scores = new float[n];
            for (int i = 0; i < n; i++) {
                labels[i] = random.nextInt(4) == 0;
                scores[i] = random.nextInt(6);
            }
            double best = 0;
            for (int threshold = 0; threshold < 6; threshold++) {
                int hit = 0;
                int flagged = 0;
                int labelled = 0;
                for (int i = 0; i < n; i++) {
                    labelled += labels[i] ? 1 : 0;
                    flagged += scores[i] >= threshold ? 1 : 0;
                    hit += labels[i] && scores[i] >= threshold ? 1 : 0;
                }
                best = Math.max(best, labelled + flagged == 0 ? 0 : 2.0 * hit / (labelled + flagged));
            }
            assertEquals(best, score(labels, scores).pointF1().f1(), 1e-9, "round " + round);
        }
    }

    private static PointScore score(boolean[] labels, float[] scores) {
        return new PointScore(List.of(part(labels, scores, 60)));
    }

    private static PointScore.Part part(boolean[] labels, float[] scores, int interval) {
        long[] times = new long[labels.length];
        Arrays.setAll(times, i -> (long) i * interval);
        return new PointScore.Part(times, labels, scores, interval);
    }
}
